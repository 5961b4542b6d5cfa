import { counted } from '../../../model/display.ts';
import type { Concern, Report } from '../../../model/report.ts';
import { elsewhereOf } from '../verdict.ts';
import { type Difference, FEWEST_SIBLINGS, USUAL_SHARE } from './siblings.ts';

/** A reason why a host is odd, and how much it weighs. */
export interface Oddity {
  points: number;
  text: string;
}

const CONFIDENCE: Readonly<Record<string, number>> = {
  high: 0,
  medium: 5,
  answered: 10,
  low: 20,
};
const UNSURE = 30;
const NOT_DERIVED = 100;
/** From so many points on a host counts as odd: a used VPS as such has fewer. */
const ODD_FROM = 10;
const LOST_ELSEWHERE = 20;
const LOST = 3;
const UNSEEN = 3;
const WARNING = 4;
const GAP = 2;
const DIFFERENCE = 3;
const MOST_DIFFERENCES = 5;
const FAILED_READINGS = 5;

/** Why a host is odd, the heaviest first; none for one that is like a thousand others. */
export function odditiesOf(report: Report, differences: readonly Difference[]): Oddity[] {
  const { profile, concerns, disks, readings } = report;
  const warnings = concerns.filter(({ level }) => level === 'warning');
  const gaps = concerns.filter(({ level }) => level === 'unknown');
  const failed = readings?.failed ?? 0;
  const elsewhere = elsewhereOf(disks.taken);
  const namesOf = (wanted: string) =>
    disks.taken.filter(({ today }) => today === wanted).map(({ name }) => name);
  const lost = namesOf('lost');
  const unseen = namesOf('unseen');
  const oddities = [
    {
      points: CONFIDENCE[profile.confidence] ?? UNSURE,
      text:
        profile.confidence === 'answered'
          ? 'the profile was given, not found'
          : `${profile.confidence} confidence`,
    },
    {
      points: elsewhere.length > 0 ? LOST_ELSEWHERE : 0,
      text: `an install destroys data on ${elsewhere.join(', ')}, which is left alone`,
    },
    {
      points: lost.length > 0 ? LOST : 0,
      text: `an install destroys what ${lost.join(', ')} holds`,
    },
    {
      points: unseen.length > 0 ? UNSEEN : 0,
      text: `what ${unseen.join(', ')} holds was not seen`,
    },
    { points: warnings.length * WARNING, text: namedCodes('warning', warnings) },
    { points: gaps.length * GAP, text: namedCodes('gap', gaps) },
    {
      points: Math.min(differences.length, MOST_DIFFERENCES) * DIFFERENCE,
      text: `${counted(differences.length, 'difference')} from its siblings`,
    },
    {
      points: failed > 0 ? FAILED_READINGS : 0,
      text: counted(failed, 'reading failed', 'readings failed'),
    },
  ];
  return oddities.filter(({ points }) => points > 0).sort((a, b) => b.points - a.points);
}

function namedCodes(one: string, concerns: readonly Concern[]): string {
  const codes = [...new Set(concerns.map(({ code }) => code))];
  return `${counted(concerns.length, one)}: ${codes.join(', ')}`;
}

/** Whether a host stands out, by the points of its oddities. */
export function isOdd(points: number): boolean {
  return points >= ODD_FROM;
}

/** A host that could not be derived at all. */
export function brokenOddity(reason: string): Oddity {
  // Choices that a message lists are for whoever answers it.
  const [head = ''] = reason.split('\n');
  return { points: NOT_DERIVED, text: `cannot be derived: ${head}` };
}

/** What "odd" means, a line each, from the same numbers that are counted with. */
export const ODD_RULES: readonly string[] = [
  `a host is odd from ${ODD_FROM} points on`,
  `cannot be derived from its recording: ${NOT_DERIVED}`,
  `no profile fits, or several do: ${UNSURE}; confidence low: ${CONFIDENCE['low']}, medium: ${CONFIDENCE['medium']}; the profile was given against the match: ${CONFIDENCE['answered']}`,
  `an install destroys data on a disk that is left alone: ${LOST_ELSEWHERE}; on the disks that it takes: ${LOST}; what they hold was not seen: ${UNSEEN}`,
  `each warning: ${WARNING}; each gap: ${GAP}; readings failed: ${FAILED_READINGS}`,
  `each difference from its siblings: ${DIFFERENCE}, ${MOST_DIFFERENCES * DIFFERENCE} at most`,
  `siblings are hosts of one profile, ${FEWEST_SIBLINGS} or more; what ${USUAL_SHARE * 100} % of them share in hardware, modules, answers and settings is usual`,
];
