import { counted } from '../../model/display.ts';
import type { Report } from '../../model/report.ts';
import type { Bar } from './document.ts';

/** Bars of weights on one scale, with zero at the same place in each. */
export function weightBars(evidence: Report['profile']['evidence']): Bar[] {
  const at = scaleOf(evidence.map(({ weight }) => weight));
  return evidence.map(({ weight }) => bar(at, weight, weight < 0 ? 'against' : 'for'));
}

/** The same for the scores of all profiles. */
export function rankingBars(ranked: Report['profile']['ranked'], chosen: string): Bar[] {
  const at = scaleOf(ranked.map(({ score }) => score));
  return ranked.map(({ profile, score }) =>
    bar(at, score, profile === chosen ? 'chosen' : 'other'),
  );
}

/** The evidence in one sentence. */
export function evidenceWords({ evidence, ranked, id }: Report['profile']): string {
  const sides = [
    evidence.filter(({ weight }) => weight >= 0),
    evidence.filter(({ weight }) => weight < 0),
  ];
  const [pro, contra] = sides.map((side) => {
    const sum = side.reduce((total, { weight }) => total + weight, 0);
    return side.length === 0
      ? 'nothing'
      : `${counted(side.length, 'signal')} (${sum > 0 ? '+' : ''}${sum})`;
  });
  const next = ranked.find(({ profile }) => profile !== id);
  const rest =
    next === undefined || next.score <= 0
      ? ' No other profile has points.'
      : ` The next profile is ${next.profile} with ${next.score}.`;
  return `For it: ${pro}; against it: ${contra}.${rest}`;
}

/** From a value to its place between the least and the greatest of all, zero among them. */
function scaleOf(values: readonly number[]): (value: number) => number {
  const least = Math.min(0, ...values);
  const span = Math.max(0, ...values) - least || 1;
  return (value) => (value - least) / span;
}

function bar(at: (value: number) => number, value: number, tone: Bar['tone']): Bar {
  const ends = [at(0), at(value)].sort((a, b) => a - b);
  return { from: ends[0] ?? 0, to: ends[1] ?? 0, axis: at(0), tone };
}
