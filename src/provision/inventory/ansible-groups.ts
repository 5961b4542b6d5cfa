import { type AnsibleGroups, groupNamed, hostsOfGroups, variablesOf } from './ansible.ts';
import { below, type LocatedDocument } from './document.ts';
import { type Draft, field, isMapping, type LineOf, type Problem } from './draft.ts';

/** An Ansible inventory in YAML: groups with `hosts`, `vars` and `children`, from the root down. */
export function readAnsibleYaml({ value, line }: LocatedDocument): Draft {
  const groups: AnsibleGroups = new Map();
  const problems: Problem[] = [];
  const next = isMapping(value)
    ? Object.entries(value).map(([name, group]) => ({ name, group, place: below(line, name) }))
    : [];
  // An alias may make a group its own child: each node is taken once a name.
  const seen = new Set<unknown>();
  for (let item = next.shift(); item !== undefined; item = next.shift()) {
    const { name, group: node, place } = item;
    const group = groupNamed(groups, name);
    if (node === null || seen.has(node)) continue;
    seen.add(node);
    if (!isMapping(node)) {
      problems.push({ line: place([]), text: `group ${name}: should be a mapping` });
      continue;
    }
    const hosts = field(node, 'hosts') ?? {};
    if (!isMapping(hosts)) {
      problems.push({ line: place(['hosts']), text: `group ${name}: hosts: should be a mapping` });
    } else {
      for (const [pattern, variables] of Object.entries(hosts)) {
        const line = below(place, 'hosts', pattern);
        group.hosts.push({ pattern, variables: variablesOf(variables, line) });
      }
    }
    const variables = field(node, 'vars');
    if (isMapping(variables)) group.variables.push(variablesOf(variables, below(place, 'vars')));
    const children = field(node, 'children') ?? {};
    if (!isMapping(children)) {
      problems.push({
        line: place(['children']),
        text: `group ${name}: children: should be a mapping`,
      });
      continue;
    }
    for (const [child, content] of Object.entries(children)) {
      const line = below(place, 'children', child);
      group.children.push({ name: child, line: line([]) });
      next.push({ name: child, group: content, place: line });
    }
  }
  const { hosts, problems: more } = hostsOfGroups(groups);
  return { hosts, problems: [...problems, ...more] };
}

/** What a dynamic inventory prints for `--list`: groups with lists of hosts, variables in `_meta`. */
export function readAnsibleList({ value, line }: LocatedDocument): Draft {
  const groups: AnsibleGroups = new Map();
  const problems: Problem[] = [];
  const root = isMapping(value) ? value : {};
  const meta = field(root, '_meta');
  const variables = isMapping(meta) ? field(meta, 'hostvars') : undefined;
  const hostVariables = isMapping(variables) ? variables : {};
  for (const [name, node] of Object.entries(root)) {
    if (name === '_meta') continue;
    const group = groupNamed(groups, name);
    const place = below(line, name);
    const content = Array.isArray(node) ? { hosts: node } : node;
    if (!isMapping(content)) {
      problems.push({ line: place([]), text: `group ${name}: should be a list or a mapping` });
      continue;
    }
    for (const host of names(field(content, 'hosts'), 'hosts', place, problems)) {
      const own = Object.hasOwn(hostVariables, host)
        ? below(line, '_meta', 'hostvars')
        : below(place, 'hosts');
      group.hosts.push({ pattern: host, variables: hostLine(hostVariables, host, own) });
    }
    for (const child of names(field(content, 'children'), 'children', place, problems)) {
      groupNamed(groups, child);
      group.children.push({ name: child, line: place(['children']) });
    }
    const shared = field(content, 'vars');
    if (isMapping(shared)) group.variables.push(variablesOf(shared, below(place, 'vars')));
  }
  const listed = new Set([...groups.values()].flatMap(({ hosts }) => hosts.map((h) => h.pattern)));
  for (const host of Object.keys(hostVariables).filter((name) => !listed.has(name))) {
    const variables = hostLine(hostVariables, host, below(line, '_meta', 'hostvars'));
    groupNamed(groups, 'ungrouped').hosts.push({ pattern: host, variables });
  }
  const { hosts, problems: more } = hostsOfGroups(groups);
  return { hosts, problems: [...problems, ...more] };
}

function hostLine(all: Record<string, unknown>, host: string, line: LineOf) {
  return variablesOf(field(all, host), below(line, host));
}

function names(list: unknown, what: string, line: LineOf, problems: Problem[]): string[] {
  if (list === undefined || list === null) return [];
  if (Array.isArray(list)) {
    return list.flatMap((name: unknown) => (typeof name === 'string' ? [name] : []));
  }
  problems.push({ line: line([what]), text: `${what}: should be a list` });
  return [];
}
