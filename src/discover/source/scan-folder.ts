import { isUtf8 } from 'node:buffer';
import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { CAPTURE_SCHEMA, type Capture, type Reading } from '../../model/capture.ts';
import { PantherError } from '../../model/errors.ts';
import { MAX_SOURCE_BYTES } from './limited.ts';
import { quoted, unreadable } from './words.ts';

/** 01-system-overview.txt, 04-storage-devices.txt, …: what a hardware scan script leaves behind. */
const SCAN_FILE = /^[0-9]{2}-[A-Za-z0-9_-]+\.txt$/;

/**
 * A directory of command outputs as a capture: each file whole, as `import:scan/<file>`.
 * Null: the directory holds no such files.
 */
export async function scanCapture(directory: string, recordedBy: string): Promise<Capture | null> {
  const names = await scanFiles(directory);
  if (names.length === 0) return null;
  const readings: Record<string, Reading> = {};
  let total = 0;
  for (const name of names) {
    const path = `${directory}/${name}`;
    total += await sizeOf(path);
    if (total > MAX_SOURCE_BYTES) {
      throw new PantherError(
        'input',
        `${quoted(directory)}: holds more than ${MAX_SOURCE_BYTES / 2 ** 20} MiB of scan outputs; leave out what is too long`,
      );
    }
    readings[`import:scan/${name}`] = fileReading(await bytesOf(path));
  }
  return { schema: CAPTURE_SCHEMA, recordedBy, origin: 'imported', redacted: false, readings };
}

async function scanFiles(directory: string): Promise<string[]> {
  let entries: Dirent[];
  try {
    entries = await readdir(directory, { withFileTypes: true });
  } catch (error) {
    throw unreadable(directory, error);
  }
  // Links are left out: a scan that somebody sent must not make us read files of this machine.
  return entries
    .filter((entry) => entry.isFile() && SCAN_FILE.test(entry.name))
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

function fileReading(bytes: Buffer): Reading {
  if (isUtf8(bytes)) return { status: 'ok', kind: 'text', data: bytes.toString('utf8') };
  return { status: 'ok', kind: 'binary', data: bytes.toString('base64') };
}
