import { isUtf8 } from 'node:buffer';
import { PantherError } from '../../model/errors.ts';
import { documentFrom } from '../source/document.ts';
import { type IdentifierFinding, identifiersInRecording } from './recording.ts';
import { leavesOf, linesOf, shapesInSegments } from './segments.ts';

/** What is committed of machines: everything in it is looked at. */
const OF_MACHINES =
  /^(?:hardware-discovery|hosts|fixtures)\/(?:.*\/)?[^/]+\.(?:json|md|nix|yaml|yml|svg|txt|html)$/;
/** A person's own settings of a host, where an address may well belong. */
const LOCAL = /(?:^|\/)local\.nix$/;

/** What a person let stand: partition uuids that were drawn for a host, and names by id where asked for. */
export interface Allowed {
  values: ReadonlySet<string>;
  linksById: boolean;
}

/**
 * Identifiers in a file of a PantherOS repository. Files of machines are looked at for all shapes;
 * anything else is looked at where it is a recording or another tool's report, wherever it lies. A file
 * that somebody named (`isNamed`) is looked at whatever it is.
 */
export function identifiersInFile(
  path: string,
  bytes: Uint8Array,
  { values, linksById }: Allowed,
  isNamed = false,
): IdentifierFinding[] {
  if ((LOCAL.test(path) && !isNamed) || !isUtf8(bytes)) return [];
  const isAllowed = (value: string) => values.has(value) || (linksById && isPartOfLink(value));
  const recording = recordingIn(path, bytes);
  if (recording !== null) return identifiersInRecording(recording, isAllowed);
  if (!isNamed && !OF_MACHINES.test(path)) return [];
  const text = Buffer.from(bytes).toString('utf8');
  const segments = path.endsWith('.json') ? (jsonLeaves(text) ?? linesOf(text)) : linesOf(text);
  return shapesInSegments(segments)
    .filter(({ what, value }) => !isAllowed(value) && !(linksById && what === 'link by id'))
    .map(({ place, what }) => ({ place, what }));
}

/** A disk that is named by id may be so by its world wide name. */
function isPartOfLink(value: string): boolean {
  return /^(?:wwn-0x|naa\.|eui\.|0x)[0-9a-f]{16,32}$/i.test(value);
}

function recordingIn(path: string, bytes: Uint8Array) {
  try {
    const document = documentFrom(bytes, path, 'scan');
    return document.kind === 'capture' ? document.capture : null;
  } catch (error) {
    // Most files are no document, and a broken one is none either: it is looked at as a text.
    if (error instanceof PantherError) return null;
    throw error;
  }
}

function jsonLeaves(text: string) {
  try {
    return leavesOf(JSON.parse(text));
  } catch {
    return null;
  }
}
