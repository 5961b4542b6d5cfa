import { setImmediate } from 'node:timers/promises';
import type { Console } from '../console.ts';
import { belowRoot } from '../main/below-root.ts';
import { deriveRecorded } from '../main/rederive.ts';
import {
  type Derived,
  indexMarkdown,
  indexOf,
  report,
  reportPages,
  writePages,
} from '../main/report.ts';
import { type RecordedCase, recordedCases, repositoryRoot } from '../main.ts';
import { inertText } from '../model/display.ts';
import { PantherError } from '../model/errors.ts';
import type { Report } from '../model/report.ts';
import { giveReport, giveText, jsonText, type ReportFlags, refuseTwoDocuments } from './report.ts';

/** Flags about a source; what is recorded has its own answers. */
const SOURCE_FLAGS = ['from', 'host', 'profile', 'answers', 'set'] as const;

/** `report HOST…` and `report --index`: of recordings that lie in the repository. */
export async function runRecordedReport(flags: ReportFlags, out: Console): Promise<void> {
  const given = SOURCE_FLAGS.find((name) => flags[name] !== undefined);
  if (given !== undefined) {
    throw new PantherError('usage', `--${given} is about a source; a recorded host has its own`);
  }
  const names = flags.hosts ?? [];
  if (!flags.index && names.length > 1) {
    throw new PantherError('usage', 'a report is about one host; give --index for several');
  }
  const root = await repositoryRoot(process.cwd(), flags.out ?? '.');
  const cases = await recordedCases(root, names);
  const wanted = names.length > 0 ? cases : cases.filter(({ fixture }) => !fixture);
  const [only] = wanted;
  if (!flags.index && only !== undefined) {
    refuseTwoDocuments(flags);
    await giveReport(await reportOn(root, only), flags, out);
    return;
  }
  await giveIndex(root, wanted, flags, out);
}

async function giveIndex(
  root: string,
  cases: readonly RecordedCase[],
  flags: ReportFlags,
  out: Console,
): Promise<void> {
  const { html, json, output } = flags;
  if (html && (output === undefined || output === '-')) {
    throw new PantherError('usage', '--index --html makes a folder of pages; give -o DIR');
  }
  const derived = await out.during('deriving', (tell) => deriveAll(root, cases, out, tell));
  if (html && output !== undefined) {
    await out.during('making pages', (tell) => writePages(output, reportPages(derived, tell)));
    if (json) out.json({ output });
    else out.say(`${output}/index.html lists ${cases.length} hosts`);
  } else {
    const entries = indexOf(derived);
    await giveText(json ? jsonText({ hosts: entries }) : indexMarkdown(entries), flags, out);
  }
  const broken = derived.broken.map(({ host }) => host);
  if (broken.length > 0) {
    throw new PantherError('partial', `these could not be derived: ${broken.join(', ')}`);
  }
}

/** Every host that can be derived; one that cannot is told by the list as well. */
async function deriveAll(
  root: string,
  cases: readonly RecordedCase[],
  out: Console,
  tell: (detail: string) => void,
): Promise<Derived> {
  const reports: Report[] = [];
  const broken: { host: string; reason: string }[] = [];
  for (const [index, recorded] of cases.entries()) {
    tell(`${index + 1} of ${cases.length}, ${recorded.name}`);
    // Signals and other events have their turn.
    await setImmediate();
    try {
      reports.push(await reportOn(root, recorded));
    } catch (error) {
      if (!(error instanceof PantherError)) throw error;
      const reason = belowRoot(error.message, root);
      broken.push({ host: recorded.name, reason });
      out.complain(`${recorded.name}: ${inertText(reason)}`);
    }
  }
  return { reports, broken };
}

/** The report of a recorded case, by the name that it has in the repository. */
async function reportOn(root: string, recorded: RecordedCase): Promise<Report> {
  return { ...report(await deriveRecorded(root, recorded)), host: recorded.name };
}
