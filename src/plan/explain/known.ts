import type { Capture } from '../../model/capture.ts';
import type { Facts } from '../../model/facts.ts';
import type { Match } from '../../model/match.ts';
import type { HostPlan } from '../../model/plan.ts';
import { factReadings, factValue } from '../fact-path.ts';
import { byCodeUnit } from '../layout/disk-kind.ts';
import { excerptsOf } from './excerpts.ts';
import type { ExplainedFact } from './types.ts';

/** A plan, and as much of what it was made from as is at hand. */
export interface Source {
  plan: HostPlan;
  facts: Facts | null;
  match: Match | null;
  capture: Capture | null;
}

/** Fact and answer paths with their values, readings and the words of these, without repetitions. */
export function explainFacts(source: Source, paths: readonly string[]): ExplainedFact[] {
  return [...new Set(paths)].sort(byCodeUnit).map((path) => explainFact(source, path));
}

function explainFact({ plan, facts, capture }: Source, path: string): ExplainedFact {
  if (path.startsWith('answers.')) {
    const value = answerValue(plan, path);
    const readings = [`hosts/${plan.host}/answers.yaml`];
    return { path, known: value !== undefined, value, readings, excerpts: [] };
  }
  if (facts === null) return { path, known: false, value: null, readings: [], excerpts: [] };
  const value = factValue(facts, path);
  // A fact that was concluded from another is shown by what that one was read from.
  const read = (Object.hasOwn(CONCLUDED, path) ? CONCLUDED[path] : undefined) ?? path;
  const readings = readingsOf(facts, read);
  const excerpts =
    capture === null ? [] : excerptsOf(capture, read, factValue(facts, read), readings);
  return { path, known: value !== undefined, value, readings, excerpts };
}

const CONCLUDED: Readonly<Record<string, string>> = { 'chassis.form': 'chassis.type' };

/** The readings of a path; of a list whose elements have their own, all of theirs. */
function readingsOf(facts: Facts, path: string): string[] {
  const own = factReadings(facts, path);
  if (own.length > 0) return own;
  const below = Object.entries(facts.sources).filter(([name]) => name.startsWith(`${path}[`));
  return [...new Set(below.flatMap(([, readings]) => readings))].sort(byCodeUnit);
}

function answerValue({ answers }: HostPlan, path: string): unknown {
  let value: unknown = answers;
  for (const key of path.split('.').slice(1)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}
