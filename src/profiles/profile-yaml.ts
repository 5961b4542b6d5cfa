import { type Document, LineCounter, parseDocument } from 'yaml';
import { repositoryFiles } from '../assets/read.ts';
import { shownText } from '../model/display.ts';
import { PantherError } from '../model/errors.ts';
import { USED_ONCE } from '../model/parsing.ts';
import { Profile } from '../model/profile.ts';
import { conditionProblem, type Problem } from './condition-problem.ts';
import type { ProfileFile } from './own.ts';

/**
 * A profile out of YAML text.
 *
 * @throws PantherError `input` with file, line and what is wrong, in one line.
 */
export async function readProfileYaml({ id, path, text }: ProfileFile): Promise<Profile> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const fail = (offset: number | null, why: string): PantherError => {
    const line = offset === null ? '' : `:${lines.linePos(offset).line}`;
    return new PantherError('input', `${path}${line}: ${shownText(why, 300)}`);
  };
  const [broken] = document.errors;
  if (broken) throw fail(broken.pos[0], `not valid YAML: ${broken.message.split('\n')[0]}`);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 1000 });
  } catch (error) {
    throw fail(null, `not usable YAML: ${error instanceof Error ? error.message : 'no value'}`);
  }
  const problem = problemIn(value, id);
  if (problem !== null) throw fail(offsetOf(document, problem.path), worded(problem));
  return value as Profile;
}

function worded({ path, why }: Problem): string {
  return path.length === 0 ? why : `${path.join('.')}: ${why}`;
}

/** What is wrong with a value that should be a profile: the first thing, or null. */
function problemIn(value: unknown, id: string): Problem | null {
  const conditions = conditionsIn(value);
  // These are looked at first, since a schema can only say that a condition is none.
  for (const [path, condition] of conditions) {
    const problem = conditionProblem(condition, path);
    if (problem !== null) return problem;
  }
  const parsed = Profile.safeParse(value, USED_ONCE);
  if (!parsed.success) {
    // A key that is written wrongly is missing as well: what stands there says more.
    const { issues } = parsed.error;
    const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
    const path = issue?.path.map(String) ?? [];
    if (issue?.code === 'unrecognized_keys') {
      return { path: [...path, issue.keys[0] ?? ''], why: 'no such key' };
    }
    return { path, why: issue?.message ?? 'not a valid value' };
  }
  const profile = parsed.data;
  if (profile.id !== id) return { path: ['id'], why: `should be ${id}, as its folder is named` };
  const modules = profile.modules.findIndex(({ module }) => !isModule(module));
  if (modules >= 0) {
    return { path: ['modules', String(modules), 'module'], why: 'there is no such module' };
  }
  const twice = profile.signals.findIndex(
    (signal, at) => profile.signals.findIndex((other) => other.id === signal.id) !== at,
  );
  return twice < 0 ? null : { path: ['signals', String(twice), 'id'], why: 'stands there twice' };
}

function conditionsIn(value: unknown): [string[], unknown][] {
  const { highNeeds, signals } = (value ?? {}) as { highNeeds?: unknown; signals?: unknown };
  const found: [string[], unknown][] = [];
  if (highNeeds !== undefined) found.push([['highNeeds'], highNeeds]);
  for (const [at, signal] of (Array.isArray(signals) ? signals : []).entries()) {
    if (typeof signal !== 'object' || signal === null || !('when' in signal)) continue;
    found.push([['signals', String(at), 'when'], signal.when]);
  }
  return found;
}

function isModule(name: string): boolean {
  const files = repositoryFiles();
  const path = `modules/nixos/${name}`;
  return Object.hasOwn(files, `${path}.nix`) || Object.hasOwn(files, `${path}/default.nix`);
}

interface Located {
  range?: readonly [number, number, number] | null | undefined;
}

/** Where the deepest part of a path that the document has begins; its top where it has none of it. */
function offsetOf(document: Document, path: readonly string[]): number {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const keys = path.slice(0, depth).map((key) => (/^[0-9]+$/.test(key) ? Number(key) : key));
    const node = document.getIn(keys, true) as Located | null | undefined;
    if (typeof node === 'object' && node?.range) return node.range[0];
  }
  return 0;
}
