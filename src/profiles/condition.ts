import type { Facts } from '../model/facts.ts';
import type { Condition } from '../model/profile.ts';

/** The element itself, inside `where`: for lists of plain values such as cpu.flags. */
const ITSELF = '.';
/** Longer hardware strings are cut before a pattern sees them. */
const LONGEST = 256;

const patterns = new Map<string, RegExp>();

type Test = (subject: unknown) => boolean;

/** Each condition as a function: a run over thousands of machines asks the same ones. */
const tests = new WeakMap<Condition, Test>();
const paths = new WeakMap<Condition, readonly string[]>();

/**
 * Whether a condition holds for a machine. A fact that is not known holds nothing but
 * `known: false` and `is: null`; so `not` of anything else about it holds.
 */
export function holds(condition: Condition, facts: Facts): boolean {
  return testOf(condition)(facts);
}

/** The paths of the facts that a condition looks at, sorted; a `some` names the list. */
export function factsIn(condition: Condition): string[] {
  let found = paths.get(condition);
  if (found === undefined) {
    const collected = new Set<string>();
    collect(condition, collected);
    found = [...collected].sort();
    paths.set(condition, found);
  }
  return [...found];
}

/** Every regular expression of a condition, for checks. */
export function patternsIn(condition: Condition): string[] {
  if ('matches' in condition) return [condition.matches];
  if ('some' in condition) return patternsIn(condition.where);
  if ('all' in condition) return condition.all.flatMap(patternsIn);
  if ('either' in condition) return condition.either.flatMap(patternsIn);
  return 'not' in condition ? patternsIn(condition.not) : [];
}

function testOf(condition: Condition): Test {
  let test = tests.get(condition);
  if (test === undefined) {
    test = compiled(condition);
    tests.set(condition, test);
  }
  return test;
}

function compiled(condition: Condition): Test {
  if ('all' in condition) {
    const parts = condition.all.map(testOf);
    return (subject) => parts.every((part) => part(subject));
  }
  if ('either' in condition) {
    const parts = condition.either.map(testOf);
    return (subject) => parts.some((part) => part(subject));
  }
  if ('not' in condition) {
    const part = testOf(condition.not);
    return (subject) => !part(subject);
  }
  if ('some' in condition) {
    const listOf = reader(condition.some);
    const part = testOf(condition.where);
    return (subject) => {
      const list = listOf(subject);
      return Array.isArray(list) && list.some(part);
    };
  }
  const valueIn = reader(condition.fact);
  if ('is' in condition) return (subject) => valueIn(subject) === condition.is;
  if ('in' in condition) {
    const values: ReadonlySet<unknown> = new Set(condition.in);
    return (subject) => values.has(valueIn(subject));
  }
  if ('known' in condition) return (subject) => (valueIn(subject) !== null) === condition.known;
  if ('atLeast' in condition) {
    return (subject) => {
      const value = valueIn(subject);
      return typeof value === 'number' && value >= condition.atLeast;
    };
  }
  const source = condition.matches;
  return (subject) => {
    const value = valueIn(subject);
    return typeof value === 'string' && pattern(source).test(value.slice(0, LONGEST));
  };
}

/** Reads the value at a path; null where it leads nowhere. */
function reader(path: string): (subject: unknown) => unknown {
  if (path === ITSELF) return (subject) => subject ?? null;
  const fields = path.split('.');
  return (subject) => {
    let value: unknown = subject;
    for (const field of fields) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, field)) return null;
      value = (value as Readonly<Record<string, unknown>>)[field];
    }
    return value ?? null;
  };
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
