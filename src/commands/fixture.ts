import { join } from 'node:path';
import { tableLines } from '../console/table.ts';
import type { Console } from '../console.ts';
import { fixtureChanges, updateFixture } from '../main/fixture.ts';
import {
  capture,
  know,
  type RecordedCase,
  readAnswers,
  readRepositoryFile,
  recordedCases,
  repositoryRoot,
  textDiff,
} from '../main.ts';
import { filesDiffer, shownText } from '../model/display.ts';
import { PantherError } from '../model/errors.ts';
import type { CommonFlags } from './flags.ts';

export interface FixtureFlags extends CommonFlags {
  names?: string[] | undefined;
  out?: string | undefined;
  'dry-run'?: boolean | undefined;
}

/** `fixture update`: derives fixtures anew, shows the diff and writes it. */
export async function runFixtureUpdate(flags: FixtureFlags, out: Console): Promise<void> {
  const { root, fixtures } = await fixturesOf(flags);
  const results: { name: string; changes: { path: string; kind: string }[] }[] = [];
  await out.during('deriving', async (tell) => {
    for (const [index, recorded] of fixtures.entries()) {
      tell(`${index + 1} of ${fixtures.length}, ${recorded.name}`);
      const changes = await fixtureChanges(root, recorded);
      if (!flags.json) for (const change of changes) out.data(await textDiff(change));
      if (!flags['dry-run'] && changes.length > 0) await updateFixture(root, recorded, changes);
      out.say(`${recorded.name}: ${changes.length === 0 ? 'holds' : filesDiffer(changes.length)}`);
      const paths = changes.map(({ path, kind }) => ({ path, kind }));
      results.push({ name: recorded.name, changes: paths });
    }
  });
  if (flags.json) out.json({ root, dryRun: flags['dry-run'] ?? false, results });
}

/** `fixture list`: which golden cases there are. */
export async function runFixtureList(flags: FixtureFlags, out: Console): Promise<void> {
  const { root, fixtures } = await fixturesOf(flags);
  const rows = await out.during('reading', async (tell) => {
    const read: (Row | Broken)[] = [];
    for (const recorded of fixtures) {
      tell(`${read.length + 1} of ${fixtures.length}, ${recorded.name}`);
      read.push(await rowOf(root, recorded).catch((error) => brokenRow(recorded, error)));
    }
    return read;
  });
  const broken = rows.filter((row): row is Broken => 'error' in row);
  if (flags.json) out.json({ root, fixtures: rows });
  else
    tellRows(
      rows.filter((row): row is Row => !('error' in row)),
      out,
    );
  for (const { error } of broken) if (!flags.json) out.complain(error);
  if (broken.length > 0) {
    const names = broken.map(({ name }) => name).join(', ');
    throw new PantherError('partial', `these could not be read: ${names}`);
  }
}

function tellRows(rows: readonly Row[], out: Console): void {
  const cells = [
    ['NAME', 'HOST', 'PROFILE', 'RECORDED BY', 'MACHINE'],
    ...rows.map((row) => [row.name, row.host, row.profile, row.origin, row.machine]),
  ].map((row) => row.map((cell) => shownText(cell ?? '–', 50)));
  out.prose(tableLines(cells, out.columns).join('\n'));
}

async function fixturesOf(
  flags: FixtureFlags,
): Promise<{ root: string; fixtures: RecordedCase[] }> {
  const root = await repositoryRoot(process.cwd(), flags.out ?? '.');
  const cases = await recordedCases(root, flags.names ?? []);
  const host = cases.find(({ fixture, name }) => !fixture && flags.names?.includes(name));
  const fixtures = cases.filter(({ fixture }) => fixture);
  if (host !== undefined && !fixtures.some(({ name }) => name === host.name)) {
    throw new PantherError(
      'usage',
      `${host.name} is a host and no fixture; run the main job for it`,
    );
  }
  return { root, fixtures };
}

interface Row {
  name: string;
  host: string | null;
  profile: string | null;
  origin: string;
  machine: string | null;
}

interface Broken {
  name: string;
  error: string;
}

/** A case that cannot be read hides no other one. */
function brokenRow({ name }: RecordedCase, error: unknown): Broken {
  if (error instanceof PantherError) return { name, error: error.message };
  throw error;
}

async function rowOf(root: string, { name, capture: path, answers }: RecordedCase): Promise<Row> {
  const text = await readRepositoryFile(root, answers);
  const given = text === null ? {} : await readAnswers(text, answers);
  const entry = await capture([join(root, path)]);
  if (entry.kind !== 'capture') throw new PantherError('input', `${path}: is no recording`);
  const { facts } = await know(entry);
  const { vendor, product } = facts.identity;
  const machine = [vendor, product].filter((word) => word !== null).join(' ');
  return {
    name,
    host: given.host ?? null,
    profile: given.profile ?? null,
    origin: entry.capture.origin,
    machine: machine === '' ? null : machine,
  };
}
