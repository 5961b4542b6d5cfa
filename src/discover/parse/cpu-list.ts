/** More processors than Linux can be built for. */
const MOST = 65_536;

/** How many numbers a kernel list such as `0-3,8,10-11` stands for; null for anything else. */
export function countOfList(text: string): number | null {
  const trimmed = text.trim();
  if (!/^[0-9]{1,6}(?:-[0-9]{1,6})?(?:,[0-9]{1,6}(?:-[0-9]{1,6})?){0,4095}$/.test(trimmed)) {
    return null;
  }
  let count = 0;
  for (const range of trimmed.split(',')) {
    const [from = 0, to = from] = range.split('-').map(Number);
    if (to < from) return null;
    count += to - from + 1;
  }
  return count > MOST ? null : count;
}
