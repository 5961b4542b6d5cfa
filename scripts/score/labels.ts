import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a person says that an input is. */
export interface Label {
  /** The input, below the folder of its labels. */
  file: string;
  expect: string;
  laptop: boolean | null;
  /** A person could not tell either; `altExpect` is what else it may be. */
  ambiguous: boolean;
  altExpect: string | null;
}

/**
 * The labels of a folder: `labels.jsonl`, a row a line, or `labels.json`, a list of rows. Each row has
 * `file` and `expect`, and may have `laptop`, `ambiguous` and `altExpect`. Throws on any other row.
 */
export function readLabels(folder: string): Label[] {
  const lines = join(folder, 'labels.jsonl');
  const list = join(folder, 'labels.json');
  const rows: unknown = existsSync(lines)
    ? readFileSync(lines, 'utf8')
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line) => JSON.parse(line) as unknown)
    : JSON.parse(readFileSync(list, 'utf8'));
  if (!Array.isArray(rows)) throw new Error(`${list}: is no list of rows`);
  return rows.map((row, index) => labelOf(row, `${folder}: row ${index + 1}`));
}

function labelOf(row: unknown, place: string): Label {
  const { file, expect, laptop, ambiguous, altExpect } = (row ?? {}) as Record<string, unknown>;
  if (typeof file !== 'string' || typeof expect !== 'string') {
    throw new Error(`${place}: has no file or no expected profile`);
  }
  return {
    file,
    expect,
    laptop: typeof laptop === 'boolean' ? laptop : null,
    ambiguous: ambiguous === true,
    altExpect: typeof altExpect === 'string' ? altExpect : null,
  };
}
