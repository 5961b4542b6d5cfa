import { shownBytes, shownText } from '../../model/display.ts';
import { family } from './blocks.ts';
import { type Check, type CheckInput, held, passed, type Target } from './check.ts';
import { GUARD } from './signatures.ts';

/** Something that stands on a planned disk and goes with it. */
export interface SeenLoss {
  /** What a person types to say that it may be lost: nvme0n1p2. */
  name: string;
  /** Key of the planned disk. */
  disk: string;
  /** What it seems to be, in words; safe on a terminal. */
  what: string;
  /** Hash of what it is, so that something else in its place is noticed. */
  mark: string;
}

const BOX = /^(crypto_LUKS|BitLocker|apfs|APFS)$/;

/** What stands on the planned disks now, read from the disks themselves; null where that is not told. */
export function lossesOf(
  { seen, hash }: Pick<CheckInput, 'seen' | 'hash'>,
  targets: readonly Target[],
): SeenLoss[] | null {
  const { signatures } = seen;
  if (signatures === null) return null;
  const losses: SeenLoss[] = [];
  for (const { planned, block } of targets) {
    if (block === null) return null;
    for (const part of family(block).filter(({ type }) => type === 'disk' || type === 'part')) {
      const own = signatures.get(part.name);
      if (own === undefined) return null;
      if (own.length === 0 && part.type === 'disk') continue;
      const words = own.map(({ type, label }) => {
        if (type === GUARD)
          return 'a partition table that cannot be read here, over whatever it holds';
        const name = label === '' ? '' : ` "${shownText(label, 40)}"`;
        const closed = BOX.test(type) ? ', whose contents cannot be looked at' : '';
        return `${shownText(type, 30)}${name}${closed}`;
      });
      // A partition without a signature can hold anything: encrypted, a database, or nothing.
      const what = words.length === 0 ? 'a partition without a known signature' : words.join('; ');
      losses.push({
        name: part.name,
        disk: planned.key,
        what: `${shownBytes(part.sizeBytes)}, ${what}`,
        mark: hash(
          JSON.stringify([
            part.sizeBytes,
            part.partitionType,
            ...own.map(({ type, uuid, label }) => [type, uuid, label]).sort(),
          ]),
        ),
      });
    }
  }
  return losses;
}

/** Whether a person has named everything that goes with a disk. */
export function contentsCheck(input: CheckInput, target: Target): Check {
  const code = 'disk.contents';
  const { key } = target.planned;
  const losses = lossesOf(input, [target]);
  if (losses === null) {
    return held(
      'unknown',
      code,
      key,
      'What stands on it could not be read.',
      'See that wipefs and lsblk can read the disk as root; a disk that cannot be read is not to be trusted.',
    );
  }
  if (losses.length === 0) return passed(code, key, 'It holds nothing that has a signature.');
  const unnamed = losses.filter(({ name }) => !input.named.includes(name));
  const evidence = losses.map(({ name, what }) => `${name}: ${what}`).join('. ');
  if (unnamed.length === 0) return passed(code, key, `To be lost, as was named: ${evidence}.`);
  return held(
    'fail',
    code,
    key,
    `It holds ${evidence}.`,
    `Save what is needed. The approval asks for each by its name: ${unnamed.map(({ name }) => name).join(' ')}.`,
  );
}
