import { type Stats, statSync } from 'node:fs';
import { localMachine } from '../machine/local.ts';
import { recordedMachine } from '../machine/recorded.ts';
import type { Capture } from '../model/capture.ts';
import { PantherError } from '../model/errors.ts';
import type { Facts } from '../model/facts.ts';
import type { HostPlan } from '../model/plan.ts';
import { recordCapture } from './capture.ts';
import { MAX_SOURCE_BYTES, readLimited, readStream, readWhole } from './source/limited.ts';
import type { SshWishes } from './source/ssh.ts';
import { quoted, unreadable } from './source/words.ts';

/** What a source held, by where it enters the pipeline. */
export type SourceValue =
  | { kind: 'capture'; capture: Capture }
  | { kind: 'facts'; facts: Facts }
  | { kind: 'plan'; plan: HostPlan };

/** `HEAD~1:hardware-discovery/yoga/capture.json`, as git itself writes it. */
const REVISION_AND_PATH = /^[^:\s-][^:\s]*:.+$/s;

const SUPPORTED =
  'local, ssh://user@host:port, - (standard input), a capture, facts, plan, nixos-facter report, lshw -json or the output of dmidecode, ' +
  'an archive of hw-probe, a directory with a recorded sys/, one of recorded outputs (lspci.txt …), or REVISION:PATH of a git repository';

/**
 * Opens a source: `local`, `ssh://…`, `-`, a file recognised by its content, a directory, or a file
 * of a git revision.
 * Throws a PantherError of kind input, in one line, for everything that is not one of them.
 */
export async function readSource(
  source: string,
  toolVersion: string,
  stdin?: AsyncIterable<Uint8Array>,
  ssh?: SshWishes,
): Promise<SourceValue> {
  const recordedBy = `panther-discover ${toolVersion}`;
  if (source === 'local') {
    return { kind: 'capture', capture: await recordCapture(localMachine(), recordedBy) };
  }
  if (source === '-') {
    if (stdin === undefined) throw new PantherError('usage', '-: standard input is not at hand');
    return openDocument(await readStream(stdin, 'standard input'), 'standard input', recordedBy);
  }
  if (source === '') throw new PantherError('usage', `an empty source; there are ${SUPPORTED}`);
  if (source.startsWith('ssh://')) {
    const { recordOverSsh } = await import('./source/ssh.ts');
    return { kind: 'capture', capture: await recordOverSsh(source, recordedBy, ssh) };
  }
  if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(source)) {
    throw new PantherError(
      'usage',
      `${quoted(source)}: no source of this kind is supported; there are ${SUPPORTED}`,
    );
  }
  const stats = statOf(source);
  if (stats === null) {
    const { readRevision } = await import('./source/git.ts');
    return openDocument(await readRevision(source), quoted(source), recordedBy);
  }
  if (stats.isDirectory()) {
    return { kind: 'capture', capture: await readDirectory(source, recordedBy) };
  }
  if (stats.size > MAX_SOURCE_BYTES) throw tooLarge(source, stats.size);
  const bytes = stats.isFile() ? readWhole(source) : await readLimited(source);
  return openDocument(bytes, quoted(source), recordedBy);
}

let documents: Promise<typeof import('./source/document.ts')> | null = null;

/** Only what comes from outside needs the schemas. */
async function openDocument(
  bytes: Uint8Array,
  name: string,
  recordedBy: string,
): Promise<SourceValue> {
  // The first byte of xz and gzip, and where a tar archive has its magic word.
  if (bytes[0] === 0xfd || bytes[0] === 0x1f || bytes[257] === 0x75) {
    const { archiveCapture, isArchive } = await import('./source/archive.ts');
    if (isArchive(bytes)) {
      return { kind: 'capture', capture: await archiveCapture(bytes, name, recordedBy) };
    }
  }
  documents ??= import('./source/document.ts');
  const { documentFrom } = await documents;
  return documentFrom(bytes, name, recordedBy);
}

async function readDirectory(directory: string, recordedBy: string): Promise<Capture> {
  const machine = recordedMachine(directory);
  const sys = await machine.listDirectory('/sys');
  if (sys.status === 'ok') return recordCapture(machine, recordedBy);
  if (sys.status === 'denied') throw unreadable(`${directory}/sys`, { code: sys.reason });
  const { scanCapture } = await import('./source/scan-folder.ts');
  const scan = await scanCapture(directory, recordedBy);
  if (scan !== null) return scan;
  throw new PantherError(
    'input',
    `${quoted(directory)}: holds neither a recorded sys/ nor outputs such as lspci.txt or 01-*.txt; name the directory above sys/`,
  );
}

/** Null for what is no file but reads as one of a git revision. */
function statOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch (error) {
    const isAbsent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (isAbsent && REVISION_AND_PATH.test(path)) return null;
    throw unreadable(path, error);
  }
}

function tooLarge(path: string, bytes: number): PantherError {
  const mebibytes = Math.ceil(bytes / 2 ** 20);
  return new PantherError(
    'input',
    `${quoted(path)}: ${mebibytes} MiB is more than the ${MAX_SOURCE_BYTES / 2 ** 20} MiB that a recording may have; give a capture or a report`,
  );
}
