import type { Facts } from '../model/facts.ts';
import { type Evidence, MATCH_SCHEMA, type Match, type RankedProfile } from '../model/match.ts';
import type { Profile } from '../model/profile.ts';
import { factsIn, holds } from './condition.ts';
import { traitsOf } from './traits.ts';

/** Below this a profile has nothing to show for itself. */
const LEAST = 20;
/** Two profiles nearer to each other than this are too close to call. */
const TOO_CLOSE = 10;

/**
 * Ranks every profile for a machine, best first; of equal scores the one that comes first by name.
 * The score is the sum of the weights of the signals that hold, for and against.
 */
export function matchProfiles(facts: Facts, profiles: readonly Profile[]): Match {
  const ranked = profiles.map((profile) => rank(profile, facts)).sort(byScore);
  const needs = profiles.find(({ id }) => id === ranked[0]?.profile)?.highNeeds;
  const confidence = confidenceOf(ranked, needs === undefined || holds(needs, facts));
  const chosen = confidence === 'none' || confidence === 'ambiguous' ? undefined : ranked[0];
  return {
    schema: MATCH_SCHEMA,
    profile: chosen?.profile ?? null,
    confidence,
    ranked,
    traits: traitsOf(facts),
  };
}

function rank(profile: Profile, facts: Facts): RankedProfile {
  const evidence = profile.signals
    .filter((signal) => holds(signal.when, facts))
    .map(
      ({ id, weight, text, when }): Evidence => ({
        signal: id,
        weight,
        text,
        facts: factsIn(when),
      }),
    )
    .sort((a, b) => b.weight - a.weight || (a.signal < b.signal ? -1 : 1));
  const score = evidence.reduce((sum, { weight }) => sum + weight, 0);
  return { profile: profile.id, score, evidence };
}

/** `mayBeHigh`: what the best profile asks for before anybody may be sure of it. */
function confidenceOf(ranked: readonly RankedProfile[], mayBeHigh: boolean): Match['confidence'] {
  const [best, second] = ranked;
  if (best === undefined || best.score < LEAST) return 'none';
  const lead = best.score - Math.max(second?.score ?? 0, 0);
  if (lead < TOO_CLOSE) return 'ambiguous';
  if (mayBeHigh && best.score >= 80 && lead >= 40) return 'high';
  return best.score >= 40 && lead >= 25 ? 'medium' : 'low';
}

function byScore(a: RankedProfile, b: RankedProfile): number {
  return b.score - a.score || (a.profile < b.profile ? -1 : 1);
}
