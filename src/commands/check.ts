import type { Console } from '../console.ts';
import { compareAgainst, hostOf } from '../main/against.ts';
import { knowEntry } from '../main/changes.ts';
import {
  checkHost,
  checkMarkdown,
  differenceLines,
  type HostCheck,
  hostLines,
  identifierLines,
  openRepository,
} from '../main/check.ts';
import { type CheckedCase, openCommitted } from '../main/check-case.ts';
import { checkCases } from '../main/check-threads.ts';
import { capture } from '../main/entry.ts';
import { removedSince } from '../main/since.ts';
import {
  type Change,
  type RecordedCase,
  recordedCases,
  repositoryRoot,
  textDiff,
} from '../main.ts';
import { filesDiffer, shownText } from '../model/display.ts';
import { PantherError } from '../model/errors.ts';
import type { SourceFlags } from './flags.ts';
import { readingWords } from './reading.ts';

export interface CheckFlags extends SourceFlags {
  hosts?: string[] | undefined;
  out?: string | undefined;
  against?: string | undefined;
  base?: string | undefined;
  markdown?: boolean | undefined;
}

interface Checked extends Omit<CheckedCase, 'drift'> {
  /** Without the texts where an identifier stands in one. */
  drift: Partial<Change>[];
}

/**
 * `check`: derives every host and fixture again from its recorded capture and answers, and compares
 * with what is committed. Any difference is a finding, with its cause and what it means.
 */
export async function runCheck(flags: CheckFlags, out: Console): Promise<void> {
  if (flags.json && flags.markdown) {
    throw new PantherError('usage', '--json and --markdown both want standard output; give one');
  }
  const root = await repositoryRoot(process.cwd(), flags.out ?? '.');
  const cases = await recordedCases(root, flags.hosts ?? []);
  if (flags.against !== undefined) return checkAgainst(flags, flags.against, root, cases, out);
  const committed = await out.during('asking git', () => openCommitted(root, flags.base ?? null));
  const { base } = committed;
  const results: Checked[] = [];
  await out.during('checking', async (progress) => {
    const told = () => {
      const at = results.length;
      if (at < cases.length) progress(`${at + 1} of ${cases.length}, ${cases[at]?.name}`);
    };
    told();
    for await (const check of checkCases(committed, cases)) {
      const drift = check.identifiers.length === 0 ? check.drift : check.drift.map(pathAndKind);
      results.push({ ...check, drift });
      if (!flags.json && !flags.markdown) await tell(check, flags, out);
      told();
    }
  });
  const removed = base === null || flags.hosts?.length ? [] : removedSince(base, cases);
  if (flags.json) out.json({ root, base: base?.commit ?? null, results, removed });
  if (flags.markdown) {
    out.data(checkMarkdown({ hosts: results, base: flags.base ?? null, removed }));
  }
  const found = results.filter(({ causes }) => causes.length > 0).map(({ name }) => name);
  if (found.length > 0) {
    const names = found.length > 20 ? [...found.slice(0, 20), `${found.length - 20} more`] : found;
    throw new PantherError(
      'finding',
      `derived anew, these differ from what is committed: ${names.join(', ')}`,
    );
  }
}

async function tell(
  { name, drift, causes, identifiers, differences, since }: CheckedCase,
  { base, quiet }: CheckFlags,
  out: Console,
): Promise<void> {
  const state =
    drift.length > 0 ? filesDiffer(drift.length) : causes.length > 0 ? 'a finding' : 'holds';
  out.say(`${name}: ${state}${since === null ? '' : `, ${since.state} since ${base}`}`);
  const lines = [...hostLines(causes, differences), ...identifierLines(identifiers)];
  const former = since === null ? [] : hostLines(since.causes, since.differences);
  if (former.length > 0) lines.push(`  since ${base}:`, ...former);
  if (lines.length > 0 && !quiet) out.prose(`${out.strong(name)}\n${lines.join('\n')}`);
  if (identifiers.length > 0 && drift.length > 0) {
    const paths = drift.map(({ path }) => path).join(', ');
    out.say(`${name}: no diff is shown, for an identifier would stand in it: ${paths}`);
    return;
  }
  for (const change of drift) out.data(await textDiff(change));
}

function pathAndKind({ path, kind }: Change): Partial<Change> {
  return { path, kind };
}

async function checkAgainst(
  flags: CheckFlags,
  source: string,
  root: string,
  cases: readonly RecordedCase[],
  out: Console,
): Promise<void> {
  if (flags.base !== undefined || flags.markdown) {
    throw new PantherError('usage', '--against goes with neither --base nor --markdown');
  }
  const repository = await openRepository(root);
  const stdin = source === '-' ? process.stdin : undefined;
  const entry = await out.during(readingWords([source]), () =>
    capture([source], stdin, { acceptNewHostKey: flags['accept-new-host-key'] }),
  );
  const known = await knowEntry(entry, source);
  const checks = await out.during('looking for its host', async (progress) => {
    const all: { recorded: RecordedCase; check: HostCheck }[] = [];
    for (const recorded of cases) {
      progress(`${all.length + 1} of ${cases.length}, ${recorded.name}`);
      all.push({ recorded, check: await checkHost(repository, recorded) });
    }
    return all;
  });
  const [named] = checks;
  const chosen = checks.length === 1 && named !== undefined ? named : hostOf(known, checks);
  const { name, differences, isFinding } = await compareAgainst(root, chosen, known, entry);
  const shown = shownText(source, 100);
  if (flags.json) out.json({ root, host: name, against: source, finding: isFinding, differences });
  else {
    const lines = differenceLines(differences);
    if (lines.length > 0) out.prose(`${out.strong(name)}\n${lines.join('\n')}`);
    if (!isFinding) out.say(`${name}: ${shown} is as recorded`);
  }
  if (isFinding) {
    throw new PantherError('finding', `${name}: ${shown} is not as it is recorded`);
  }
}
