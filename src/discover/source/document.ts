import { isUtf8 } from 'node:buffer';
import type * as z from 'zod';
import { Capture } from '../../model/capture.ts';
import { PantherError } from '../../model/errors.ts';
import { Facts } from '../../model/facts.ts';
import { HostPlan } from '../../model/plan.ts';
import { CAPTURE_SCHEMA, FACTS_SCHEMA, PLAN_SCHEMA } from '../../model/schema-names.ts';
import { dmidecodeCapture } from '../import/dmidecode.ts';
import { isLshwReport } from '../parse/lshw.ts';
import { quoted } from './words.ts';

/** A value of the pipeline as it was saved, or a report that was embedded into a capture. */
export type DocumentValue =
  | { kind: 'capture'; capture: Capture }
  | { kind: 'facts'; facts: Facts }
  | { kind: 'plan'; plan: HostPlan };

/** The newest nixos-facter report format that the importer knows; the first reports had no number. */
const FACTER_VERSION = 1;

/** Recognises a document by its content and validates it. Throws a PantherError in one line. */
export function documentFrom(bytes: Uint8Array, name: string, recordedBy: string): DocumentValue {
  if (!startsAsJson(bytes)) {
    const capture = dmidecodeCapture(bytes, name, recordedBy);
    if (capture !== null) return { kind: 'capture', capture };
  }
  const value = parse(bytes, name);
  if (isLshwReport(value)) {
    return { kind: 'capture', capture: reportCapture('lshw', value, recordedBy) };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw unknownDocument(name);
  }
  if ('schema' in value) return pantherValue(value, value.schema, name);
  if ('hardware' in value || 'smbios' in value) {
    return { kind: 'capture', capture: facterCapture(value, name, recordedBy) };
  }
  throw unknownDocument(name);
}

/** The first byte that is neither white space nor a byte order mark opens an object or a list. */
function startsAsJson(bytes: Uint8Array): boolean {
  const first = bytes.find(
    (byte) => !/[\s\ufeff\u00ef\u00bb\u00bf]/.test(String.fromCharCode(byte)),
  );
  return first === 0x7b || first === 0x5b;
}

function parse(bytes: Uint8Array, name: string): unknown {
  if (bytes.length === 0) throw new PantherError('input', `${name}: is empty; record it again`);
  if (!isUtf8(bytes) || bytes.includes(0)) {
    throw new PantherError('input', `${name}: is not text; give JSON, unpacked if it is packed`);
  }
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  const json = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  try {
    return JSON.parse(json);
  } catch (error) {
    if (!/^\s*[{[]/.test(json)) throw unknownDocument(name, error);
    throw new PantherError('input', `${name}: is not whole JSON (cut off?); record it again`, {
      cause: error,
    });
  }
}

function pantherValue(value: object, schema: unknown, name: string): DocumentValue {
  const match =
    typeof schema === 'string' ? /^panther\.([a-z]+)\/([0-9]{1,6})$/.exec(schema) : null;
  const [, subject, version] = match ?? [];
  const known = [CAPTURE_SCHEMA, FACTS_SCHEMA, PLAN_SCHEMA].find((id) =>
    id.startsWith(`panther.${subject}/`),
  );
  if (known === undefined) {
    throw new PantherError(
      'input',
      `${name}: its schema is no source; a source has ${CAPTURE_SCHEMA}, ${FACTS_SCHEMA} or ${PLAN_SCHEMA}`,
    );
  }
  if (known !== schema) {
    const isNewer = Number(version) > Number(known.slice(known.indexOf('/') + 1));
    throw new PantherError(
      'input',
      isNewer
        ? `${name}: is of the newer schema ${schema}, and this version reads ${known}; update panther-discover`
        : `${name}: is of the unknown schema ${schema}, and this version reads ${known}; record it again`,
    );
  }
  if (known === CAPTURE_SCHEMA) return { kind: 'capture', capture: valid(Capture, value, name) };
  if (known === FACTS_SCHEMA) return { kind: 'facts', facts: valid(Facts, value, name) };
  return { kind: 'plan', plan: valid(HostPlan, value, name) };
}

function valid<T>(schema: z.ZodType<T>, value: object, name: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const place = result.error.issues[0]?.path.join('.') ?? '';
  throw new PantherError(
    'input',
    `${name}: does not fit its schema at ${quoted(place)}; record it again or undo the edit`,
  );
}

function facterCapture(report: object, name: string, recordedBy: string): Capture {
  const version = 'version' in report ? report.version : null;
  if (typeof version === 'number' && version > FACTER_VERSION) {
    throw new PantherError(
      'input',
      `${name}: is a nixos-facter report of version ${version}; this version reads up to version ${FACTER_VERSION}: update panther-discover`,
    );
  }
  if (!('hardware' in report)) {
    throw new PantherError(
      'input',
      `${name}: is a nixos-facter report without hardware; make it again with nixos-facter`,
    );
  }
  return reportCapture('nixos-facter', report, recordedBy);
}

/** Another tool's report, whole, as the one reading of a capture. */
function reportCapture(format: string, data: unknown, recordedBy: string): Capture {
  return {
    schema: CAPTURE_SCHEMA,
    recordedBy,
    origin: 'imported',
    redacted: false,
    readings: { [`import:${format}`]: { status: 'ok', kind: 'report', format, data } },
  };
}

function unknownDocument(name: string, cause?: unknown): PantherError {
  return new PantherError(
    'input',
    `${name}: is no capture, facts, plan, nixos-facter report or output of lshw -json or dmidecode; give one of these`,
    { cause },
  );
}
