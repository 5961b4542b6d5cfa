import type { Dirent } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Capture, Reading } from '../../model/capture.ts';
import { PantherError } from '../../model/errors.ts';
import { CAPTURE_SCHEMA } from '../../model/schema-names.ts';
import { documentFrom } from './document.ts';
import { MAX_SOURCE_BYTES } from './limited.ts';
import { isCommandName, isOutputName, outputReading } from './output-files.ts';
import { quoted, unreadable } from './words.ts';

/** Where hw-probe keeps what it recorded, seen from the folder that a person names. */
const PROBE_LOGS = ['hw.info/logs', 'logs'];

/**
 * A directory of command outputs as a capture: each file whole, as `import:scan/<file>`, reports of
 * other tools among them under their own names; or a folder of hw-probe, as `import:hw-probe/<file>`.
 * Null: the directory holds no such files.
 */
export async function scanCapture(directory: string, recordedBy: string): Promise<Capture | null> {
  for (const logs of PROBE_LOGS) {
    const path = `${directory}/${logs}`;
    if (!(await isOwnFolder(directory, logs))) continue;
    const names = await fileNames(path, isCommandName);
    if (names.length > 0) return captureOf(path, names, 'import:hw-probe/', recordedBy);
  }
  const names = await fileNames(directory, isOutputName);
  return names.length === 0 ? null : captureOf(directory, names, 'import:scan/', recordedBy);
}

async function captureOf(
  directory: string,
  names: readonly string[],
  prefix: string,
  recordedBy: string,
): Promise<Capture | null> {
  const readings: Record<string, Reading> = {};
  let total = 0;
  for (const name of names) {
    const path = `${directory}/${name}`;
    total += await sizeOf(path);
    if (total > MAX_SOURCE_BYTES) {
      throw new PantherError(
        'input',
        `${quoted(directory)}: holds more than ${MAX_SOURCE_BYTES / 2 ** 20} MiB of outputs; leave out what is too long`,
      );
    }
    const bytes = await bytesOf(path);
    if (bytes.length === 0) continue;
    const report = name.endsWith('.json') ? embedded(bytes, name, recordedBy) : null;
    if (report !== null) Object.assign(readings, report);
    else if (isCommandName(name) || !name.endsWith('.json')) {
      readings[`${prefix}${name}`] = outputReading(bytes);
    }
  }
  if (Object.keys(readings).length === 0) return null;
  return { schema: CAPTURE_SCHEMA, recordedBy, origin: 'imported', redacted: false, readings };
}

/** The readings of another tool's report; null where the file is none. */
function embedded(bytes: Buffer, name: string, recordedBy: string): Record<string, Reading> | null {
  try {
    const value = documentFrom(bytes, quoted(name), recordedBy);
    const isReport = value.kind === 'capture' && value.capture.origin === 'imported';
    return isReport && !value.capture.redacted ? value.capture.readings : null;
  } catch (error) {
    if (error instanceof PantherError) return null;
    throw error;
  }
}

/** A folder that is there, and not by way of a link. */
async function isOwnFolder(directory: string, name: string): Promise<boolean> {
  try {
    return (await realpath(`${directory}/${name}`)) === join(await realpath(directory), name);
  } catch {
    return false;
  }
}

async function fileNames(
  directory: string,
  isWanted: (name: string) => boolean,
): Promise<string[]> {
  let entries: Dirent[];
  try {
    entries = await readdir(directory, { withFileTypes: true });
  } catch (error) {
    throw unreadable(directory, error);
  }
  // Links are left out: a scan that somebody sent must not make us read files of this machine.
  return entries
    .filter((entry) => entry.isFile() && isWanted(entry.name))
    .map((entry) => entry.name)
    .sort();
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    throw unreadable(path, error);
  }
}

async function bytesOf(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}
