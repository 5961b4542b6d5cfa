import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { shownText } from '../../model/display.ts';
import { PantherError } from '../../model/errors.ts';
import { makePrivateFolder } from '../make-folder.ts';
import { type Link, type LogRecord, nextLine, readChain } from './chain.ts';

/** A log that only grows. */
export interface Log {
  readonly path: string;
  /** What it held when it was opened, and what came since. */
  readonly links: readonly Link<unknown>[];
  /** Where it is kept besides. */
  readonly copies: readonly string[];
  /** Records something: it is on the disk when this returns, and nothing of it is where this throws. */
  append(record: LogRecord): void;
  /** Keeps a copy from now on: whole so far, and each further line. A copy that fails ends with an error. */
  copyTo(path: string): void;
  close(): void;
}

const { O_APPEND, O_CREAT, O_NOFOLLOW, O_RDWR, O_TRUNC } = constants;

/**
 * Opens a log, or starts one (0600, in a folder 0700). A last line that was cut off is taken off; a chain
 * that is broken is never written to.
 *
 * @throws PantherError `missing` where it cannot be opened, `refused` where it was changed.
 */
export function openLog(path: string): Log {
  let file = openPrivate(path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW);
  const text = readFileSync(file, 'utf8');
  const { links, wholeBytes, brokenAt } = readChain(text);
  if (brokenAt !== null) {
    closeSync(file);
    throw new PantherError(
      'refused',
      `${shownText(path, 200)}: line ${brokenAt} does not follow from the one before, so what was done is not known; look at the disks, and move the file away to start anew`,
    );
  }
  if (fstatSync(file).size > wholeBytes) ftruncateSync(file, wholeBytes);
  const files = [file];
  const lines = [text.slice(0, text.lastIndexOf('\n') + 1)];
  const copies: string[] = [];
  let broken: unknown = null;
  /** Adds a line to all files or to none: what comes next has to follow from it in each of them. */
  function addLine(line: string): void {
    if (broken !== null) throw broken;
    const sizes = files.map((each) => fstatSync(each).size);
    try {
      for (const each of files) writeDurably(each, line, path);
    } catch (error) {
      const taken = files.map((each, index) => takenBack(each, sizes[index] ?? 0));
      // Half a line at the end is cut off when the log is opened; one in the middle is no log any more.
      if (taken.includes(false)) broken = error;
      throw error;
    }
  }
  return {
    path,
    links,
    copies,
    append(record) {
      const { line, link } = nextLine(links.at(-1) ?? null, record);
      addLine(line);
      lines.push(line);
      links.push(link);
    },
    copyTo(place) {
      file = openPrivate(place, O_RDWR | O_APPEND | O_CREAT | O_TRUNC | O_NOFOLLOW);
      writeDurably(file, lines.join(''), place);
      files.push(file);
      copies.push(place);
    },
    close() {
      for (const each of files.splice(0)) closeSync(each);
    },
  };
}

function openPrivate(path: string, flags: number): number {
  try {
    makePrivateFolder(dirname(path));
    const file = openSync(path, flags, 0o600);
    // The entry of a new file must outlive a crash too.
    const folder = openSync(dirname(path), 'r');
    fsyncSync(folder);
    closeSync(folder);
    return file;
  } catch (error) {
    throw unwritable(path, error);
  }
}

function writeDurably(file: number, text: string, path: string): void {
  try {
    // A single write may take a part of it, where the place is nearly full; this one goes on until it fails.
    writeFileSync(file, text);
    fsyncSync(file);
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** Takes off what came after these bytes; false where that fails too. */
function takenBack(file: number, size: number): boolean {
  try {
    ftruncateSync(file, size);
    fsyncSync(file);
    return true;
  } catch {
    return false;
  }
}

function unwritable(path: string, error: unknown): PantherError {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
  return new PantherError(
    'missing',
    `${shownText(path, 200)}: cannot be written (${code}); nothing is done that cannot be recorded`,
    { cause: error },
  );
}
