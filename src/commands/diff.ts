import type { Console } from '../console.ts';
import {
  compareKnown,
  comparisonLines,
  comparisonMarkdown,
  identityNotes,
  knowSource,
} from '../main/changes.ts';
import { counted, shownText } from '../model/display.ts';
import { PantherError } from '../model/errors.ts';
import type { SourceFlags } from './flags.ts';
import { readingWords } from './reading.ts';

export interface DiffFlags extends SourceFlags {
  before?: string | undefined;
  after?: string | undefined;
  markdown?: boolean | undefined;
}

/** `diff`: what became of a machine between two recordings, in terms of hardware. Exit 1 where something did. */
export async function runDiff(flags: DiffFlags, out: Console): Promise<void> {
  const { before: old = '', after: now = '' } = flags;
  if (old === '-' && now === '-') {
    throw new PantherError('usage', 'standard input can be one of the two only; name a file');
  }
  if (flags.json && flags.markdown) {
    throw new PantherError('usage', '--json and --markdown both want standard output; give one');
  }
  const stdin = [old, now].includes('-') ? process.stdin : undefined;
  const trust = flags['accept-new-host-key'];
  const known = (source: string) =>
    out.during(readingWords([source]), () => knowSource(source, stdin, trust));
  const [before, after] = [await known(old), await known(now)];
  const comparison = compareKnown(before, after);
  const differs = comparison.changes.length > 0 || comparison.machine === 'different';
  if (flags.json) out.json({ before: old, after: now, ...comparison });
  else if (flags.markdown) out.data(comparisonMarkdown(comparison));
  else {
    for (const note of identityNotes(comparison)) out.say(note);
    if (differs) out.prose(comparisonLines(comparison).join('\n'));
    else out.say('no change of the hardware');
  }
  if (differs) {
    throw new PantherError(
      'finding',
      `${shownText(now, 100)} differs from ${shownText(old, 100)} (${counted(comparison.changes.length, 'change')})`,
    );
  }
}
