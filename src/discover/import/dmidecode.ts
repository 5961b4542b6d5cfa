import { isUtf8 } from 'node:buffer';
import type { Capture, Reading } from '../../model/capture.ts';
import { PantherError } from '../../model/errors.ts';
import { CAPTURE_SCHEMA } from '../../model/schema-names.ts';

/** The reading that a recorded dmidecode run becomes; facts/dmidecode.ts reads it. */
const READING = 'import:dmidecode';

/** The line that starts a structure, whatever stands around it. */
const STRUCTURE = /^Handle 0x[0-9A-Fa-f]{4}, DMI type [0-9]{1,3},/m;
const HEADER = /^# dmidecode [0-9]/m;
/** A header stands on top: nothing further down makes a dump of a text. */
const TOP = 4096;

/**
 * The output of dmidecode, whole, as a capture; null for bytes that are no such output. With or
 * without its header, with line ends of either kind, cut off anywhere. Fails (`input`) on an output
 * in which dmidecode says no more than why it could not read the tables.
 */
export function dmidecodeCapture(
  bytes: Uint8Array,
  name: string,
  recordedBy: string,
): Capture | null {
  // One character a byte: the marks are ASCII, and what a maker wrote need not be UTF-8.
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (
    STRUCTURE.test(buffer.toString('latin1', 0, TOP)) ||
    STRUCTURE.test(buffer.toString('latin1'))
  ) {
    return {
      schema: CAPTURE_SCHEMA,
      recordedBy,
      origin: 'imported',
      redacted: false,
      readings: { [READING]: readingOf(buffer) },
    };
  }
  if (!HEADER.test(buffer.toString('latin1', 0, TOP))) return null;
  throw new PantherError(
    'input',
    `${name}: is an output of dmidecode without any structure; run dmidecode as root`,
  );
}

function readingOf(bytes: Buffer): Reading {
  const isText = isUtf8(bytes) && !bytes.includes(0);
  if (isText) return { status: 'ok', kind: 'text', data: bytes.toString('utf8') };
  return { status: 'ok', kind: 'binary', data: bytes.toString('base64') };
}
