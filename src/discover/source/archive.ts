import { filterBytes } from '../../machine/filter.ts';
import type { Capture, Reading } from '../../model/capture.ts';
import { PantherError } from '../../model/errors.ts';
import { CAPTURE_SCHEMA } from '../../model/schema-names.ts';
import { isTar, tarMembers } from '../parse/tar.ts';
import { MAX_SOURCE_BYTES } from './limited.ts';
import { isCommandName, outputReading } from './output-files.ts';

const XZ = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00];
const GZIP = [0x1f, 0x8b];
const TIMEOUT_MS = 60_000;
/** hw.info/logs/<name>, with whatever stands before it. */
const LOG = /^(?:\.\/|[A-Za-z0-9._-]{1,80}\/)?hw\.info\/logs\/([A-Za-z0-9._-]{1,64})$/;

/** Whether bytes are an archive, packed or not. */
export function isArchive(bytes: Uint8Array): boolean {
  return startsWith(bytes, XZ) || startsWith(bytes, GZIP) || isTar(bytes);
}

/**
 * An archive of hw-probe (hw.info.txz) as a capture: the logs that facts are read from, whole, as
 * `import:hw-probe/<file>`. It is unpacked in memory, and only files by the known names are looked
 * at. Fails (`input`) on anything else, and (`missing`) where xz is needed and not installed.
 */
export async function archiveCapture(
  bytes: Uint8Array,
  name: string,
  recordedBy: string,
): Promise<Capture> {
  const tar = await unpacked(bytes, name);
  const readings: Record<string, Reading> = {};
  const members = isTar(tar) ? tarMembers(tar, name, (path) => isCommandName(logName(path))) : [];
  for (const { name: path, data } of members) {
    if (data.length > 0) readings[`import:hw-probe/${logName(path)}`] = outputReading(data);
  }
  if (Object.keys(readings).length === 0) {
    throw new PantherError(
      'input',
      `${name}: holds no hw.info/logs of hw-probe; unpack it and name the folder or file to read`,
    );
  }
  return { schema: CAPTURE_SCHEMA, recordedBy, origin: 'imported', redacted: false, readings };
}

function logName(path: string): string {
  return LOG.exec(path)?.[1] ?? '';
}

async function unpacked(bytes: Uint8Array, name: string): Promise<Uint8Array> {
  if (isTar(bytes)) return bytes;
  if (startsWith(bytes, GZIP)) return gunzipped(bytes, name);
  const command = ['xz', '--decompress', '--stdout', '--memlimit-decompress=256MiB'] as const;
  const outcome = await filterBytes(command, bytes, TIMEOUT_MS, MAX_SOURCE_BYTES);
  if (outcome.status === 'ok') return outcome.data;
  if (outcome.status === 'absent') {
    throw new PantherError(
      'missing',
      `${name}: is packed with xz, which is not installed here; install xz, or unpack it and name its folder hw.info`,
    );
  }
  throw notUnpacked(name, outcome.reason.startsWith('more than'));
}

async function gunzipped(bytes: Uint8Array, name: string): Promise<Uint8Array> {
  const { gunzip } = await import('node:zlib');
  return new Promise((resolve, reject) => {
    gunzip(bytes, { maxOutputLength: MAX_SOURCE_BYTES }, (error, data) => {
      if (error === null) resolve(data);
      else reject(notUnpacked(name, 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'));
    });
  });
}

function notUnpacked(name: string, isTooLarge: boolean): PantherError {
  return new PantherError(
    'input',
    isTooLarge
      ? `${name}: unpacks to more than ${MAX_SOURCE_BYTES / 2 ** 20} MiB; give a probe or a capture`
      : `${name}: cannot be unpacked (cut off?); fetch it again`,
  );
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, at) => bytes[at] === byte);
}
