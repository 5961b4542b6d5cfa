import type { Match } from '../../model/match.ts';
import type { Profile } from '../../model/profile.ts';

/** What the machine could be, best first, and how to say which. */
export function profileQuestion(match: Match, profiles: readonly Profile[]): string {
  const scores = new Map(match.ranked.map((ranked) => [ranked.profile, ranked.score]));
  const choices = profiles
    .map((profile) => ({ id: profile.id, score: scores.get(profile.id) ?? 0 }))
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
  const why =
    match.confidence === 'ambiguous' ? 'several profiles fit about as well' : 'no profile fits';
  return [
    `profile: ${why}; name the one that this machine is`,
    ...choices.map(({ id, score }) => `  --set profile=${id} (score ${score})`),
  ].join('\n');
}

export function encryptionQuestion(profile: Profile): string {
  return [
    `encryption: must be said for the profile ${profile.id}, where the provider can read the memory of a running machine and someone must unlock it at each boot`,
    '  --set encryption=luks (protects disks and snapshots that the provider recycles)',
    '  --set encryption=none',
  ].join('\n');
}

export function sshKeysQuestion(): string {
  return [
    'sshKeys: nobody could log in without a public key',
    "  --set sshKeys='ssh-ed25519 AAAA… you@example'",
  ].join('\n');
}
