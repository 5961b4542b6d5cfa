import * as z from 'zod';
import { profileSources } from '../assets/read.ts';
import { Profile } from '../model/profile.ts';

let shipped: readonly Profile[] | null = null;

/** The profiles that the tool brings along, sorted by id. One that is not valid is a bug. */
export function shippedProfiles(): Profile[] {
  shipped ??= Object.entries(profileSources())
    .map(([folder, source]) => profileFrom(folder, source))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  return [...shipped];
}

function profileFrom(folder: string, source: unknown): Profile {
  const parsed = Profile.safeParse(source);
  if (!parsed.success) {
    throw new Error(`profiles/${folder}/profile.yaml: ${z.prettifyError(parsed.error)}`);
  }
  if (parsed.data.id !== folder) throw new Error(`profiles/${folder} has the id ${parsed.data.id}`);
  return parsed.data;
}
