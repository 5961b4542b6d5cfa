import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { ansibleInventory } from '../../../src/emit/fleet/ansible.ts';
import { colmenaHive } from '../../../src/emit/fleet/colmena.ts';
import { knownHosts, sshConfig } from '../../../src/emit/fleet/ssh.ts';
import { tfvars } from '../../../src/emit/fleet/tfvars.ts';
import type { FleetHost } from '../../../src/model/fleet-host.ts';
import { readInventory } from '../../../src/provision/inventory/read.ts';
import { assertNix } from '../../tools.ts';

const KEY = `ssh-ed25519 ${'A'.repeat(68)}`;
const HOSTS: FleetHost[] = [
  {
    host: 'web-2',
    address: '2001:db8::2',
    port: 2222,
    user: 'panther',
    tags: ['role:web', 'all'],
    provider: 'hetzner',
    keys: [KEY],
  },
  {
    host: 'web-1',
    address: '192.0.2.1',
    port: 22,
    user: 'root',
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
});
