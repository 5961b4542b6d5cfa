const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** A size for a reader: 953.9 GiB, 1 MiB, or "size unknown". */
export function shownBytes(bytes: number | null): string {
  if (bytes === null) return 'size unknown';
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = value.toFixed(1);
  return `${digits.endsWith('.0') ? digits.slice(0, -2) : digits} ${UNITS[unit]}`;
}

/** A string that hardware made, for a terminal: printable ASCII alone, cut to a length. */
export function shownText(text: string, limit: number): string {
  const plain = text.replace(/[^\x20-\x7e]/g, '?').trim();
  return plain.length > limit ? `${plain.slice(0, limit - 1)}~` : plain;
}
