import type { Answers } from '../model/answers.ts';
import { PantherError } from '../model/errors.ts';
import type { Facts } from '../model/facts.ts';
import type { Match } from '../model/match.ts';
import type { HostPlan } from '../model/plan.ts';
import type { Profile } from '../model/profile.ts';
import { PLAN_SCHEMA } from '../model/schema-names.ts';
import { assemble, tidyGaps, tidyWarnings } from './assemble.ts';
import { checkSettings } from './layout/check-settings.ts';
import { planLayout } from './layout/layout.ts';
import { isBareMetal, roleOf } from './rules/machine-kind.ts';
import { RULES } from './rules/registry.ts';

/**
 * What a machine needs: its disk layout, modules and settings, with every reason, warning and gap.
 * Pure and independent of the order of rules. Errors are those of `planLayout`, and `answer` with each
 * known hole in the way to the root or the passphrase; an Error that names two rules is a bug of theirs.
 */
export function planHost(input: {
  facts: Facts;
  match: Match;
  profile: Profile;
  answers: Answers;
}): HostPlan {
  const { facts, match, profile, answers } = input;
  const { traits } = match;
  const disks = planLayout(facts, answers, traits, {
    role: roleOf(profile),
    bareMetal: isBareMetal({ facts, profile }),
  });
  const { layout } = disks;
  const assembly = assemble({ facts, answers, traits, profile, layout }, RULES);
  if (assembly.holes.length > 0) {
    throw new PantherError('answer', assembly.holes.map(({ text }) => text).join('\n'));
  }
  checkSettings(assembly.settings, facts);
  const ranked = match.ranked.find((entry) => entry.profile === profile.id);
  return {
    schema: PLAN_SCHEMA,
    host: answers.host,
    profile: {
      id: profile.id,
      confidence: match.profile === profile.id ? match.confidence : 'answered',
      evidence: ranked?.evidence ?? [],
      traits: [...traits],
    },
    answers,
    modules: assembly.modules,
    imports: assembly.imports,
    settings: assembly.settings,
    layout,
    warnings: tidyWarnings([...disks.warnings, ...assembly.warnings]),
    gaps: tidyGaps([...facts.gaps, ...disks.gaps, ...assembly.gaps]),
  };
}
