/** The lines of a text, without line ends of either kind. */
export function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (!text.includes('\r')) return lines;
  return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
}

/** A line `key: value` as its trimmed halves; null where there is no separator. */
export function fieldOf(line: string, separator = ':'): [key: string, value: string] | null {
  const at = line.indexOf(separator);
  if (at < 0) return null;
  return [line.slice(0, at).trim(), line.slice(at + separator.length).trim()];
}

/** A decimal number that stands alone, or null. */
export function decimal(text: string | null | undefined): number | null {
  if (text === null || text === undefined) return null;
  const trimmed = text.trim();
  return /^[0-9]{1,15}$/.test(trimmed) ? Number(trimmed) : null;
}

/** A hexadecimal number with or without `0x`, or null. */
export function hexadecimal(text: string | null | undefined): number | null {
  if (text === null || text === undefined) return null;
  const found = /^(?:0x)?([0-9a-f]{1,13})$/i.exec(text.trim());
  return found === null ? null : Number.parseInt(found[1] ?? '', 16);
}

/** A 16-bit id such as `0x8086` or `8086` as four lower-case hex digits, or null. */
export function hex4(text: string | null | undefined): string | null {
  const value = hexadecimal(text);
  return value === null || value > 0xffff ? null : value.toString(16).padStart(4, '0');
}
