/** A node of lshw's tree with its fields checked. What lshw removed for privacy is null. */
export interface LshwNode {
  id: string;
  class: string;
  description: string | null;
  product: string | null;
  vendor: string | null;
  version: string | null;
  date: string | null;
  serial: string | null;
  slot: string | null;
  businfo: string | null;
  logicalNames: string[];
  size: number | null;
  clock: number | null;
  width: number | null;
  disabled: boolean;
  configuration: ReadonlyMap<string, string>;
  capabilities: ReadonlySet<string>;
  parent: LshwNode | null;
}

type Fields = Readonly<Record<string, unknown>>;

/** What `-sanitize` puts where an identifier was. */
const REMOVED = '[REMOVED]';
const MOST = 20_000;
const EMPTY: Fields = {};

/** Whether a JSON value is what `lshw -json` prints: the machine's node, alone or in a list. */
export function isLshwReport(value: unknown): boolean {
  const root = Array.isArray(value) ? value[0] : value;
  if (!isFields(root) || typeof root['id'] !== 'string') return false;
  if (typeof root['class'] !== 'string') return false;
  return root['class'] === 'system' || 'children' in root || typeof root['physid'] === 'string';
}

/**
 * Every node of `lshw -json`, each before its children. Newer versions print the machine as a list
 * of one, and `-class` prints a list of nodes. What is no node is passed over.
 */
export function lshwNodes(report: unknown): LshwNode[] {
  const nodes: LshwNode[] = [];
  const open: { value: unknown; parent: LshwNode | null }[] = [];
  const add = (values: unknown, parent: LshwNode | null): void => {
    const list = Array.isArray(values) ? values : [values];
    // The stack turns the order around, so that the first child is looked at first.
    for (let at = Math.min(list.length, MOST) - 1; at >= 0; at -= 1) {
      open.push({ value: list[at], parent });
    }
  };
  add(report, null);
  for (let next = open.pop(); next !== undefined && nodes.length < MOST; next = open.pop()) {
    if (!isFields(next.value)) continue;
    const node = nodeOf(next.value, next.parent);
    nodes.push(node);
    if ('children' in next.value) add(next.value['children'], node);
  }
  return nodes;
}

/** The nearest node above one (or itself) for which the question holds. */
export function nearest(node: LshwNode, holds: (candidate: LshwNode) => boolean): LshwNode | null {
  for (let at: LshwNode | null = node; at !== null; at = at.parent) if (holds(at)) return at;
  return null;
}

/** The PCI address of the function that a node is, or hangs on. */
export function pciAddressOf(node: LshwNode): string | null {
  const found = nearest(node, ({ businfo }) => PCI.test(businfo ?? ''));
  return found === null ? null : (PCI.exec(found.businfo ?? '')?.[1] ?? null);
}

const PCI = /^pci@([0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7])$/;

function nodeOf(fields: Fields, parent: LshwNode | null): LshwNode {
  const configuration = isFields(fields['configuration']) ? fields['configuration'] : EMPTY;
  const capabilities = isFields(fields['capabilities']) ? fields['capabilities'] : EMPTY;
  const settings = Object.entries(configuration).flatMap(([key, value]): [string, string][] => {
    const text = textOf(value);
    return text === null ? [] : [[key, text]];
  });
  const names = fields['logicalname'];
  return {
    id: textOf(fields['id']) ?? '',
    class: textOf(fields['class']) ?? '',
    description: textOf(fields['description']),
    product: textOf(fields['product']),
    vendor: textOf(fields['vendor']),
    version: textOf(fields['version']),
    date: textOf(fields['date']),
    serial: textOf(fields['serial']),
    slot: textOf(fields['slot']),
    businfo: textOf(fields['businfo']),
    logicalNames: (Array.isArray(names) ? names : [names]).filter(
      (name) => typeof name === 'string',
    ),
    size: countOf(fields['size']),
    clock: countOf(fields['clock']),
    width: countOf(fields['width']),
    disabled: fields['disabled'] === true,
    configuration: new Map(settings),
    capabilities: new Set(Object.keys(capabilities)),
    parent,
  };
}

function textOf(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const trimmed = value.trim();
  return trimmed === '' || trimmed === REMOVED ? null : trimmed;
}

function countOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
