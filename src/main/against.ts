import { sameMachine } from '../discover/same-machine.ts';
import { identityNotes } from '../emit/changes/comparison.ts';
import type { Known } from '../main.ts';
import { PantherError } from '../model/errors.ts';
import type { HostDifferences } from '../model/host-check.ts';
import type { RecordedCase } from '../write/repository.ts';
import type { HostCheck } from './check.ts';
import { derivedState } from './check.ts';
import type { Entry } from './entry.ts';
import { differencesOf, type HostState } from './host-state.ts';
import { deriveCase, treeOf } from './rederive.ts';

/** A live machine, or any other source, beside a recorded host. */
export interface Against {
  name: string;
  differences: HostDifferences;
  /** The hardware or what follows from it is another: the recording is out of date. */
  isFinding: boolean;
}

/**
 * Which of the recorded hosts a machine is. Throws PantherError('usage') where none or several are it by
 * their identifiers: a person has to name one then.
 */
export function hostOf(
  known: Known,
  checks: readonly { recorded: RecordedCase; check: HostCheck }[],
): { recorded: RecordedCase; check: HostCheck } {
  const now = { facts: known.recorded, capture: known.capture };
  const [only, ...others] = checks.filter(({ check: { derived } }) => {
    if (derived?.facts == null) return false;
    return sameMachine({ facts: derived.facts, capture: derived.capture }, now) === 'same';
  });
  if (only !== undefined && others.length === 0) return only;
  const why = only === undefined ? 'no recorded host is' : 'several recorded hosts are';
  throw new PantherError(
    'usage',
    `${why} this machine by its identifiers; name the host: check HOST --against SOURCE`,
  );
}

/** What a recorded host would become on a machine as it is now. */
export async function compareAgainst(
  root: string,
  { recorded, check }: { recorded: RecordedCase; check: HostCheck },
  known: Known,
  entry: Entry,
): Promise<Against> {
  const { derived } = check;
  if (derived === null) {
    throw new PantherError(
      'input',
      `${recorded.name}: ${check.causes.map(({ text }) => text).join('; ')}`,
    );
  }
  const notes = deniedNote(known);
  const machine = { facts: known.recorded, capture: known.capture };
  let now: HostState = { files: derived.files, plan: derived.plan, ...machine };
  try {
    const derivation = await deriveCase(root, recorded, entry);
    const tree = await treeOf(recorded, derivation);
    now = { ...derivedState({ tree, derivation }), ...machine };
  } catch (error) {
    if (!(error instanceof PantherError)) throw error;
    // What else would fit is for whoever makes the host anew.
    const [why = ''] = error.message.split('\n');
    notes.push(`Settings not compared, the answers of the host do not fit this machine: ${why}`);
  }
  const differences = differencesOf(derived, now, notes);
  const { hardware, settings } = differences;
  // Where something changed, it is said beside that.
  if (hardware?.changes.length === 0) differences.notes.push(...identityNotes(hardware, true));
  const isFinding =
    settings.length > 0 ||
    notes.some((note) => note.startsWith('Settings not compared')) ||
    hardware?.machine === 'different' ||
    (hardware?.changes.some(({ scope }) => scope === 'hardware') ?? false);
  return { name: recorded.name, differences, isFinding };
}

function deniedNote({ capture }: Known): string[] {
  const denied = Object.values(capture?.readings ?? {}).filter(({ status }) => status === 'denied');
  return denied.length === 0
    ? []
    : [`${denied.length} readings were denied; as root more of the machine is compared`];
}
