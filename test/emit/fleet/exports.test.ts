import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { ansibleInventory } from '../../../src/emit/fleet/ansible.ts';
import { colmenaHive } from '../../../src/emit/fleet/colmena.ts';
import { knownHosts, sshConfig } from '../../../src/emit/fleet/ssh.ts';
import { tfvars } from '../../../src/emit/fleet/tfvars.ts';
import { PantherError } from '../../../src/model/errors.ts';
import type { FleetHost } from '../../../src/model/fleet-host.ts';
import { readInventory } from '../../../src/provision/inventory/read.ts';
import { assertNix, requireTool } from '../../tools.ts';

const KEY = `ssh-ed25519 ${'A'.repeat(68)}`;
const HOSTS: FleetHost[] = [
  {
    host: 'web-2',
    address: '2001:db8::2',
    port: 2222,
    user: 'panther',
    before: 'root',
    after: 'panther',
    tags: ['role:web', 'all'],
    provider: 'hetzner',
    keys: [KEY],
  },
  {
    host: 'web-1',
    address: '192.0.2.1',
    port: 22,
    user: 'root',
    before: 'root',
    after: 'ops',
    tags: [],
    provider: null,
    keys: [],
  },
];

test('the Ansible inventory names the same hosts when it is read again', async (t) => {
  const { hosts } = await readInventory(ansibleInventory(HOSTS), 'x');
  const brief = hosts.map(({ name, address, port, user, provider }) => [
    name,
    address,
    port,
    user,
    provider,
  ]);
  t.deepEqual(brief.sort(), [
    ['web-1', '192.0.2.1', 22, 'root', null],
    ['web-2', '2001:db8::2', 2222, 'panther', 'hetzner'],
  ]);
});

test('the colmena hive is Nix, whatever the tags', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'panther-hive-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'hive.nix');
  const text = colmenaHive(HOSTS);
  writeFileSync(path, text);
  assertNix(t, [path]);
  t.regex(text, /targetHost = "2001:db8::2";/);
});

test('a host whose name is a word of colmena has no place in a hive', (t) => {
  for (const host of ['meta', 'defaults', 'network']) {
    const hosts = [...HOSTS, { ...(HOSTS[0] as FleetHost), host }];
    const error = t.throws(() => colmenaHive(hosts), { instanceOf: PantherError }, host);
    t.is(error?.failure, 'input');
  }
});

test('ssh_config and known_hosts agree on the names', (t) => {
  t.regex(sshConfig(HOSTS), /Host web-2\n {2}HostName 2001:db8::2\n {2}Port 2222\n/);
  t.is(knownHosts(HOSTS), `web-2 ${KEY}\n`);
});

test('the variables of OpenTofu name each system of the flake', (t) => {
  const { panther_hosts: hosts } = JSON.parse(tfvars(HOSTS));
  t.is(
    hosts['web-1'].nixos_system_attr,
    '.#nixosConfigurations.web-1.config.system.build.toplevel',
  );
  t.is(hosts['web-2'].target_port, 2222);
  t.is(hosts['web-1'].install_user, 'root', 'who logs in before there is NixOS');
  t.is(hosts['web-1'].target_user, 'ops', 'who does afterwards');
});

/** Variables of nixos-anywhere's Terraform module all-in-one and their types, as of 2026-07-22. */
const ALL_IN_ONE: Readonly<Record<string, string>> = {
  kexec_tarball_url: 'string',
  nixos_partitioner_attr: 'string',
  nixos_system_attr: 'string',
  file: 'string',
  target_host: 'string',
  install_user: 'string',
  install_port: 'string',
  target_user: 'string',
  target_port: 'number',
  instance_id: 'string',
  install_ssh_key: 'string',
  deployment_ssh_key: 'string',
  debug_logging: 'bool',
  stop_after_disko: 'bool',
  no_reboot: 'bool',
  phases: 'set(string)',
  extra_files_script: 'string',
  disk_encryption_key_scripts: 'list(object)',
  extra_environment: 'map(string)',
  nix_options: 'map(string)',
  nixos_generate_config_path: 'string',
  nixos_facter_path: 'string',
  special_args: 'any',
  build_on_remote: 'bool',
  install_bootloader: 'bool',
  copy_host_keys: 'bool',
};
/** Those without a default. */
const NEEDED = ['nixos_partitioner_attr', 'nixos_system_attr', 'target_host'];

test('every variable of OpenTofu is one of the module all-in-one, of its type, and none that it needs is missing', (t) => {
  const { panther_hosts: hosts } = JSON.parse(tfvars(HOSTS)) as {
    panther_hosts: Record<string, Record<string, unknown>>;
  };
  for (const [name, variables] of Object.entries(hosts)) {
    for (const [variable, value] of Object.entries(variables)) {
      t.true(ALL_IN_ONE[variable] === typeof value, `${name}: ${variable}`);
    }
    for (const variable of NEEDED) t.true(Object.hasOwn(variables, variable), variable);
  }
});

/**
 * What colmena makes of a flake's hive, as far as names go: `meta` apart, each attribute is a node, whose modules
 * come from `imports`, and whose `deployment` has these options.
 */
const AS_COLMENA = `
hive:
let
  nodes = builtins.removeAttrs hive [ "meta" ];
  evaluated = name:
    let node = nodes.\${name}; in {
      inherit (node) deployment;
      modules = builtins.length node.imports;
      pkgs = hive.meta.nodeNixpkgs.\${name};
      special = hive.meta.nodeSpecialArgs.\${name};
    };
in {
  nixpkgs = hive.meta.nixpkgs.system;
  nodes = builtins.listToAttrs (map (name: { inherit name; value = evaluated name; }) (builtins.attrNames nodes));
}`;

test('the colmena hive evaluates: a node for each host that the flake has, with its modules and its way in', (t) => {
  if (!requireTool(t, 'nix-instantiate')) return;
  const folder = mkdtempSync(join(tmpdir(), 'panther-hive-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const gone: FleetHost = { ...(HOSTS[0] as FleetHost), host: 'not-in-the-flake' };
  writeFileSync(join(folder, 'hive.nix'), colmenaHive([...HOSTS, gone]));
  // As a NixOS system has it: what colmena reads of one, and nothing else.
  const system = (name: string): string =>
    `{ pkgs = "pkgs of ${name}"; _module = { specialArgs = { for = "${name}"; }; args.modules = [ 1 2 ]; }; }`;
  writeFileSync(join(folder, 'nixpkgs.nix'), '{ system }: { inherit system; }');
  const expression = `(${AS_COLMENA}) (import ${folder}/hive.nix {
    nixpkgs = ${folder}/nixpkgs.nix;
    nixosConfigurations = { web-1 = ${system('web-1')}; web-2 = ${system('web-2')}; other = { }; };
  })`;
  const words = ['--store', 'dummy://', '--eval', '--strict', '--json', '--expr', expression];
  const evaluated = spawnSync('nix-instantiate', words, { encoding: 'utf8' });
  t.is(evaluated.status, 0, evaluated.stderr);
  const node = (name: string, deployment: object): object => ({
    deployment,
    modules: 2,
    pkgs: `pkgs of ${name}`,
    special: { for: name },
  });
  t.deepEqual(JSON.parse(evaluated.stdout), {
    nixpkgs: 'x86_64-linux',
    nodes: {
      'web-1': node('web-1', {
        targetHost: '192.0.2.1',
        targetPort: 22,
        targetUser: 'root',
        tags: [],
      }),
      'web-2': node('web-2', {
        targetHost: '2001:db8::2',
        targetPort: 2222,
        targetUser: 'panther',
        tags: ['all', 'role:web'],
      }),
    },
  });
});
