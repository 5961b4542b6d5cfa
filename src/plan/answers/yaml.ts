import { type Answers, GivenAnswers } from '../../model/answers.ts';
import { shownText } from '../../model/display.ts';
import { PantherError } from '../../model/errors.ts';
import { USED_ONCE } from '../../model/parsing.ts';
import { ANSWERS_SCHEMA } from '../../model/schema-names.ts';
import { regionProblem } from './region.ts';
import { wanted } from './set.ts';

const HEADER = `# Every answer and every default that this host was made with. The file is yours: panther-discover
# wrote it once and reads it on each run. A change here changes the host; the partition uuids and the
# disk are those of the installed machine.
`;

/** The text of hosts/<host>/answers.yaml: the same answers always give the same bytes. */
export function answersYaml(answers: Answers): string {
  const {
    schema,
    host,
    profile,
    profileHash,
    user,
    sshKeys,
    initrdModules,
    unlock,
    disks,
    layout,
    partitionUuids,
    rules,
    ...plain
  } = answers;
  const rest = Object.entries(plain).map(([key, value]) => `${key}: ${scalar(value)}\n`);
  return [
    HEADER,
    `schema: ${scalar(schema)}\nhost: ${scalar(host)}\nprofile: ${scalar(profile)}\n`,
    profileHash === undefined ? '' : `profileHash: ${scalar(profileHash)}\n`,
    `user: ${scalar(user)}\n`,
    list('sshKeys', sshKeys),
    ...rest,
    initrdModules === undefined ? '' : list('initrdModules', initrdModules),
    unlock === undefined ? '' : `unlock: ${scalar(unlock)}\n`,
    record('disks', disks),
    layoutText(layout),
    record('partitionUuids', partitionUuids),
    `rules: ${scalar(rules)}\n`,
  ].join('');
}

/**
 * A host's answers.yaml with every answer that it lacks, and the rule set of today. Where a person
 * wrote comments they stay, and what is new stands at the end; `answersYaml` else.
 */
export async function completedAnswersYaml(text: string, answers: Answers): Promise<string> {
  const whole = answersYaml(answers);
  const remarks = (of: string): string[] => of.split('\n').filter((line) => line.includes('#'));
  if (remarks(text).every((line) => remarks(whole).includes(line))) return whole;
  const { parseDocument } = await import('yaml');
  const document = parseDocument(text);
  for (const [key, value] of Object.entries(answers)) {
    const parts = isRecord(value) ? Object.entries(value) : null;
    if (key === 'rules' || !document.has(key)) document.set(key, value);
    else
      for (const [name, part] of parts ?? []) {
        if (!document.hasIn([key, name])) document.setIn([key, name], part);
      }
  }
  return document.toString({ lineWidth: 0 });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The plain answers about the layout, then the one that has answers of its own. */
function layoutText({ subvolumes, ...plain }: Answers['layout']): string {
  const text = record('layout', plain);
  if (subvolumes === undefined || Object.keys(subvolumes).length === 0) return text;
  return `${text}${record('subvolumes', subvolumes).replaceAll(/^/gm, '  ').trimEnd()}\n`;
}

function list(key: string, values: readonly string[]): string {
  if (values.length === 0) return `${key}: []\n`;
  return `${key}:\n${values.map((value) => `  - ${scalar(value)}\n`).join('')}`;
}

function record(key: string, values: Readonly<Record<string, string | null | undefined>>): string {
  const entries = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  if (entries.length === 0) return `${key}: {}\n`;
  return `${key}:\n${entries.map(([name, value]) => `  ${scalar(name)}: ${scalar(value)}\n`).join('')}`;
}

/** Plain where every YAML reader takes it for the string that it is, else JSON's quoting. */
function scalar(value: string | number | boolean | null): string {
  if (typeof value !== 'string') return String(value);
  const plain = /^[A-Za-z/][A-Za-z0-9_./@+-]*$/.test(value);
  const word = /^(?:true|false|yes|no|on|off|y|n|null|nan|inf)$/i.test(value);
  return plain && !word ? value : JSON.stringify(value);
}

/**
 * Answers out of YAML text: config/panther.yaml, answers.yaml or `--answers`.
 *
 * @param where what to call the text in an error, for example its path.
 * @throws PantherError `input` with file, line and what is wrong, in one line.
 */
export async function parseAnswersYaml(text: string, where: string): Promise<GivenAnswers> {
  const { LineCounter, parseDocument } = await import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const fail = (offset: number | null, why: string): PantherError => {
    const line = offset === null ? '' : `:${lines.linePos(offset).line}`;
    return new PantherError('input', `${where}${line}: ${shownText(why, 300)}`);
  };
  const [broken] = document.errors;
  if (broken) throw fail(broken.pos[0], `not valid YAML: ${broken.message.split('\n')[0]}`);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (error) {
    throw fail(null, `not usable YAML: ${error instanceof Error ? error.message : 'no value'}`);
  }
  const newer = foreignSchema(value);
  if (newer !== null) throw fail(null, newer);
  const lost = lostKey(value);
  if (lost !== null) throw fail(offsetOf(document, lost), `${lost.join('.')}: no such key`);
  const parsed = GivenAnswers.safeParse(value, USED_ONCE);
  if (parsed.success) {
    const region = regionProblem(parsed.data);
    if (region === null) return parsed.data;
    throw fail(offsetOf(document, [region.key]), `${region.key}: ${region.text}`);
  }
  const [issue] = parsed.error.issues;
  const path = issue?.path.map(String) ?? [];
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  if (unknown !== undefined) {
    const place = [...path, unknown];
    throw fail(offsetOf(document, place), `${place.join('.')}: no such key`);
  }
  throw fail(
    offsetOf(document, path),
    `${path.join('.') || 'the file'}: ${wanted(issue?.message)}`,
  );
}

function foreignSchema(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('schema' in value)) return null;
  if (value.schema === ANSWERS_SCHEMA) return null;
  return `schema: this tool reads ${ANSWERS_SCHEMA}; a newer tool may have written the file`;
}

const RECORDS = [[], ['disks'], ['partitionUuids'], ['layout'], ['layout', 'subvolumes']];

/** Where a key stands that an object takes for its prototype: a schema's records drop it unseen. */
function lostKey(value: unknown): string[] | null {
  for (const place of RECORDS) {
    const record = place.reduce((at: unknown, key) => (isRecord(at) ? at[key] : null), value);
    if (isRecord(record) && Object.hasOwn(record, '__proto__')) return [...place, '__proto__'];
  }
  return null;
}

interface Located {
  range?: readonly [number, number, number] | null | undefined;
}

/** Where the deepest part of a path that the document has begins. */
function offsetOf(
  document: { getIn: (path: string[], keepScalar: boolean) => unknown },
  path: readonly string[],
): number | null {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const node = document.getIn(path.slice(0, depth), true) as Located | null | undefined;
    if (typeof node === 'object' && node?.range) return node.range[0];
  }
  return null;
}
