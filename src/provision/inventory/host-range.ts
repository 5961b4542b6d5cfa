/** More than this in one pattern is a slip, not a fleet. */
const MAX_NAMES = 10_000;
const RANGE = /\[([0-9]+|[a-z]|[A-Z]):([0-9]+|[a-z]|[A-Z])(?::([0-9]{1,4}))?\]/;

/**
 * The names of an Ansible host pattern: `web[01:20].example.org`, `db-[a:c]`, with a step
 * `[1:9:2]`, several in one name. Null for what is no name, or stands for too many.
 */
export function expandRange(pattern: string): string[] | null {
  let names = [pattern];
  for (;;) {
    const found = names.some((name) => RANGE.test(name));
    if (!found) break;
    const next: string[] = [];
    for (const name of names) {
      const parts = partsOf(name);
      if (parts === null || next.length + parts.length > MAX_NAMES) return null;
      next.push(...parts);
    }
    names = next;
  }
  return names.every((name) => /^[A-Za-z0-9_][A-Za-z0-9_.:-]{0,252}$/.test(name)) ? names : null;
}

/** The names that the first range of a name stands for. */
function partsOf(name: string): string[] | null {
  const match = RANGE.exec(name);
  if (match === null) return [name];
  const [whole, from = '', to = '', stride = '1'] = match;
  const isNumber = /^[0-9]/.test(from);
  if (isNumber !== /^[0-9]/.test(to)) return null;
  const first = isNumber ? Number(from) : (from.codePointAt(0) ?? 0);
  const last = isNumber ? Number(to) : (to.codePointAt(0) ?? 0);
  const step = Number(stride);
  if (step < 1 || last < first || (last - first) / step > MAX_NAMES) return null;
  const parts: string[] = [];
  for (let value = first; value <= last; value += step) {
    const word = isNumber ? String(value).padStart(from.length, '0') : String.fromCodePoint(value);
    parts.push(name.replace(whole, () => word));
  }
  return parts;
}
