import { CONCERN_LEVELS } from '../../model/concern-levels.ts';
import type { Gap } from '../../model/facts.ts';
import type { HostPlan, Warning } from '../../model/plan.ts';
import type { Concern, Report } from '../../model/report.ts';

/** What is about data that an install takes; those first that reach onto a disk that is left alone. */
const LOSSES = ['layout.shared-filesystem', 'layout.destroys', 'layout.contents-unknown'];

/**
 * What a person has to look at, the heaviest first: data at risk, doubts about the profile, warnings,
 * and what the scan could not tell (`factGaps`: as the facts themselves say).
 */
export function concernsOf(
  { warnings, gaps }: HostPlan,
  profile: Report['profile'],
  factGaps: readonly Gap[],
): Concern[] {
  const concerns = [
    ...warnings.map(ofWarning),
    ...profileDoubts(profile),
    ...joinedGaps([...gaps, ...factGaps]),
  ];
  // The sort keeps the order of those that weigh the same.
  return concerns.sort((a, b) => weight(a) - weight(b));
}

/** Code and place of a concern; `explain` tells the facts behind one that follows from several. */
export function marksOf({ code, about }: Concern): string[] {
  return about.length === 1 ? [code, ...about] : [code];
}

/** How many concerns there are of a level. */
export function countOf(concerns: readonly Concern[], level: Concern['level']): number {
  return concerns.filter((concern) => concern.level === level).length;
}

function weight({ level, code }: Concern): number {
  const within = Math.max(0, LOSSES.indexOf(code));
  return CONCERN_LEVELS.indexOf(level) * LOSSES.length + within;
}

function ofWarning({ code, text, facts }: Warning): Concern {
  return { level: levelOf(code, 'warning'), code, text, about: [...facts] };
}

function levelOf(code: string, other: Concern['level']): Concern['level'] {
  return LOSSES.includes(code) ? 'loss' : other;
}

/** Where the profile is less than certain, or not what the hardware speaks for. */
function profileDoubts({ id, confidence, score, ranked }: Report['profile']): Concern[] {
  if (confidence === 'high') return [];
  const [best] = ranked.filter(({ profile }) => profile !== id);
  const doubt = (code: string, text: string): Concern[] => [
    { level: 'doubt', code, text, about: [] },
  ];
  if (confidence === 'answered') {
    const rest =
      best === undefined ? '' : ` It has ${points(score)}, ${best.profile} has ${best.score}.`;
    return doubt(
      'profile.answered',
      `The profile was given as an answer; the hardware alone would not have settled on it.${rest}`,
    );
  }
  const lead =
    best === undefined || best.score <= 0
      ? 'nothing else comes near'
      : `${best.profile} comes next with ${best.score}`;
  return doubt(
    'profile.confidence',
    `The confidence is ${confidence}, not high: ${id} has ${points(score)}, ${lead}. Compare the evidence with the machine.`,
  );
}

function points(count: number): string {
  return count === 1 ? '1 point' : `${count} points`;
}

/** Gaps of one code about one fact are one concern. */
function joinedGaps(gaps: readonly Gap[]): Concern[] {
  const joined = new Map<string, { gap: Gap; texts: Set<string> }>();
  for (const gap of gaps) {
    const key = JSON.stringify([gap.code, gap.subject]);
    const known = joined.get(key);
    if (known === undefined) joined.set(key, { gap, texts: new Set([gap.text]) });
    else known.texts.add(gap.text);
  }
  return [...joined.values()].map(({ gap, texts }) => ({
    level: levelOf(gap.code, 'unknown'),
    code: gap.code,
    text: [...texts].join(' '),
    about: [gap.subject],
  }));
}
