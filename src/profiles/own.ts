import { PantherError } from '../model/errors.ts';
import type { Profile } from '../model/profile.ts';
import { PROFILE_IDS } from '../model/profile-ids.ts';
import { shippedProfiles } from './registry.ts';

/** A profile.yaml of the user's, as it was found in the repository. */
export interface ProfileFile {
  /** Name of its folder, which is the id of the profile. */
  id: string;
  /** What to call it in an error. */
  path: string;
  text: string;
}

/** All profiles that a machine is held against, and what tells one version of an own one from another. */
export interface ProfileSet {
  profiles: readonly Profile[];
  /** Id of an own profile → `sha256-` and the hash of its file. Shipped profiles have none. */
  hashes: Readonly<Record<string, string>>;
}

/**
 * The shipped profiles and the user's own together, sorted by id.
 *
 * @throws PantherError `input` with file, line and what is wrong, for an own profile that is not one,
 * has another id than its folder, or the id of a shipped one.
 */
export async function profileSet(files: readonly ProfileFile[]): Promise<ProfileSet> {
  if (files.length === 0) return { profiles: shippedProfiles(), hashes: {} };
  const { readProfileYaml } = await import('./profile-yaml.ts');
  const { createHash } = await import('node:crypto');
  const own: Profile[] = [];
  const hashes: Record<string, string> = {};
  for (const file of files) {
    if ((PROFILE_IDS as readonly string[]).includes(file.id)) {
      throw new PantherError(
        'input',
        `${file.path}: ${file.id} is a profile that panther-discover brings along; give yours another name`,
      );
    }
    own.push(await readProfileYaml(file));
    hashes[file.id] = `sha256-${createHash('sha256').update(file.text).digest('hex')}`;
  }
  const profiles = [...shippedProfiles(), ...own].sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const { id, narrows } of own) {
    if (narrows === undefined || profiles.some((profile) => profile.id === narrows)) continue;
    const path = files.find((file) => file.id === id)?.path ?? id;
    throw new PantherError('input', `${path}: narrows: there is no profile of that name`);
  }
  return { profiles, hashes };
}
