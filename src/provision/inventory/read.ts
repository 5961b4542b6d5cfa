import { PantherError } from '../../model/errors.ts';
import { INVENTORY_SCHEMA, type Inventory } from '../../model/inventory.ts';
import type { LocatedDocument } from './document.ts';
import type { Draft, LineOf } from './draft.ts';
import { field, isMapping } from './draft.ts';

/** More hosts than this tool was tried with take less. */
export const MAX_INVENTORY_BYTES = 32 * 2 ** 20;

type Format = Inventory['format'];

const SUPPORTED =
  'give YAML or JSON with hosts:, CSV with a column address, an Ansible inventory, or a state or output of OpenTofu';

/**
 * The hosts of an inventory, whichever of the formats it has: recognised by its content alone.
 *
 * @param where what to call the text in an error, for example its path.
 * @throws PantherError `input`, with file and line of every defect.
 */
export async function readInventory(text: string, where: string): Promise<Inventory> {
  if (text.length > MAX_INVENTORY_BYTES) {
    const limit = MAX_INVENTORY_BYTES / 2 ** 20;
    throw new PantherError('input', `${where}: is larger than ${limit} MiB; ${SUPPORTED}`);
  }
  const plain = text.replace(/^\ufeff/, '');
  if (plain.trim() === '') throw new PantherError('input', `${where}: is empty; ${SUPPORTED}`);
  const json = /^\s*[[{]/.test(plain) ? jsonValue(plain) : undefined;
  if (json === undefined) return settled(await draftOf(plain, where), where);
  try {
    return await settled(await structured({ value: json, line: () => null }, plain, where), where);
  } catch (error) {
    if (!(error instanceof PantherError)) throw error;
    // What a program printed is large and well, as a rule: lines are looked for once there is something to tell.
    const { parseDocumentText } = await import('./document.ts');
    const whole = await parseDocumentText(plain, where);
    return settled(await structured(whole, plain, where), where);
  }
}

async function settled(
  { format, draft }: { format: Format; draft: Draft },
  where: string,
): Promise<Inventory> {
  const { settleHosts } = await import('./settle.ts');
  return { schema: INVENTORY_SCHEMA, format, hosts: settleHosts(draft, where) };
}

async function draftOf(text: string, where: string): Promise<{ format: Format; draft: Draft }> {
  const { looksLikeCsv, readCsv } = await import('./csv.ts');
  if (looksLikeCsv(text)) return { format: 'csv', draft: readCsv(text) };
  const first = text.split('\n').find((line) => /^\s*[^\s#;]/.test(line)) ?? '';
  if (/^\s*(---|[[{]["{\s]|- |["']?[^\s=:]+["']?:(\s|$))/.test(first)) {
    const { parseDocumentText } = await import('./document.ts');
    return structured(await parseDocumentText(text, where), text, where);
  }
  const { readAnsibleIni } = await import('./ansible-ini.ts');
  return { format: 'ansible', draft: readAnsibleIni(text) };
}

function jsonValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** By the keys that each format cannot do without. */
async function structured(
  document: LocatedDocument,
  text: string,
  where: string,
): Promise<{ format: Format; draft: Draft }> {
  const { value } = document;
  if (Array.isArray(value)) {
    const whole = await located(document, text, where);
    const line: LineOf = ([, ...path]) => whole.line(path);
    const { readPanther } = await import('./panther.ts');
    return { format: 'panther', draft: readPanther({ value: { hosts: value }, line }) };
  }
  if (!isMapping(value)) throw new PantherError('input', `${where}: is no inventory; ${SUPPORTED}`);
  const nodes = Object.values(value);
  if (Object.hasOwn(value, 'resources') && Object.hasOwn(value, 'version')) {
    const { readState } = await import('./opentofu.ts');
    return { format: 'opentofu', draft: readState(document) };
  }
  if (Object.hasOwn(value, 'format_version')) {
    const { readShown } = await import('./opentofu.ts');
    return { format: 'opentofu', draft: readShown(document) };
  }
  if (Object.hasOwn(value, '_meta') || isAnsibleList(value)) {
    const { readAnsibleList } = await import('./ansible-groups.ts');
    return { format: 'ansible', draft: readAnsibleList(document) };
  }
  if (nodes.length > 0 && nodes.every(isOutput)) {
    const { readOutput } = await import('./opentofu.ts');
    return { format: 'opentofu', draft: readOutput(document) };
  }
  if (Object.hasOwn(value, 'hosts') && !isGroup(field(value, 'hosts'))) {
    const whole = await located(document, text, where);
    const { readPanther } = await import('./panther.ts');
    return { format: 'panther', draft: readPanther(whole) };
  }
  if (nodes.length > 0 && nodes.every((node) => node === null || isGroup(node))) {
    const { readAnsibleYaml } = await import('./ansible-groups.ts');
    return { format: 'ansible', draft: readAnsibleYaml(document) };
  }
  throw new PantherError('input', `${where}: is no inventory; ${SUPPORTED}`);
}

/** A file that a person wrote: with lines, and keys that are there twice are refused. */
async function located(
  document: LocatedDocument,
  text: string,
  where: string,
): Promise<LocatedDocument> {
  const { parseDocumentText } = await import('./document.ts');
  return document.line([]) === null && /^\s*[[{]/.test(text)
    ? parseDocumentText(text, where)
    : document;
}

function isOutput(node: unknown): boolean {
  return isMapping(node) && Object.hasOwn(node, 'value') && Object.hasOwn(node, 'type');
}

/** A group of an Ansible inventory in YAML. */
function isGroup(node: unknown): boolean {
  return (
    isMapping(node) && ['hosts', 'children', 'vars'].some((key) => isMapping(field(node, key)))
  );
}

/** Without `_meta` a dynamic inventory is known by groups that list their hosts. */
function isAnsibleList(value: Record<string, unknown>): boolean {
  const nodes = Object.entries(value).filter(([name]) => name !== 'hosts');
  return (
    nodes.length > 0 &&
    !Object.hasOwn(value, 'hosts') &&
    nodes.every(
      ([, node]) =>
        Array.isArray(node) ||
        (isMapping(node) &&
          (Array.isArray(field(node, 'hosts')) || Array.isArray(field(node, 'children')))),
    )
  );
}
