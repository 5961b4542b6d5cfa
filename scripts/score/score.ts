import { join } from 'node:path';
import { capture, match, read } from '../../src/main.ts';
import type { Match } from '../../src/model/match.ts';
import type { Label } from './labels.ts';

/** An input with what it should be and what it was taken for; null: it could not be read. */
export interface Scored extends Label {
  found: Match | null;
}

/** Precision and recall of one profile; null where there is nothing to divide by. */
export interface ClassScore {
  profile: string;
  right: number;
  taken: number;
  expected: number;
  precision: number | null;
  recall: number | null;
}

/** Puts every labelled input of a folder through the pipeline, as the command line would. */
export async function scoreFolder(folder: string, labels: readonly Label[]): Promise<Scored[]> {
  const rows: Scored[] = [];
  for (const label of labels) {
    const entry = await capture([join(folder, label.file)]).catch(() => null);
    const found = entry === null || entry.kind === 'plan' ? null : match(read(entry));
    rows.push({ ...label, found });
  }
  return rows;
}

/** Rows that a person can tell; the others are left out of every number. */
export function certain(rows: readonly Scored[]): Scored[] {
  return rows.filter(({ ambiguous }) => !ambiguous);
}

export function profileOf({ found }: Scored): string {
  return found?.profile ?? 'none';
}

/** Every profile that is expected or was found, by name, with its precision and recall. */
export function classScores(rows: readonly Scored[]): ClassScore[] {
  const told = certain(rows);
  return classesOf(told)
    .filter((profile) => profile !== 'none')
    .map((profile) => {
      const taken = told.filter((row) => profileOf(row) === profile).length;
      const expected = told.filter(({ expect }) => expect === profile).length;
      const right = countOf(told, (row) => row.expect === profile && profileOf(row) === profile);
      const ratio = (of: number) => (of === 0 ? null : right / of);
      return { profile, right, taken, expected, precision: ratio(taken), recall: ratio(expected) };
    });
}

/** expected → found → how many. */
export function confusion(rows: readonly Scored[]): { classes: string[]; counts: number[][] } {
  const told = certain(rows);
  const classes = classesOf(told);
  const counts = classes.map((expect) =>
    classes.map((taken) =>
      countOf(told, (row) => row.expect === expect && profileOf(row) === taken),
    ),
  );
  return { classes, counts };
}

/** Rows whose trait `laptop` is as labelled, and how many have that label. */
export function laptopScore(rows: readonly Scored[]): { right: number; of: number } {
  const told = certain(rows).filter(({ laptop, found }) => laptop !== null && found !== null);
  return { right: told.filter((row) => !laptopIsWrong(row)).length, of: told.length };
}

export function laptopIsWrong({ ambiguous, laptop, found }: Scored): boolean {
  if (ambiguous || laptop === null || found === null) return false;
  return found.traits.includes('laptop') !== laptop;
}

/** How sure the tool is of the rows that a person is not sure of. */
export function ambiguousConfidence(rows: readonly Scored[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { found } of rows.filter(({ ambiguous }) => ambiguous)) {
    const confidence = found?.confidence ?? 'unreadable';
    counts.set(confidence, (counts.get(confidence) ?? 0) + 1);
  }
  return counts;
}

/** A row that counts against the tool: taken for another, or sure where nobody can be. */
export function isMiss(row: Scored): boolean {
  if (row.ambiguous) return row.found?.confidence === 'high';
  return profileOf(row) !== row.expect || laptopIsWrong(row);
}

function classesOf(rows: readonly Scored[]): string[] {
  return [...new Set(rows.flatMap((row) => [row.expect, profileOf(row)]))].sort();
}

function countOf(rows: readonly Scored[], is: (row: Scored) => boolean): number {
  return rows.filter(is).length;
}
