import { below, type LocatedDocument } from './document.ts';
import {
  type Draft,
  type DraftHost,
  field,
  isMapping,
  type LineOf,
  type Problem,
} from './draft.ts';
import { readPanther } from './panther.ts';

type Path = readonly (string | number)[];

/** Where each kind of server keeps its public address, its name and its tags, by its provider's schema. */
interface ServerKind {
  provider: string;
  address: readonly Path[];
  name: readonly Path[];
  tags: Path;
}

const KINDS: Readonly<Record<string, ServerKind>> = {
  hcloud_server: {
    provider: 'hetzner',
    address: [['ipv4_address'], ['ipv6_address']],
    name: [['name']],
    tags: ['labels'],
  },
  digitalocean_droplet: {
    provider: 'digitalocean',
    address: [['ipv4_address'], ['ipv6_address']],
    name: [['name']],
    tags: ['tags'],
  },
  vultr_instance: {
    provider: 'vultr',
    address: [['main_ip'], ['v6_main_ip']],
    name: [['label'], ['hostname']],
    tags: ['tags'],
  },
  linode_instance: {
    provider: 'linode',
    address: [['ip_address']],
    name: [['label']],
    tags: ['tags'],
  },
  aws_instance: {
    provider: 'aws',
    address: [['public_ip'], ['public_dns']],
    name: [['tags', 'Name']],
    tags: ['tags_all'],
  },
  openstack_compute_instance_v2: {
    provider: 'openstack',
    address: [['access_ip_v4'], ['access_ip_v6']],
    name: [['name']],
    tags: ['tags'],
  },
  scaleway_instance_server: {
    provider: 'scaleway',
    address: [['public_ip'], ['public_ips', 0, 'address']],
    name: [['name']],
    tags: ['tags'],
  },
  google_compute_instance: {
    provider: 'google',
    address: [['network_interface', 0, 'access_config', 0, 'nat_ip']],
    name: [['name']],
    tags: ['tags'],
  },
};

/** A state file of OpenTofu or Terraform (version 4): every server of a known kind in it. */
export function readState({ value, line }: LocatedDocument): Draft {
  const resources = isMapping(value) ? list(field(value, 'resources')) : [];
  return serversOf(
    resources.flatMap((resource, index) =>
      isMapping(resource) && field(resource, 'mode') === 'managed'
        ? list(field(resource, 'instances')).map((instance, at) => ({
            type: String(field(resource, 'type')),
            attributes: isMapping(instance) ? field(instance, 'attributes') : undefined,
            line: below(line, 'resources', index, 'instances', at, 'attributes'),
          }))
        : [],
    ),
  );
}

/** What `tofu show -json` or `terraform show -json` prints of a state. */
export function readShown({ value, line }: LocatedDocument): Draft {
  const values = isMapping(value) ? field(value, 'values') : undefined;
  const root = isMapping(values) ? field(values, 'root_module') : undefined;
  const found: Instance[] = [];
  const modules: { module: unknown; place: LineOf }[] = [
    { module: root, place: below(line, 'values', 'root_module') },
  ];
  for (let item = modules.pop(); item !== undefined; item = modules.pop()) {
    const { module, place } = item;
    if (!isMapping(module)) continue;
    for (const [index, resource] of list(field(module, 'resources')).entries()) {
      if (!isMapping(resource) || field(resource, 'mode') !== 'managed') continue;
      found.push({
        type: String(field(resource, 'type')),
        attributes: field(resource, 'values'),
        line: below(place, 'resources', index, 'values'),
      });
    }
    for (const [index, child] of list(field(module, 'child_modules')).entries()) {
      modules.push({ module: child, place: below(place, 'child_modules', index) });
    }
  }
  return serversOf(found);
}

/**
 * What `tofu output -json` prints: an output `panther_hosts` or `hosts` in the form of the tool's own
 * format, `{ name = address }` or `{ name = { address = …, tags = … } }`.
 */
export function readOutput({ value, line }: LocatedDocument): Draft {
  const outputs = isMapping(value) ? value : {};
  const name = ['panther_hosts', 'hosts'].find((key) => Object.hasOwn(outputs, key));
  const output = name === undefined ? undefined : outputs[name];
  if (name === undefined || !isMapping(output)) {
    const text = 'has no output panther_hosts or hosts; add one: a map from name to address';
    return { hosts: [], problems: [{ line: null, text }] };
  }
  const place: LineOf = ([, ...path]) => line([name, 'value', ...path]);
  return readPanther({ value: { hosts: field(output, 'value') }, line: place });
}

interface Instance {
  type: string;
  attributes: unknown;
  line: LineOf;
}

function serversOf(instances: readonly Instance[]): Draft {
  const hosts = instances.flatMap(({ type, attributes, line }): DraftHost[] => {
    const kind = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
    if (kind === undefined || !isMapping(attributes)) return [];
    return [
      {
        name: first(attributes, kind.name),
        address: first(attributes, kind.address),
        provider: kind.provider,
        tags: tagsOf(at(attributes, kind.tags)),
        answers: [],
        line,
      },
    ];
  });
  const problems: Problem[] = [];
  if (hosts.length === 0) {
    const kinds = Object.keys(KINDS).join(', ');
    const text = `has no server of a known kind (${kinds}); give them as an output panther_hosts`;
    problems.push({ line: null, text });
  }
  return { hosts, problems };
}

/** The first of some places that holds something. */
function first(attributes: Record<string, unknown>, paths: readonly Path[]): unknown {
  return paths.map((path) => at(attributes, path)).find((value) => value !== '' && value != null);
}

function at(value: unknown, path: Path): unknown {
  let part = value;
  for (const key of path) {
    if (Array.isArray(part) && typeof key === 'number') part = part[key];
    else if (isMapping(part)) part = field(part, String(key));
    else return undefined;
  }
  return part;
}

/** A list of tags as it is; of labels `key: value` both, as `key` or `key:value`. */
function tagsOf(tags: unknown): string[] {
  if (Array.isArray(tags)) return tags.filter((tag) => typeof tag === 'string');
  if (!isMapping(tags)) return [];
  return Object.entries(tags).map(([key, value]) =>
    value === '' || value === null ? key : `${key}:${value}`,
  );
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
