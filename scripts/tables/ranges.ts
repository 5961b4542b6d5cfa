/** Whether a range such as `1e02-1ff9` has an id of four hexadecimal digits. */
export function holds(range: string, id: string): boolean {
  const [first = '', last = ''] = range.split('-');
  return first <= id && id <= last;
}

/** Ranges with one id more, sorted; neighbours become one range. */
export function addRange(ranges: readonly string[], id: string): string[] {
  const sorted = [...ranges, `${id}-${id}`].sort();
  const merged: string[] = [];
  for (const range of sorted) {
    const before = merged.at(-1);
    if (before !== undefined && isNext(before, range)) {
      merged[merged.length - 1] = `${before.slice(0, 4)}-${range.slice(5)}`;
    } else merged.push(range);
  }
  return merged;
}

function isNext(before: string, range: string): boolean {
  return Number.parseInt(before.slice(5), 16) + 1 === Number.parseInt(range.slice(0, 4), 16);
}
