import { type Shape, shapesIn } from './shapes.ts';

/** A text, and what to call the place where it stands. */
export interface Segment {
  place: string;
  text: string;
}

/** A shape, by the place of the segment that holds it. */
export interface PlacedShape extends Omit<Shape, 'at'> {
  place: string;
}

/** Shapes of identifiers in many texts, looked for in all of them at once: most texts are short. */
export function shapesInSegments(segments: readonly Segment[]): PlacedShape[] {
  const starts: number[] = [];
  let length = 0;
  for (const { text } of segments) {
    starts.push(length);
    length += text.length + 1;
  }
  const found = shapesIn(segments.map(({ text }) => text).join('\n'));
  return found.map(({ what, value, at }) => {
    const { place } = segments[lastAtMost(starts, at)] as Segment;
    return { what, value, place };
  });
}

/** Every string of a JSON value with its path, as `serial: "…"` where it has a key: a key tells what it is. */
export function leavesOf(value: unknown, path = '', key = ''): Segment[] {
  if (typeof value === 'string') {
    return [{ place: path, text: key === '' ? value : `${key}: "${value}"` }];
  }
  if (Array.isArray(value)) {
    return value.flatMap((one, at) => leavesOf(one, `${path}[${at}]`, key));
  }
  if (typeof value === 'number') return [{ place: path, text: `${key}: ${value}` }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => {
    const below = path === '' ? name : `${path}.${name}`;
    return [{ place: below, text: name }, ...leavesOf(one, below, name)];
  });
}

/** Lines of a text, counted from one. */
export function linesOf(text: string): Segment[] {
  return text.split('\n').map((line, at) => ({ place: `line ${at + 1}`, text: line }));
}

function lastAtMost(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((sorted[middle] as number) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
