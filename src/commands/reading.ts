import type { Console } from '../console.ts';
import { capture, type Entry } from '../main/entry.ts';
import type { HostFlags } from './flags.ts';

/** A command about one host: `reading` is what its sources hold, once they are read. */
export type HostCommand<F extends HostFlags> = (
  flags: F,
  reading: Promise<Entry>,
  out: Console,
) => Promise<void>;

/** Asks the machine, and loads the command while it answers: neither has to wait for the other. */
export async function whileReading<F extends HostFlags>(
  flags: F,
  out: Console,
  load: () => Promise<HostCommand<F>>,
): Promise<void> {
  const sources = flags.from ?? ['local'];
  // Merely touching process.stdin opens it.
  const stdin = sources.includes('-') ? process.stdin : undefined;
  const reading = out.during(readingWords(sources), () =>
    capture(sources, stdin, { acceptNewHostKey: flags['accept-new-host-key'] }),
  );
  // A failure is told when the command comes to it, which is after it has looked at its flags.
  reading.catch(() => undefined);
  const run = await load();
  await run(flags, reading, out);
}

/** What is going on while sources are read. */
export function readingWords(sources: readonly string[]): string {
  const [source = ''] = sources;
  if (sources.length > 1) return `reading ${sources.length} sources`;
  if (source === 'local') return 'reading this machine';
  return `${source.startsWith('ssh://') ? 'asking' : 'reading'} ${source}`;
}
