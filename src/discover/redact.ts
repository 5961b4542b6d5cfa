import { createHmac } from 'node:crypto';
import type { Capture, Reading } from '../model/capture.ts';
import { sortedReadings } from './capture.ts';
import { type IdentifierKind, isDistinct, keyedHash, type Replace } from './redact/identifiers.ts';
import { withoutMomentary } from './redact/momentary.ts';
import { sweep } from './redact/patterns.ts';
import { readingRedactor } from './redact/reading.ts';
import { secretHider } from './redact/secrets.ts';

export interface FoundIdentifier {
  reading: string;
  what: IdentifierKind;
}

/** What stands for an identifier while nobody looks at the result. */
const MARK = 'h:000000000000';

/**
 * A capture that may be committed: serials, hardware addresses, uuids, world wide names, addresses,
 * host and user names are replaced by keyed hashes, equal ones by equal ones; EDID serials are zeroed.
 * Models, firmware versions, PCI addresses and the places in links by path stay. A redacted capture stays as it is.
 * What changes from one moment to the next goes too, so that recording twice gives the same.
 *
 * First the identifiers are collected from the places where they are known to stand; then each is
 * replaced wherever else it occurs, and what has the shape of an identifier with it.
 */
export function redactCapture(capture: Capture, key: Uint8Array): Capture {
  if (capture.redacted) return capture;
  const { readings: _, ...about } = capture;
  const readings = redactReadings(capture, keyedHash(key));
  return { ...about, redacted: true, hashKey: markOf(key), readings };
}

/** Tells two keys apart and says nothing about either. */
function markOf(key: Uint8Array): string {
  return createHmac('sha256', key).update('panther-discover hashing key').digest('hex').slice(0, 8);
}

/** What in a capture still looks like an identifier, whatever its `redacted` says; sorted. */
export function findIdentifiers(capture: Capture): FoundIdentifier[] {
  const found = new Map<string, FoundIdentifier>();
  let reading = '';
  const note: Replace = (_value, what) => {
    found.set(`${reading}\n${what}`, { reading, what });
    return MARK;
  };
  redactReadings(capture, note, (id) => {
    reading = id;
  });
  return [...found.keys()].sort().flatMap((place) => found.get(place) ?? []);
}

function redactReadings(
  capture: Capture,
  replace: Replace,
  onReading?: (id: string) => void,
): Record<string, Reading> {
  // A search must see what is there; what will not be kept need not be redacted first.
  const entries = Object.entries(capture.readings).map(([id, reading]): [string, Reading] => [
    id,
    onReading === undefined ? withoutMomentary(id, reading) : reading,
  ]);
  const { identifiers, guids } = collect(entries);
  const hide = secretHider(identifiers, replace);
  const everywhere = (text: string) => sweep(hide(text), replace, guids);
  const redacted = new Map<string, Reading>();
  // Redactors remember what a string became, and a search has to see it in each reading anew.
  let redactor = readingRedactor(replace, everywhere);
  for (const [id, reading] of entries) {
    onReading?.(id);
    if (onReading !== undefined) redactor = readingRedactor(replace, everywhere);
    redacted.set(redactor.id(id), redactor.reading(id, reading));
  }
  return sortedReadings(redacted);
}

/** Identifiers to look for everywhere, and the type GUIDs of partitions, which are none. */
function collect(entries: readonly [string, Reading][]): {
  identifiers: Map<string, IdentifierKind>;
  guids: Set<string>;
} {
  const identifiers = new Map<string, IdentifierKind>();
  const guids = new Set<string>();
  const note: Replace = (value, kind) => {
    if (isWorthLookingFor(value, kind)) identifiers.set(value, kind);
    return MARK;
  };
  const collector = readingRedactor(note, (text) => text);
  for (const [id, reading] of entries) {
    collector.id(id);
    collector.reading(id, reading);
    if (reading.status !== 'ok' || reading.kind !== 'command') continue;
    for (const match of reading.data.matchAll(/"parttype"\s*:\s*"([0-9a-f-]{36})"/gi)) {
      if (match[1] !== undefined) guids.add(match[1].toLowerCase());
    }
  }
  return { identifiers, guids };
}

function isWorthLookingFor(value: string, kind: IdentifierKind): boolean {
  const isWord = kind === 'user name' || kind === 'asset tag' || kind === 'volume label';
  if (isWord || !isDistinct(value)) return false;
  // A host is often named after its model or what it does.
  return kind !== 'host name' || (value.length >= 6 && /[-.0-9]/.test(value));
}
