import type * as z from 'zod';
import { GivenAnswers } from '../../model/answers.ts';
import { shownText } from '../../model/display.ts';
import { PantherError } from '../../model/errors.ts';
import { InventoryHost, Tag } from '../../model/inventory.ts';
import { USED_ONCE } from '../../model/parsing.ts';
import type { Draft, DraftAnswers, DraftHost, Problem } from './draft.ts';
import { unreachable } from './unreachable.ts';

/** So many defects are told; who has more mends these first. */
const TOLD = 20;

/**
 * Hosts that can be believed, in the order of the file.
 *
 * @throws PantherError `input`, a line for each defect, with file and line.
 */
export function settleHosts({ hosts, problems }: Draft, where: string): InventoryHost[] {
  const found: Problem[] = [...problems];
  const known = new Map<unknown, GivenAnswers | null>();
  const settled = hosts.flatMap((host): InventoryHost[] => {
    const answers = host.answers.flatMap((layer) => answersOf(layer, known, found));
    const value = settleHost(host, answers, found);
    return value === null ? [] : [value];
  });
  found.push(...duplicates(hosts));
  if (found.length === 0 && settled.length === 0) {
    found.push({ line: null, text: 'names no host' });
  }
  if (found.length > 0) throw new PantherError('input', told(found, where));
  return settled;
}

function told(problems: readonly Problem[], where: string): string {
  const sorted = [...problems].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  const lines = sorted.map(
    ({ line, text }) => `${where}${line === null ? '' : `:${line}`}: ${shownText(text, 300)}`,
  );
  const distinct = [...new Set(lines)];
  const more = distinct.length - TOLD;
  return [...distinct.slice(0, TOLD), ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
}

function settleHost(
  draft: DraftHost,
  answers: GivenAnswers[],
  problems: Problem[],
): InventoryHost | null {
  const called = typeof draft.name === 'string' ? draft.name : 'a host without a name';
  const fail = (key: string, text: string): null => {
    problems.push({ line: draft.line([key]) ?? draft.line([]), text: `${called}: ${text}` });
    return null;
  };
  const value = {
    name: draft.name,
    address: typeof draft.address === 'string' ? bare(draft.address) : draft.address,
    port: portOf(draft.port),
    user: draft.user ?? 'root',
    tags: [...new Set(listOf(draft.tags).map(tagOf))],
    provider: typeof draft.provider === 'string' ? draft.provider.toLowerCase() : draft.provider,
    hostKeys: listOf(draft.hostKeys),
    answers,
  };
  const parsed = InventoryHost.safeParse({ ...value, provider: value.provider ?? null }, USED_ONCE);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const key = String(issue?.path[0] ?? '');
    return fail(key === 'hostKeys' ? 'hostKey' : key, `${key}: ${wanted(issue)}`);
  }
  const why = unreachable(parsed.data.address);
  if (why !== null) return fail('address', `${parsed.data.address} cannot be reached: ${why}`);
  return parsed.data;
}

function wanted(issue: z.core.$ZodIssue | undefined): string {
  const message = issue?.message ?? 'not a valid value';
  if (/received undefined/.test(message)) return 'is missing';
  return /^(a|an) /.test(message) ? `should be ${message}` : message.replaceAll('\n', ' ');
}

/** Shared answers are read once, and what is wrong with them is said once. */
function answersOf(
  { value, line }: DraftAnswers,
  known: Map<unknown, GivenAnswers | null>,
  problems: Problem[],
): GivenAnswers[] {
  const before = known.get(value);
  if (before !== undefined) return before === null ? [] : [before];
  const parsed = GivenAnswers.safeParse(value, USED_ONCE);
  known.set(value, parsed.success ? parsed.data : null);
  if (parsed.success) return Object.keys(parsed.data).length === 0 ? [] : [parsed.data];
  const [issue] = parsed.error.issues;
  const path = issue?.path.map((part) => (typeof part === 'number' ? part : String(part))) ?? [];
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const place = unknown === undefined ? path : [...path, unknown];
  const name = ['answers', ...place.filter((part) => typeof part === 'string')].join('.');
  const text = unknown === undefined ? wanted(issue) : 'no such answer';
  problems.push({ line: line(place), text: `${name}: ${text}` });
  return [];
}

/** Without the brackets that a URL needs around an IPv6 address, and the prefix that a network has. */
function bare(address: string): string {
  const plain = address.trim().replace(/^\[(.*)\]$/, '$1');
  return /^[0-9A-Fa-f:.]+\/[0-9]{1,3}$/.test(plain) ? plain.replace(/\/.*$/, '') : plain;
}

function portOf(port: unknown): unknown {
  if (port === undefined || port === null) return 22;
  return typeof port === 'string' && /^[0-9]{1,5}$/.test(port) ? Number(port) : port;
}

function listOf(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** A provider's labels may hold anything; what no tag may hold becomes `_`. */
function tagOf(tag: unknown): unknown {
  if (typeof tag !== 'string' || Tag.safeParse(tag).success) return tag;
  const plain = tag.replace(/[^A-Za-z0-9_.:-]/g, '_').slice(0, 63);
  return Tag.safeParse(plain).success ? plain : `_${plain}`.slice(0, 63);
}

/** Two hosts of one name, or of one address and port: each would be installed twice. */
function duplicates(hosts: readonly DraftHost[]): Problem[] {
  const seen = new Map<string, DraftHost>();
  const problems: Problem[] = [];
  for (const host of hosts) {
    const address = typeof host.address === 'string' ? bare(host.address).toLowerCase() : null;
    const keys = [
      ['name', typeof host.name === 'string' ? host.name : null],
      ['address', address === null ? null : `${address} port ${portOf(host.port)}`],
    ] as const;
    for (const [what, key] of keys) {
      if (key === null) continue;
      const other = seen.get(`${what} ${key}`);
      seen.set(`${what} ${key}`, other ?? host);
      if (other === undefined) continue;
      const line = other.line([what === 'name' ? 'name' : 'address']) ?? other.line([]);
      const first = line === null ? 'another host' : `the host of line ${line}`;
      const text =
        what === 'name' ? `${key}: ${first} has this name too` : `${key}: ${first} is there too`;
      problems.push({ line: host.line([what]) ?? host.line([]), text });
    }
  }
  return problems;
}
