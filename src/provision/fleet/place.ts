import { createHash } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { inertText } from '../../model/display.ts';
import { PantherError } from '../../model/errors.ts';
import { RunId } from '../../model/fleet.ts';
import { Inventory } from '../../model/inventory.ts';
import { flushDirectory } from '../ledger/file.ts';
import { makePrivateFolder } from '../make-folder.ts';

/** Where everything of one run lies: readable for its owner alone, and outside of the repository. */
export interface RunPlace {
  run: string;
  folder: string;
  ledger: string;
  lock: string;
  knownHosts: string;
}

/** The folder of all runs, below the tool's state directory. */
export function runsFolder(stateDirectory: string): string {
  return join(stateDirectory, 'fleet');
}

/** The place of a run. Throws PantherError `usage` for a name that is none. */
export function placeOf(stateDirectory: string, run: string): RunPlace {
  if (!RunId.safeParse(run).success) {
    throw new PantherError('usage', '--run: should be a name of a-z, 0-9 and -, at most 63 long');
  }
  const folder = join(runsFolder(stateDirectory), run);
  return {
    run,
    folder,
    ledger: join(folder, 'ledger.jsonl'),
    lock: join(folder, 'lock'),
    knownHosts: join(folder, 'known_hosts'),
  };
}

/** Names of the runs that there are, sorted. Throws PantherError `missing` where nobody may look. */
export function runNames(stateDirectory: string): string[] {
  try {
    return readdirSync(runsFolder(stateDirectory))
      .filter((name) => RunId.safeParse(name).success)
      .sort();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw new PantherError(
      'missing',
      `${runsFolder(stateDirectory)}: cannot be read (${code}); run as the user whose runs they are, or set XDG_STATE_HOME`,
    );
  }
}

/** Makes the folders of a run. */
export function makePlace({ folder }: RunPlace): void {
  try {
    for (const path of [dirname(folder), folder]) {
      makePrivateFolder(path);
      flushDirectory(dirname(path));
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new PantherError('missing', `${folder}: cannot be made (${code}); set XDG_STATE_HOME`);
  }
}

/** Writes one file of a run: whole or not at all, and on the disk when it returns. */
export function keepFile(place: RunPlace, name: string, text: string): void {
  const path = join(place.folder, name);
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}`);
  try {
    makePrivateFolder(dirname(path));
    const fd = openSync(temporary, 'w', 0o600);
    writeFileSync(fd, text);
    fsyncSync(fd);
    closeSync(fd);
    renameSync(temporary, path);
    flushDirectory(dirname(path));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined) throw error;
    throw new PantherError('input', `${path}: cannot be written (${code})`, { cause: error });
  }
}

/** The text of one file of a run; null: it is not there. */
export function keptFile({ folder }: RunPlace, name: string): string | null {
  try {
    return readFileSync(join(folder, name), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** The inventory that a run began with, and its SHA-256, which the ledger has too. */
export function keptInventory(place: RunPlace): { inventory: Inventory; digest: string } {
  const text = keptFile(place, 'inventory.json');
  if (text === null) {
    throw new PantherError(
      'input',
      `there is no run ${place.run}; begin one with panther-discover fleet discover INVENTORY --run ${place.run}`,
    );
  }
  const digest = createHash('sha256').update(text).digest('hex');
  return { inventory: Inventory.parse(JSON.parse(text)), digest };
}

/** A target may print without an end, and the ledger is on the same disk. */
const LONGEST_LOG = 64 * 2 ** 20;

/** Adds a line to what the programs of a host have printed: hostile text, for a person to look into. */
export function logLine({ folder }: RunPlace, host: string, line: string): void {
  const path = join(folder, 'logs', `${host}.log`);
  makePrivateFolder(dirname(path));
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LONGEST_LOG) return;
  appendFileSync(path, `${inertText(line)}\n`, { mode: 0o600 });
}
