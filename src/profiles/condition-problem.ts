import * as z from 'zod';
import { Facts } from '../model/facts.ts';
import { patternProblem } from './pattern-problem.ts';

/** What is wrong in a document, and where. */
export interface Problem {
  path: readonly string[];
  why: string;
}

/** A JSON schema, as far as it is walked here. */
interface Shape {
  properties?: Readonly<Record<string, Shape>>;
  items?: Shape;
  anyOf?: readonly Shape[];
  $ref?: string;
  $defs?: Readonly<Record<string, Shape>>;
}

const KINDS = 'one of fact, some, all, either or not';
const QUESTIONS = ['is', 'in', 'matches', 'atLeast', 'known'] as const;

/**
 * The first thing that is wrong with a condition: its form, a pattern that does not compile, or a
 * fact that there is none of, which would never hold and never be noticed. Null: nothing is.
 */
export function conditionProblem(condition: unknown, path: readonly string[]): Problem | null {
  const root = z.toJSONSchema(Facts, { io: 'input' }) as Shape;
  return problemOf(condition, path, root, root);
}

function problemOf(
  condition: unknown,
  path: readonly string[],
  subject: Shape,
  root: Shape,
): Problem | null {
  if (typeof condition !== 'object' || condition === null || Array.isArray(condition)) {
    return { path, why: `should be a condition: ${KINDS}` };
  }
  const given = condition as Readonly<Record<string, unknown>>;
  for (const kind of ['all', 'either'] as const) {
    if (!(kind in given)) continue;
    const parts = given[kind];
    if (!Array.isArray(parts) || parts.length === 0) {
      return { path: [...path, kind], why: 'should be a list of conditions' };
    }
    for (const [at, part] of parts.entries()) {
      const problem = problemOf(part, [...path, kind, String(at)], subject, root);
      if (problem !== null) return problem;
    }
    return onlyKeys(given, [kind], path);
  }
  if ('not' in given) {
    return (
      problemOf(given['not'], [...path, 'not'], subject, root) ?? onlyKeys(given, ['not'], path)
    );
  }
  if ('some' in given) {
    const list = shapeAt(given['some'], subject, root);
    const items = list?.items;
    if (items === undefined) {
      return { path: [...path, 'some'], why: 'there is no such list of facts' };
    }
    const problem = problemOf(given['where'], [...path, 'where'], resolved(items, root), root);
    return problem ?? onlyKeys(given, ['some', 'where'], path);
  }
  return questionProblem(given, path, subject, root);
}

function questionProblem(
  given: Readonly<Record<string, unknown>>,
  path: readonly string[],
  subject: Shape,
  root: Shape,
): Problem | null {
  if (!('fact' in given)) return { path, why: `is no condition: ${KINDS}` };
  if (given['fact'] !== '.' && shapeAt(given['fact'], subject, root) === null) {
    return { path: [...path, 'fact'], why: 'there is no such fact' };
  }
  const asked = QUESTIONS.filter((question) => question in given);
  const [question] = asked;
  if (question === undefined || asked.length > 1) {
    return { path, why: `should ask one question: ${QUESTIONS.join(', ')}` };
  }
  if (question === 'matches') {
    try {
      new RegExp(String(given['matches']), 'i');
    } catch {
      return { path: [...path, 'matches'], why: 'is no regular expression' };
    }
    const why = patternProblem(String(given['matches']));
    if (why !== null) return { path: [...path, 'matches'], why };
  }
  return onlyKeys(given, ['fact', question], path);
}

function onlyKeys(
  given: object,
  allowed: readonly string[],
  path: readonly string[],
): Problem | null {
  const other = Object.keys(given).find((key) => !allowed.includes(key));
  return other === undefined ? null : { path: [...path, other], why: 'no such key here' };
}

/** The shape at a path of facts; null where there is none. */
function shapeAt(path: unknown, subject: Shape, root: Shape): Shape | null {
  if (typeof path !== 'string') return null;
  let shape: Shape = subject;
  for (const field of path.split('.')) {
    const properties = shape.properties;
    const found = properties && Object.hasOwn(properties, field) ? properties[field] : undefined;
    if (found === undefined) return null;
    shape = resolved(found, root);
  }
  return shape;
}

/** References followed, and the alternative that is not null. */
function resolved(shape: Shape, root: Shape): Shape {
  if (shape.$ref !== undefined) {
    const name = shape.$ref.slice(shape.$ref.lastIndexOf('/') + 1);
    return resolved(root.$defs?.[name] ?? {}, root);
  }
  const [alternative] = (shape.anyOf ?? []).filter(
    (one) => one.properties !== undefined || one.items !== undefined || one.$ref !== undefined,
  );
  return alternative === undefined ? shape : resolved(alternative, root);
}
