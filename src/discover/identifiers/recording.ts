import type { Capture, Reading } from '../../model/capture.ts';
import { isTooDeep } from '../redact/report.ts';
import { findIdentifiers } from '../redact.ts';
import { leavesOf, type PlacedShape, type Segment, shapesInSegments } from './segments.ts';
import { edidSerials, shapesIn } from './shapes.ts';

/** An identifier that should not be where it is: its place and kind, never the value. */
export interface IdentifierFinding {
  /** Such as `import:nixos-facter, smbios.board.serial` or `line 12`. */
  place: string;
  what: string;
}

/**
 * What in a recording still identifies its machine: by the places that redaction knows, by the shape of
 * what is left, and by the serials of displays. Whatever `redacted` says, it is looked at.
 */
export function identifiersInRecording(
  capture: Capture,
  isAllowed: (value: string) => boolean = () => false,
): IdentifierFinding[] {
  const known = findIdentifiers(capture).flatMap(({ reading, what, fields }) =>
    (fields.length === 0 ? [''] : fields).map((field) => ({
      place: placeIn(reading, field),
      what,
    })),
  );
  // Few recordings hold any, so the places are looked for where there is one.
  const isSuspect = shapesIn(wholeText(capture)).some(({ value }) => !isAllowed(value));
  const shapes = isSuspect
    ? shapesInSegments(segmentsOf(capture)).filter(({ value }) => !isAllowed(value))
    : [];
  const seen = new Set(known.map(({ place }) => place));
  return [
    ...(capture.redacted
      ? []
      : [{ place: 'redacted: false', what: 'a recording whose identifiers were never hashed' }]),
    ...known,
    ...shapes.filter(({ place }) => !seen.has(place)).map(withoutValue),
    ...displaySerials(capture),
    ...unreadable(capture),
  ];
}

/** All texts of a recording in one: what has a shape in its place has it here. */
function wholeText({ readings }: Capture): string {
  const texts: string[] = [];
  for (const [id, reading] of Object.entries(readings)) {
    texts.push(id);
    if (reading.status !== 'ok') texts.push(reading.reason);
    else if (reading.kind === 'report') {
      // Escaped line breaks would run into the word behind them.
      if (!isTooDeep(reading.data)) {
        texts.push(JSON.stringify(reading.data).replace(/\\[nrt]/g, ' '));
      }
    } else if (reading.kind === 'list') texts.push(reading.data.join('\n'));
    else if (reading.kind === 'binary') {
      texts.push(Buffer.from(reading.data, 'base64').toString('latin1'));
    } else texts.push(reading.data);
  }
  return texts.join('\n');
}

function segmentsOf({ readings }: Capture): Segment[] {
  return Object.entries(readings).flatMap(([id, reading]) => [
    { place: placeIn(id, 'its name'), text: id },
    ...textsOf(id, reading),
  ]);
}

function textsOf(id: string, reading: Reading): Segment[] {
  if (reading.status !== 'ok') return [{ place: id, text: reading.reason }];
  switch (reading.kind) {
    case 'report':
      if (isTooDeep(reading.data)) return [];
      return leavesOf(reading.data).map(({ place, text }) => ({ place: placeIn(id, place), text }));
    case 'list':
      return reading.data.map((text) => ({ place: id, text }));
    case 'binary':
      return [{ place: id, text: Buffer.from(reading.data, 'base64').toString('latin1') }];
    default:
      return reading.data
        .split('\n')
        .map((text, at) => ({ place: placeIn(id, at === 0 ? '' : `line ${at + 1}`), text }));
  }
}

/** What nobody looked through may hold anything, and no redaction leaves it. */
function unreadable({ readings }: Capture): IdentifierFinding[] {
  return Object.entries(readings).flatMap(([id, reading]) =>
    reading.status === 'ok' && reading.kind === 'report' && isTooDeep(reading.data)
      ? [{ place: id, what: 'a report that is nested too deeply to look through' }]
      : [],
  );
}

function displaySerials({ readings }: Capture): IdentifierFinding[] {
  return Object.entries(readings).flatMap(([id, reading]) => {
    if (!id.endsWith('/edid') || reading.status !== 'ok' || reading.kind !== 'binary') return [];
    const serials = edidSerials(Buffer.from(reading.data, 'base64'));
    return serials.length === 0 ? [] : [{ place: id, what: 'serial of a display' }];
  });
}

function placeIn(reading: string, field: string): string {
  return field === '' ? reading : `${reading}, ${field}`;
}

function withoutValue({ place, what }: PlacedShape): IdentifierFinding {
  return { place, what };
}
