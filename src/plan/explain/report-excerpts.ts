import type { Excerpt } from './types.ts';

interface Leaf {
  place: string;
  value: string | number | boolean;
}

/** Words in the path of a report's field that show what it is about, by the subject of a fact. */
const ABOUT: Readonly<Record<string, RegExp>> = {
  identity: /smbios|bios|system|board|chassis|dmi/,
  chassis: /chassis/,
  platform: /system|platform|architecture|kernel/,
  cpu: /cpu|processor/,
  memory: /mem/,
  firmware: /firmware|efi|tpm|boot/,
  virtualisation: /virtual|hyper/,
};

/** More than any report that a machine gives; what is behind is not looked at. */
const MOST_LEAVES = 200_000;

/**
 * The fields of a report (JSON) that give a fact: with a key, those of the device of that name; else
 * those that hold the value and are about the fact's subject.
 */
export function reportExcerpts(
  reading: string,
  data: unknown,
  key: string | null,
  value: unknown,
  path: string,
): Excerpt[] {
  const leaves: Leaf[] = [];
  collect(data, '', leaves);
  const found = key === null ? byValue(leaves, value, path) : byKey(leaves, key, value);
  return found.map(({ place, value: text }) => ({ reading, place, text: String(text) }));
}

function byKey(leaves: readonly Leaf[], key: string, value: unknown): Leaf[] {
  const names = [key, `/dev/${key}`];
  const own = leaves.find((leaf) => names.includes(String(leaf.value)));
  if (own === undefined) return [];
  const above = holder(own.place);
  const near = leaves.filter((leaf) => leaf !== own && leaf.place.startsWith(`${above}.`));
  const said = scalarsIn(value).filter((text) => !names.includes(text));
  const fields: Leaf[] = [];
  for (const text of said) {
    const field = near.find((leaf) => String(leaf.value) === text);
    if (field !== undefined && !fields.includes(field)) fields.push(field);
  }
  return [own, ...fields];
}

function byValue(leaves: readonly Leaf[], value: unknown, path: string): Leaf[] {
  const subject = path.split('.')[0] ?? '';
  const about = Object.hasOwn(ABOUT, subject) ? ABOUT[subject] : undefined;
  const texts = scalarsIn(value);
  if (texts.length === 0) return [];
  const field = (path.split('.').at(-1) ?? '').toLowerCase();
  const fitting = leaves.filter(
    ({ place, value: text }) =>
      texts.includes(String(text)) &&
      (about === undefined ? String(text).length > 3 : about.test(place)),
  );
  // A field of the same name says most; Array.sort keeps the report's order among the others.
  const rank = ({ place }: Leaf): number =>
    (place.split('.').at(-1) ?? '').toLowerCase().includes(field) ? 0 : 1;
  return [...fitting].sort((a, b) => rank(a) - rank(b)).slice(0, 2);
}

/** The words of a fact that a report may hold as they are. */
function scalarsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.length > 1 ? [value] : [];
  if (typeof value === 'number') return [String(value)];
  if (Array.isArray(value)) {
    return value.filter((item) => typeof item === 'string').flatMap(scalarsIn);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.values(value)
      .filter((item) => typeof item === 'string')
      .flatMap(scalarsIn);
  }
  return [];
}

function collect(value: unknown, place: string, leaves: Leaf[]): void {
  if (leaves.length >= MOST_LEAVES) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) collect(item, `${place}[${index}]`, leaves);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      collect(item, place === '' ? key : `${place}.${key}`, leaves);
    }
  } else if (value !== null && value !== undefined) {
    leaves.push({ place, value: value as Leaf['value'] });
  }
}

/** `hardware.disk[0].unix_device_names[2]` → `hardware.disk[0]`. */
function holder(place: string): string {
  const list = place.endsWith(']') ? place.slice(0, place.lastIndexOf('[')) : place;
  const dot = list.lastIndexOf('.');
  return dot === -1 ? list : list.slice(0, dot);
}
