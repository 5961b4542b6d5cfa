import { PantherError } from '../../model/errors.ts';
import { documentFrom } from '../source/document.ts';
import { type IdentifierFinding, identifiersInRecording } from './recording.ts';
import { leavesOf, linesOf, shapesInSegments } from './segments.ts';
import { packedAs, wordsOf } from './text.ts';

/** What the tool and its user commit of machines: every text in it is looked at. */
const OF_MACHINES =
  /^(?:hardware-discovery|hosts|fixtures)\/|^openspec\/(?:specs\/machine-|changes\/(?:archive\/[0-9-]+)?(?:add|change)(?:-[0-9]+)?-host-)/;
/** Nothing but recordings and what is made of them: a file that is no text does not belong here. */
const OF_RECORDINGS = /^(?:hardware-discovery|fixtures)\//;
/** A person's own settings of a host, where an address may well belong. */
const LOCAL = /(?:^|\/)local\.nix$/;

/** What a person let stand: partition uuids that were drawn for a host, and names by id where asked for. */
export interface Allowed {
  values: ReadonlySet<string>;
  linksById: boolean;
}

/** What became of the search through a file. */
export type Look =
  | { state: 'looked'; found: IdentifierFinding[] }
  /** No recording, and nothing of a machine: a person's own text, a picture. */
  | { state: 'passed' }
  /** It may hold an identifier that nothing here can see. */
  | { state: 'unread'; why: string };

/**
 * Identifiers in a file of a PantherOS repository. Files of machines are looked at for all shapes;
 * anything else is looked at where it is a recording or another tool's report, wherever it lies. A file
 * that somebody named (`isNamed`) is looked at whatever it is.
 */
export function lookAtFile(
  path: string,
  bytes: Uint8Array,
  { values, linksById }: Allowed,
  isNamed = false,
): Look {
  if (LOCAL.test(path) && !isNamed) return { state: 'passed' };
  const isAllowed = (value: string) => values.has(value) || (linksById && isPartOfLink(value));
  const words = wordsOf(bytes);
  const recording = recordingIn(path, words === null ? bytes : Buffer.from(words));
  if (recording !== null) {
    return { state: 'looked', found: identifiersInRecording(recording, isAllowed) };
  }
  const packed = packedAs(bytes);
  if (packed !== null) return { state: 'unread', why: `it is packed (${packed})` };
  const isOfRecordings = isNamed || OF_RECORDINGS.test(path);
  if (!isOfRecordings && (words === null || !OF_MACHINES.test(path))) return { state: 'passed' };
  const text = words ?? Buffer.from(bytes).toString('latin1').replaceAll('\0', '\n');
  const segments = path.endsWith('.json') ? (jsonLeaves(text) ?? linesOf(text)) : linesOf(text);
  const found = shapesInSegments(segments)
    .filter(({ what, value }) => !isAllowed(value) && !(linksById && what === 'link by id'))
    .map(({ place, what }) => ({ place: words === null ? 'its bytes' : place, what }));
  // Bytes that show nothing may still be a table of a machine, with its serial in it.
  if (words === null && found.length === 0) return { state: 'unread', why: 'it is no text' };
  return { state: 'looked', found };
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
