import { VERSION } from '../assets/generated-version.ts';
import type { SshWishes } from '../discover/source/ssh.ts';
import { readSource } from '../discover/source.ts';
import type { Capture } from '../model/capture.ts';
import { PantherError } from '../model/errors.ts';
import type { Facts } from '../model/facts.ts';
import type { HostPlan } from '../model/plan.ts';

/** What a run starts from: a recording, or a value saved further down the pipeline. */
export type Entry =
  | { kind: 'capture'; capture: Capture }
  | { kind: 'facts'; facts: Facts }
  | { kind: 'plan'; plan: HostPlan };

/**
 * capture: opens each source; several recordings of one machine become one capture.
 *
 * This step stands by itself and imports no schema, so that a machine can be asked first and the rest
 * of the program is loaded while it answers.
 */
export async function capture(
  sources: readonly string[],
  stdin?: AsyncIterable<Uint8Array>,
  ssh?: SshWishes,
): Promise<Entry> {
  const entries = await Promise.all(
    sources.map((source) => readSource(source, VERSION, stdin, ssh)),
  );
  const [first] = entries;
  if (first === undefined) throw new PantherError('usage', 'no source given; use --from SOURCE');
  if (entries.length === 1) return first;
  const captures = entries.map((entry, index) => {
    if (entry.kind === 'capture') return entry.capture;
    throw new PantherError(
      'usage',
      `${sources[index]}: holds ${entry.kind}, and only recordings can be united; give it alone`,
    );
  });
  const { mergeCaptures } = await import('../discover/merge-captures.ts');
  return { kind: 'capture', capture: mergeCaptures(captures) };
}
