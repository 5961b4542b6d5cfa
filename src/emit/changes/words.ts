import { shownBytes } from '../../model/display.ts';
import type { HardwareChange, Part } from '../../model/hardware-change.ts';
import { partWord } from '../part-words.ts';
import { membersText, valueText } from './values.ts';

const SUBJECTS: Readonly<Record<string, string>> = {
  disks: 'disks',
  pci: 'PCI devices',
  usb: 'USB devices',
  displays: 'displays',
  input: 'input devices',
};

/**
 * A change of hardware as one sentence without a full stop. It holds strings of the machine as they are:
 * whoever shows it escapes it for the place where it is shown.
 */
export function changeText(change: HardwareChange): string {
  switch (change.change) {
    case 'added':
    case 'removed': {
      const { part, count, functions } = change;
      const many = count > 1 ? ` (${count} of them)` : '';
      const further =
        functions === 0
          ? ''
          : `, with ${functions} further ${functions === 1 ? 'function' : 'functions'}`;
      return `${titled(part)} ${change.change}: ${partText(part)}${many}${further}`;
    }
    case 'replaced':
      return replacedText(change.before, change.after, change.certain);
    case 'moved':
      return `${titled(change.part)} moved: ${nameText(change.part)} is at ${change.to}, was at ${change.from}`;
    case 'renumbered':
      return change.count === 1
        ? 'One further PCI device has another address'
        : `${change.count} further PCI devices have other addresses`;
    case 'value': {
      const { fact, part, before, after, sense } = change;
      const size =
        fact === 'disks.sizeBytes' && part !== null ? sizeText(part, before, after) : null;
      return size ?? ofPart(part, valueText(fact, before, after, sense));
    }
    case 'members':
      return ofPart(change.part, membersText(change.fact, change.added, change.removed));
    case 'sight': {
      const which = change.seenIn === 'before' ? 'The former recording' : 'The latter recording';
      const subject = SUBJECTS[change.subject] ?? change.subject;
      return `${which} alone looked at ${subject} (${change.count} there), so they are not compared`;
    }
  }
}

/** A disk with another size, as a guest's are given; null where one of the two did not know it. */
function sizeText(part: Part, before: unknown, after: unknown): string | null {
  if (typeof before !== 'number' || typeof after !== 'number') return null;
  const named = part.name === null ? part.place : partText({ ...part, sizeBytes: null });
  const what = after > before ? 'grew' : 'shrank';
  const sizes = `from ${shownBytes(before)} to ${shownBytes(after)}`;
  return `${titled(part)} ${what} ${sizes}${named === null ? '' : `: ${named}`}`;
}

function ofPart(part: Part | null, text: string): string {
  if (part === null) return text;
  const colon = text.startsWith('is ') ? '' : ':';
  return `${titled(part)} ${partText(part)}${colon} ${text}`;
}

function replacedText(before: Part, after: Part, certain: boolean): string {
  const sameModel = nameText(before) === nameText(after);
  const here = after.place === null ? '' : ` at ${after.place}`;
  const there =
    before.place === null || before.place === after.place ? '' : ` (which was at ${before.place})`;
  const what = sameModel
    ? `another ${nameText(after)} in place of the former one${there}`
    : `${nameText(after)} in place of ${formerText(before)}${there}`;
  // Of a disk the identifier tells; a card of other ids is another card.
  const doubt = certain || !sameModel ? '' : ', as it seems';
  return `${titled(after)} replaced${here}: ${what}${doubt}`;
}

/** A part that tells nothing but its size is not called by it. */
function formerText(part: Part): string {
  const isNameless = (part.name ?? part.ids ?? '') === '' && part.sizeBytes !== null;
  return `${isNameless ? 'one of ' : ''}${nameText(part)}`;
}

function titled({ kind }: Part): string {
  return kind.charAt(0).toUpperCase() + kind.slice(1);
}

function nameText({ kind, name, ids, sizeBytes }: Part): string {
  // What these are called comes from tables of ours; a disk may be named anything.
  const isOurs = kind === 'GPU' || kind === 'storage controller';
  const shown = isOurs ? name?.replace(/^[a-z]+/, partWord) : name;
  const parts = [shown, ids, sizeBytes === null ? null : shownBytes(sizeBytes)];
  return parts.filter((part) => part != null && part !== '').join(', ') || 'of unknown make';
}

function partText(part: Part): string {
  // What tells batteries apart is their place alone.
  if (part.kind === 'battery') return part.place ?? nameText(part);
  const place = part.place === null ? '' : ` at ${part.place}`;
  return `${nameText(part)}${place}`;
}
