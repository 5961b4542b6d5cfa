import { createHmac } from 'node:crypto';
import type { Capture, Reading } from '../model/capture.ts';
import { sortedReadings } from './capture.ts';
import { type IdentifierKind, isDistinct, keyedHash, type Replace } from './redact/identifiers.ts';
import { withoutMomentary } from './redact/momentary.ts';
import { sweep } from './redact/patterns.ts';
import { differingPlaces } from './redact/places.ts';
import { readingRedactor } from './redact/reading.ts';
import { secretHider } from './redact/secrets.ts';

/** A reading that still holds identifiers: of which kinds, and in which of its fields or lines. */
export interface FoundIdentifier {
  reading: string;
  what: IdentifierKind;
  /** `smbios.board.serial` of a report, `line 3` of a text; none of a short reading. */
  fields: string[];
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

/** Short texts in which a search found nothing: machines have most of theirs in common. */
const HARMLESS = new Map<string, string>();
const MOST_HARMLESS = 50_000;

/** What in a capture still looks like an identifier, whatever its `redacted` says; sorted. */
export function findIdentifiers(capture: Capture): FoundIdentifier[] {
  // A search must see what is there; what will not be kept need not be redacted first.
  const entries = Object.entries(capture.readings);
  let kinds = new Set<IdentifierKind>();
  const note: Replace = (_value, what) => {
    kinds.add(what);
    return MARK;
  };
  // One look is enough to say that there is nothing: no reading repeats what none holds.
  const guids = partitionTypes(entries);
  const harmless = guids.size === 0 ? HARMLESS : new Map<string, string>();
  const quick = readingRedactor(note, (text) => sweep(text, note, guids), harmless);
  for (const [id, reading] of entries) {
    quick.id(id);
    quick.reading(id, reading);
  }
  if (kinds.size > 0 || HARMLESS.size > MOST_HARMLESS) HARMLESS.clear();
  if (kinds.size === 0) return [];
  const everywhere = everywhereIn(entries, note);
  return entries.sort(byId).flatMap(([id, reading]) => {
    kinds = new Set();
    // Redactors remember what a string became, and a search has to see it in each reading anew.
    const redactor = readingRedactor(note, everywhere);
    const places = differingPlaces(reading, redactor.reading(id, reading));
    const fields = redactor.id(id) === id ? places : ['its name', ...places];
    return [...kinds].sort().map((what) => ({ reading: id, what, fields }));
  });
}

function redactReadings(capture: Capture, replace: Replace): Record<string, Reading> {
  const entries = Object.entries(capture.readings).map(([id, reading]): [string, Reading] => [
    id,
    withoutMomentary(id, reading),
  ]);
  const redacted = new Map<string, Reading>();
  const redactor = readingRedactor(replace, everywhereIn(entries, replace));
  for (const [id, reading] of entries) redacted.set(redactor.id(id), redactor.reading(id, reading));
  return sortedReadings(redacted);
}

/** Replaces, wherever it stands, what is an identifier anywhere in the readings or has the shape of one. */
function everywhereIn(
  entries: readonly [string, Reading][],
  replace: Replace,
): (text: string) => string {
  const guids = partitionTypes(entries);
  const hide = secretHider(collect(entries), replace);
  return (text) => sweep(hide(text), replace, guids);
}

function byId([a]: [string, Reading], [b]: [string, Reading]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Identifiers to look for everywhere. */
function collect(entries: readonly [string, Reading][]): Map<string, IdentifierKind> {
  const identifiers = new Map<string, IdentifierKind>();
  const note: Replace = (value, kind) => {
    if (isWorthLookingFor(value, kind)) identifiers.set(value, kind);
    return MARK;
  };
  const collector = readingRedactor(note, (text) => text);
  for (const [id, reading] of entries) {
    collector.id(id);
    collector.reading(id, reading);
  }
  return identifiers;
}

/** Type GUIDs of partitions, which are no identifiers. */
function partitionTypes(entries: readonly [string, Reading][]): Set<string> {
  const guids = new Set<string>();
  for (const [, reading] of entries) {
    if (reading.status !== 'ok' || reading.kind !== 'command') continue;
    for (const match of reading.data.matchAll(/"parttype"\s*:\s*"([0-9a-f-]{36})"/gi)) {
      if (match[1] !== undefined) guids.add(match[1].toLowerCase());
    }
  }
  return guids;
}

function isWorthLookingFor(value: string, kind: IdentifierKind): boolean {
  const isWord = kind === 'user name' || kind === 'asset tag' || kind === 'volume label';
  if (isWord || !isDistinct(value)) return false;
  // A host is often named after its model or what it does.
  return kind !== 'host name' || (value.length >= 6 && /[-.0-9]/.test(value));
}
