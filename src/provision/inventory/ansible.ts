import { answersFromWords } from './answer-words.ts';
import {
  type Draft,
  type DraftAnswers,
  type DraftHost,
  field,
  isMapping,
  type LineOf,
  type Problem,
} from './draft.ts';
import { expandRange } from './host-range.ts';

/** Variables, and where they stand. */
export interface Variables {
  values: Record<string, unknown>;
  line: LineOf;
}

/** An Ansible inventory, whichever of its spellings it had: groups of hosts, groups and variables. */
export interface AnsibleGroup {
  hosts: { pattern: string; variables: Variables }[];
  variables: Variables[];
  children: { name: string; line: number | null }[];
}
export type AnsibleGroups = Map<string, AnsibleGroup>;

const ANSWER = 'panther_answer_';

/** The group of a name, made when it is first mentioned. */
export function groupNamed(groups: AnsibleGroups, name: string): AnsibleGroup {
  const known = groups.get(name);
  if (known !== undefined) return known;
  const made: AnsibleGroup = { hosts: [], variables: [], children: [] };
  groups.set(name, made);
  return made;
}

/**
 * Hosts out of groups. Variables count as in Ansible: those of `all`, then of groups from the root
 * down (siblings by name), then the host's own. `ansible_host`, `ansible_port`, `ansible_user` say how it is reached,
 * `panther_name`, `panther_tags`, `panther_provider`, `panther_host_key`, `panther_answers` (a mapping)
 * and `panther_answer_<key>` the rest; the groups are tags.
 */
export function hostsOfGroups(groups: AnsibleGroups): Draft {
  const problems: Problem[] = [];
  const depths = depthsOf(groups, problems);
  const found = new Map<string, { groups: Set<string>; own: Variables[] }>();
  for (const [group, { hosts }] of groups) {
    for (const { pattern, variables } of hosts) {
      const names = expandRange(pattern);
      if (names === null) {
        const text = `${JSON.stringify(pattern)}: is no host name or range of them`;
        problems.push({ line: variables.line([]), text });
      }
      for (const name of names ?? []) {
        const host = found.get(name) ?? { groups: new Set(), own: [] };
        host.groups.add(group);
        host.own.push(variables);
        found.set(name, host);
      }
    }
  }
  const parents = parentsOf(groups);
  const hosts = [...found].map(([name, host]) => {
    const member = [...ancestors(host.groups, parents)].sort(
      (a, b) => (depths.get(a) ?? 0) - (depths.get(b) ?? 0) || (a < b ? -1 : 1),
    );
    const layers = [...member.flatMap((group) => groups.get(group)?.variables ?? []), ...host.own];
    return hostOf(name, member, layers, problems);
  });
  return { hosts, problems };
}

function hostOf(
  ansibleName: string,
  member: readonly string[],
  layers: readonly Variables[],
  problems: Problem[],
): DraftHost {
  const variable = (...keys: string[]): { value: unknown; line: number | null } => {
    const layer = layers.findLast(({ values }) => keys.some((key) => Object.hasOwn(values, key)));
    const key = keys.find((name) => layer !== undefined && Object.hasOwn(layer.values, name));
    if (layer === undefined || key === undefined) return { value: undefined, line: null };
    return { value: layer.values[key], line: layer.line([key]) };
  };
  const own = layers.at(-1)?.line([]) ?? null;
  const connection = variable('ansible_connection');
  if (connection.value !== undefined && !/^(ssh|smart|paramiko)$/.test(String(connection.value))) {
    const text = `${ansibleName}: ansible_connection ${JSON.stringify(connection.value)} is not SSH`;
    problems.push({ line: connection.line ?? own, text });
  }
  const places = {
    address: variable('ansible_host', 'ansible_ssh_host'),
    port: variable('ansible_port', 'ansible_ssh_port'),
    user: variable('ansible_user', 'ansible_ssh_user'),
    provider: variable('panther_provider'),
    hostKey: variable('panther_host_key'),
    name: variable('panther_name'),
    tags: variable('panther_tags'),
  };
  const tags = places.tags.value;
  return {
    name: places.name.value ?? hostNameOf(ansibleName),
    address: places.address.value ?? ansibleName,
    port: places.port.value,
    user: places.user.value,
    provider: places.provider.value,
    hostKeys: places.hostKey.value,
    tags: [
      ...member.filter((group) => group !== 'all' && group !== 'ungrouped'),
      ...(typeof tags === 'string'
        ? tags.split(/[\s,;]+/)
        : tags === undefined
          ? []
          : [tags].flat()),
    ],
    answers: layers.flatMap(answersOf),
    line: ([key]) => places[key as keyof typeof places]?.line ?? own,
  };
}

function answersOf({ values, line }: Variables): DraftAnswers[] {
  const mapping = field(values, 'panther_answers');
  const words = Object.entries(values)
    .filter(([key]) => key.startsWith(ANSWER))
    .map(([key, value]) => [key.slice(ANSWER.length), String(value)] as const);
  return [
    ...(mapping === undefined
      ? []
      : [{ value: mapping, line: ((path) => line(['panther_answers', ...path])) as LineOf }]),
    ...(words.length === 0
      ? []
      : [
          {
            value: answersFromWords(words),
            line: (([key = '']) => line([`${ANSWER}${key}`])) as LineOf,
          },
        ]),
  ];
}

/** The host's name here: the first label of a domain name, `host-192-0-2-7` for an address. */
function hostNameOf(name: string): string {
  if (/^[0-9.]+$|:/.test(name)) return `host-${name.replace(/[.:]+/g, '-').toLowerCase()}`;
  return (name.split('.')[0] ?? name).toLowerCase().replaceAll('_', '-');
}

function parentsOf(groups: AnsibleGroups): Map<string, string[]> {
  const parents = new Map<string, string[]>();
  for (const [name, { children }] of groups) {
    for (const child of children) {
      parents.set(child.name, [...(parents.get(child.name) ?? []), name]);
    }
  }
  return parents;
}

/** The groups themselves and all that hold them; everything is in `all`. */
function ancestors(of: ReadonlySet<string>, parents: ReadonlyMap<string, string[]>): Set<string> {
  const seen = new Set<string>(['all']);
  const next = [...of];
  for (let name = next.pop(); name !== undefined; name = next.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    next.push(...(parents.get(name) ?? []));
  }
  return seen;
}

/** How far each group is from the root; a group that holds itself is a problem. */
function depthsOf(groups: AnsibleGroups, problems: Problem[]): Map<string, number> {
  const depths = new Map<string, number>([['all', 0]]);
  const names = [...groups.keys()];
  for (const name of names) if (!depths.has(name)) depths.set(name, 1);
  for (let round = 0; round <= names.length; round += 1) {
    let changed = false;
    for (const [name, { children }] of groups) {
      for (const child of children) {
        const depth = (depths.get(name) ?? 0) + 1;
        if (depth <= (depths.get(child.name) ?? 0)) continue;
        if (round === names.length) {
          problems.push({ line: child.line, text: `group ${child.name} holds itself` });
          return depths;
        }
        depths.set(child.name, depth);
        changed = true;
      }
    }
    if (!changed) break;
  }
  return depths;
}

/** Variables of a mapping; null stands for none. */
export function variablesOf(value: unknown, line: LineOf): Variables {
  return { values: isMapping(value) ? value : {}, line };
}
