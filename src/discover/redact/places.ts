import type { Reading } from '../../model/capture.ts';

/** More places of one reading are not told. */
const MOST = 5;

/** Where a reading differs from its redacted self: fields of a report, lines of a text; at most five. */
export function differingPlaces(reading: Reading, redacted: Reading): string[] {
  if (reading.status !== 'ok' || redacted.status !== 'ok') return [];
  const places = new Set<string>();
  if (reading.kind === 'report')
    note(reading.data, 'data' in redacted ? redacted.data : null, '', places);
  else if (typeof reading.data === 'string' && reading.data.trim().includes('\n')) {
    const others = String(redacted.data).split('\n');
    for (const [at, line] of reading.data.split('\n').entries()) {
      if (line !== others[at]) places.add(`line ${at + 1}`);
    }
  }
  return [...places].slice(0, MOST);
}

/** Paths of the leaves that differ, as jq writes them: smbios.memory[0].serial. */
function note(value: unknown, other: unknown, path: string, places: Set<string>): void {
  if (places.size >= MOST) return;
  if (typeof value !== 'object' || value === null) {
    if (value !== other) places.add(path);
    return;
  }
  // Too deep for the redaction, which dropped it.
  if (typeof other !== 'object' || other === null) {
    places.add(path);
    return;
  }
  const others = other as Record<string, unknown>;
  for (const [key, field] of Object.entries(value)) {
    const step = Array.isArray(value) ? `[${key}]` : path === '' ? key : `.${key}`;
    note(field, others[key], `${path}${step}`, places);
  }
}
