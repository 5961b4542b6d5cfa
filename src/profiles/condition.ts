import type { Facts } from '../model/facts.ts';
import type { Condition } from '../model/profile.ts';

/** The element itself, inside `where`: for lists of plain values such as cpu.flags. */
const ITSELF = '.';
/** Longer hardware strings are cut before a pattern sees them. */
const LONGEST = 512;

const patterns = new Map<string, RegExp>();

/**
 * Whether a condition holds for a machine. A fact that is not known holds nothing but
 * `known: false` and `is: null`; so `not` of anything else about it holds.
 */
export function holds(condition: Condition, facts: Facts): boolean {
  return holdsFor(condition, facts);
}

/** The paths of the facts that a condition looks at, sorted; a `some` names the list. */
export function factsIn(condition: Condition): string[] {
  const paths = new Set<string>();
  collect(condition, paths);
  return [...paths].sort();
}

/** Every regular expression of a condition, for checks. */
export function patternsIn(condition: Condition): string[] {
  if ('matches' in condition) return [condition.matches];
  if ('some' in condition) return patternsIn(condition.where);
  if ('all' in condition) return condition.all.flatMap(patternsIn);
  if ('either' in condition) return condition.either.flatMap(patternsIn);
  return 'not' in condition ? patternsIn(condition.not) : [];
}

function holdsFor(condition: Condition, subject: unknown): boolean {
  if ('all' in condition) return condition.all.every((part) => holdsFor(part, subject));
  if ('either' in condition) return condition.either.some((part) => holdsFor(part, subject));
  if ('not' in condition) return !holdsFor(condition.not, subject);
  if ('some' in condition) {
    const list = valueAt(subject, condition.some);
    return Array.isArray(list) && list.some((element) => holdsFor(condition.where, element));
  }
  const value = valueAt(subject, condition.fact);
  if ('is' in condition) return value === condition.is;
  if ('in' in condition) return condition.in.some((one) => one === value);
  if ('known' in condition) return (value !== null) === condition.known;
  if ('atLeast' in condition) return typeof value === 'number' && value >= condition.atLeast;
  return typeof value === 'string' && pattern(condition.matches).test(value.slice(0, LONGEST));
}

function valueAt(subject: unknown, path: string): unknown {
  if (path === ITSELF) return subject ?? null;
  let value: unknown = subject;
  for (const field of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, field)) return null;
    value = (value as Readonly<Record<string, unknown>>)[field];
  }
  return value ?? null;
}

function pattern(source: string): RegExp {
  let compiled = patterns.get(source);
  if (compiled === undefined) {
    compiled = new RegExp(source, 'i');
    patterns.set(source, compiled);
  }
  return compiled;
}

function collect(condition: Condition, paths: Set<string>): void {
  if ('all' in condition) for (const part of condition.all) collect(part, paths);
  else if ('either' in condition) for (const part of condition.either) collect(part, paths);
  else if ('not' in condition) collect(condition.not, paths);
  else paths.add('some' in condition ? condition.some : condition.fact);
}
