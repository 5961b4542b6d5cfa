import { identifiersInRecording } from '../discover/identifiers/recording.ts';
import type { Derivation } from '../main.ts';
import { PantherError } from '../model/errors.ts';
import type { IdentifierPlace } from '../model/host-check.ts';
import { identifiersInFiles } from './identifiers.ts';

/** Places of identifiers that a message names; the rest is counted. */
const MOST_PLACES = 5;

/**
 * Refuses to record a machine whose recording says that it is redacted, or whose facts were given, while
 * an identifier still stands in it: what this tool redacts itself need not be looked at again.
 *
 * @throws PantherError `refused`, with the places and never a value.
 */
export function refuseBelievedIdentifiers({
  recording,
  known,
  plan,
}: Pick<Derivation, 'recording' | 'known' | 'plan'>): void {
  if (known === null || recording?.redacted === false) return;
  const folder = `hardware-discovery/${plan.host}`;
  if (recording === null) {
    const text = Buffer.from(JSON.stringify(known.recorded));
    refuseIdentifiers(identifiersInFiles(new Map([[`${folder}/facts.json`, text]]), new Map()));
    return;
  }
  const drawn = new Set(Object.values(plan.answers.partitionUuids));
  const found = identifiersInRecording(recording, (value) => drawn.has(value));
  refuseIdentifiers(found.map((one) => ({ path: `${folder}/capture.json`, ...one })));
}

/** Throws PantherError('refused') where anything was found: it names places, and never a value. */
export function refuseIdentifiers(found: readonly IdentifierPlace[]): void {
  if (found.length === 0) return;
  const places = found.map(({ path, place, what }) => `${path}, ${place} (${what})`);
  const rest = places.length - MOST_PLACES;
  throw new PantherError(
    'refused',
    `nothing is written, for an identifier is left: ${places.slice(0, MOST_PLACES).join('; ')}${rest > 0 ? ` and ${rest} more` : ''}. Take it out of the source`,
  );
}
