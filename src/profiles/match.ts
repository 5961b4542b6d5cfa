import type { Facts } from '../model/facts.ts';
import type { Evidence, Match, RankedProfile } from '../model/match.ts';
import type { Profile } from '../model/profile.ts';
import { MATCH_SCHEMA } from '../model/schema-names.ts';
import { factsIn, holds } from './condition.ts';
import { traitsOf } from './traits.ts';

/** Below this a profile has nothing to show for itself. */
const LEAST = 20;
/** Two profiles nearer to each other than this are too close to call. */
const TOO_CLOSE = 10;
/** From this score on a profile fits, and the wider one that it narrows loses as much as this. */
const FITS = 80;
const STEP_BACK = -100;

/**
 * Ranks every profile for a machine, best first; of equal scores the one that comes first by name.
 * The score is the sum of the weights of the signals that hold, for and against.
 */
export function matchProfiles(facts: Facts, profiles: readonly Profile[]): Match {
  const ranked = narrowed(
    profiles.map((profile) => rank(profile, facts)),
    profiles,
  ).sort(byScore);
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

/** A profile that is a special case of another outranks it where it fits, whatever else speaks for both. */
function narrowed(ranked: readonly RankedProfile[], profiles: readonly Profile[]): RankedProfile[] {
  const fitting = profiles.filter(
    ({ id, narrows }) =>
      narrows !== undefined && ranked.some(({ profile, score }) => profile === id && score >= FITS),
  );
  return ranked.map((one) => {
    const narrower = fitting.find(({ narrows }) => narrows === one.profile);
    if (narrower === undefined) return one;
    const evidence: Evidence = {
      signal: 'narrower-profile',
      weight: STEP_BACK,
      text: `The profile ${narrower.id} is a special case of this one, and fits.`,
      facts: [],
    };
    return { ...one, score: one.score + STEP_BACK, evidence: [...one.evidence, evidence] };
  });
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
