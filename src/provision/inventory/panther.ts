import { below, type LocatedDocument } from './document.ts';
import {
  type Draft,
  type DraftAnswers,
  type DraftHost,
  field,
  isMapping,
  type LineOf,
  type Problem,
} from './draft.ts';

const TOP = ['schema', 'answers', 'groups', 'hosts'];
const SHARED = ['port', 'user', 'tags', 'provider'] as const;
const GROUP: readonly string[] = [...SHARED, 'answers'];
const HOST: readonly string[] = [...SHARED, 'name', 'address', 'hostKey', 'groups', 'answers'];

interface Group {
  value: Record<string, unknown>;
  line: LineOf;
}

/**
 * The tool's own format, YAML or JSON: `hosts`, a mapping by name or a list; `groups` with what their
 * members share; `answers` for all. What stands nearer to the host wins.
 */
export function readPanther({ value, line }: LocatedDocument): Draft {
  const problems: Problem[] = [];
  if (!isMapping(value)) return { hosts: [], problems: [{ line: 1, text: 'is no mapping' }] };
  unknownKeys(value, TOP, line, '', problems);
  const shared = answersOf(value, line);
  const groups = groupsOf(value, line, problems);
  const hosts = hostEntries(field(value, 'hosts'), below(line, 'hosts'), problems).map((entry) =>
    hostOf(entry, shared, groups, problems),
  );
  return { hosts, problems };
}

interface HostEntry {
  name: unknown;
  value: Record<string, unknown>;
  line: LineOf;
}

function hostEntries(hosts: unknown, line: LineOf, problems: Problem[]): HostEntry[] {
  if (Array.isArray(hosts)) {
    return hosts.flatMap((value: unknown, index): HostEntry[] => {
      if (isMapping(value)) {
        return [{ name: field(value, 'name'), value, line: below(line, index) }];
      }
      problems.push({ line: line([index]), text: 'a host should be a mapping with its address' });
      return [];
    });
  }
  if (isMapping(hosts)) {
    return Object.entries(hosts).flatMap(([name, value]): HostEntry[] => {
      // `web-1: 192.0.2.7` is all that many a host needs.
      if (typeof value === 'string') {
        return [{ name, value: { address: value }, line: () => line([name]) }];
      }
      if (isMapping(value)) return [{ name, value, line: below(line, name) }];
      problems.push({ line: line([name]), text: `${name}: should be an address or a mapping` });
      return [];
    });
  }
  problems.push({ line: line([]), text: 'hosts: should be a mapping by name or a list' });
  return [];
}

function hostOf(
  { name, value, line }: HostEntry,
  shared: readonly DraftAnswers[],
  groups: ReadonlyMap<string, Group>,
  problems: Problem[],
): DraftHost {
  const called = typeof name === 'string' ? name : 'a host';
  unknownKeys(value, HOST, line, `${called}: `, problems);
  const members: Group[] = [];
  const names = field(value, 'groups') ?? [];
  if (!Array.isArray(names)) {
    problems.push({ line: line(['groups']), text: `${called}: groups: should be a list` });
  } else {
    for (const [index, group] of names.entries()) {
      const found = groups.get(String(group));
      if (found !== undefined) members.push(found);
      else {
        problems.push({
          line: line(['groups', index]),
          text: `${called}: there is no group ${JSON.stringify(group)}`,
        });
      }
    }
  }
  const own = (key: (typeof SHARED)[number]): unknown =>
    field(value, key) ?? members.map((group) => field(group.value, key)).findLast(isGiven);
  const tags = [...members.map((group) => field(group.value, 'tags')), field(value, 'tags')];
  return {
    name,
    address: field(value, 'address'),
    port: own('port'),
    user: own('user'),
    provider: own('provider'),
    tags: [...(Array.isArray(names) ? names : []), ...tags.filter(isGiven).flat()],
    hostKeys: field(value, 'hostKey'),
    answers: [
      ...shared,
      ...members.flatMap((group) => answersOf(group.value, group.line)),
      ...answersOf(value, line),
    ],
    line,
  };
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function answersOf(value: Record<string, unknown>, line: LineOf): DraftAnswers[] {
  const answers = field(value, 'answers');
  return isGiven(answers) ? [{ value: answers, line: below(line, 'answers') }] : [];
}

function groupsOf(
  value: Record<string, unknown>,
  line: LineOf,
  problems: Problem[],
): Map<string, Group> {
  const groups = field(value, 'groups') ?? {};
  if (!isMapping(groups)) {
    problems.push({ line: line(['groups']), text: 'groups: should be a mapping by name' });
    return new Map();
  }
  return new Map(
    Object.entries(groups).map(([name, group]) => {
      const place = below(line, 'groups', name);
      if (isMapping(group)) unknownKeys(group, GROUP, place, `group ${name}: `, problems);
      else if (group !== null) {
        problems.push({ line: place([]), text: `group ${name}: should be a mapping` });
      }
      return [name, { value: isMapping(group) ? group : {}, line: place }];
    }),
  );
}

function unknownKeys(
  value: Record<string, unknown>,
  known: readonly string[],
  line: LineOf,
  called: string,
  problems: Problem[],
): void {
  for (const key of Object.keys(value).filter((name) => !known.includes(name))) {
    const text = `${called}${key}: no such key; there are ${known.join(', ')}`;
    problems.push({ line: line([key]), text });
  }
}
