/**
 * Whether a question is about a name: the name itself, the path above it, or what lies in it where it
 * is a set. `fileSystems."/home"` is asked for with or without the quotes.
 */
export function covers(asked: string, name: string): boolean {
  const plain = asked.replaceAll('"', '');
  return name === plain || name.startsWith(`${plain}.`);
}

const MOST = 5;

/** The names that come nearest to what was asked for, the nearest first; none that is far off. */
export function nearest(asked: string, names: readonly string[]): string[] {
  const wanted = asked.replaceAll('"', '').slice(0, 120).toLowerCase();
  if (wanted === '') return [];
  const ranked = [...new Set(names)]
    .filter((name) => name.length <= 200)
    .map((name) => ({ name, far: distance(wanted, name.toLowerCase()) }))
    .filter(({ far }) => far <= 0.5);
  ranked.sort((a, b) => a.far - b.far || (a.name < b.name ? -1 : 1));
  return ranked.slice(0, MOST).map(({ name }) => name);
}

/** 0: the same; 1: nothing in common. A part of a name, or its last word, is near. */
function distance(wanted: string, name: string): number {
  const whole = edits(wanted, name) / Math.max(wanted.length, name.length);
  const last = name.split(/[./]/).at(-1) ?? name;
  const end = edits(wanted, last) / Math.max(wanted.length, last.length) + 0.05;
  const wantedEnd = wanted.split(/[./]/).at(-1) ?? wanted;
  const ends = edits(wantedEnd, last) / Math.max(wantedEnd.length, last.length, 1) + 0.15;
  const part = wanted.length > 2 && name.includes(wanted) ? 0.1 : 1;
  return Math.min(whole, end, ends, part);
}

/** Levenshtein's distance. */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
