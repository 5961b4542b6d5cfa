import { profileSources } from '../assets/read.ts';
import { PantherError } from '../model/errors.ts';
import type { Profile } from '../model/profile.ts';

let shipped: readonly Profile[] | null = null;

/**
 * The profiles that the tool brings along, sorted by id. They are fixed when the bundle is made and
 * the contract test holds each against its schema, so that no run spends its first 30 ms on that.
 */
export function shippedProfiles(): Profile[] {
  shipped ??= Object.values(profileSources())
    .map((source) => source as Profile)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  return [...shipped];
}

/** The profile of that id. Throws PantherError('usage') with the ids that there are. */
export function profileNamed(id: string, profiles: readonly Profile[]): Profile {
  const found = profiles.find((profile) => profile.id === id);
  if (found !== undefined) return found;
  const ids = profiles.map((profile) => profile.id).join(', ');
  throw new PantherError('usage', `no profile named ${JSON.stringify(id)}; there are ${ids}`);
}
