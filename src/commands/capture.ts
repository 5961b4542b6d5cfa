import type { Console } from '../console.ts';
import { capture, crossCheck, read, redact, writePlainFile } from '../main.ts';
import { inertJson, shownText } from '../model/display.ts';
import { PantherError } from '../model/errors.ts';
import type { SourceFlags } from './flags.ts';
import { readingWords } from './reading.ts';

export interface CaptureFlags extends SourceFlags {
  from?: string[] | undefined;
  output?: string | undefined;
  raw?: boolean | undefined;
  'cross-check'?: boolean | undefined;
}

/** `capture`: records only. The recording goes to stdout or `--output`, redacted unless `--raw`. */
export async function runCapture(flags: CaptureFlags, out: Console): Promise<void> {
  const sources = flags.from ?? ['local'];
  const entry = await out.during(readingWords(sources), () =>
    capture(sources, process.stdin, { acceptNewHostKey: flags['accept-new-host-key'] }),
  );
  if (entry.kind !== 'capture') {
    throw new PantherError('usage', `${sources.join(', ')}: holds ${entry.kind}, not a recording`);
  }
  if (flags['cross-check']) {
    const differences = await out.during('asking systeminformation', () => crossCheck(read(entry)));
    if (flags.json) out.json({ differences });
    for (const { subject, ours, theirs } of flags.json ? [] : differences) {
      out.prose(
        `${subject}: here ${shownText(ours, 80)}, systeminformation ${shownText(theirs, 80)}`,
      );
    }
    if (differences.length === 0) out.say('systeminformation sees the same machine');
    return;
  }
  const recording = flags.raw ? entry.capture : await redact(entry.capture);
  const text = `${inertJson(JSON.stringify(recording, null, 2))}\n`;
  if (flags.output === undefined || flags.output === '-') out.data(text);
  else {
    // What was not redacted may hold what only root can read.
    await writePlainFile(flags.output, text, recording.redacted ? 0o644 : 0o600);
    if (flags.json) out.json({ output: flags.output });
  }
  const missing = Object.values(recording.readings).filter(({ status }) => status === 'denied');
  if (missing.length > 0)
    out.say(`${missing.length} readings were denied; as root they can be had`);
}
