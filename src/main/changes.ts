import { compareHardware } from '../discover/changes/changes.ts';
import { comparisonLines, identityNotes } from '../emit/changes/comparison.ts';
import { comparisonMarkdown } from '../emit/changes/markdown.ts';
import { type Known, know } from '../main.ts';
import { PantherError } from '../model/errors.ts';
import type { HardwareComparison } from '../model/hardware-change.ts';
import { capture, type Entry } from './entry.ts';

/** compare: what became of a machine between two recordings, with identifiers hashed in both. */
export function compareKnown(before: Known, after: Known): HardwareComparison {
  return compareHardware(
    { facts: before.recorded, capture: before.capture },
    { facts: after.recorded, capture: after.capture },
  );
}

/** A machine, known from a source of any kind. Throws PantherError('usage') for a plan: it tells no machine. */
export async function knowSource(
  source: string,
  stdin?: AsyncIterable<Uint8Array>,
  acceptNewHostKey?: boolean,
): Promise<Known> {
  return knowEntry(await capture([source], stdin, { acceptNewHostKey }), source);
}

/** The same of a source that was read already. */
export function knowEntry(entry: Entry, source: string): Promise<Known> {
  if (entry.kind === 'plan') {
    throw new PantherError('usage', `${source}: is a plan, which tells no machine; give a capture`);
  }
  return know(entry);
}

export { comparisonLines, comparisonMarkdown, identityNotes };
