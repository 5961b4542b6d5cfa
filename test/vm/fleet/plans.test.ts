import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { FleetPlan } from '../../../src/model/fleet-plan.ts';
import { run } from './rig/machine.ts';
import { newRig, requireRig } from './rig/rig.ts';

interface Planned {
  digest: string;
  hosts: { host: string; odd: string[] }[];
  failed: { host: string; reason: string }[];
}

test('a plan names those that are unlike the others first, and one machine under two names not at all', async (t) => {
  if (!requireRig(t)) return;
  const rig = await newRig(t, ['ant', 'bee', 'cat', 'dog', 'elk']);
  const [ant, bee] = rig.machines;
  const path = rig.writeInventory(({ name }) => ({ provider: name === 'dog' ? 'other' : 'usual' }));
  // The first two came from one image; the third is reached by a second address as well.
  for (const file of ['ssh_host_ed25519_key', 'ssh_host_ed25519_key.pub']) {
    copyFileSync(join(ant?.state ?? '', file), join(bee?.state ?? '', file));
  }
  await bee?.restart();
  const cat = rig.machines[2];
  const space = `${rig.space.slice(0, -2)}-2`;
  const cable = (cat?.cable ?? '').replace(/o([0-9])$/, 'i$1');
  run('ip', '-n', space, 'address', 'add', '10.213.77.200/24', 'dev', cable);
  const inventory = JSON.parse(readFileSync(path, 'utf8')) as { hosts: Record<string, object> };
  inventory.hosts['again'] = { address: '10.213.77.200', provider: 'usual' };
  writeFileSync(path, JSON.stringify(inventory));

  const discover = ['fleet', 'discover', path, '--run', 'test', '--accept-new-host-keys'];
  t.is((await rig.panther(discover)).code, 0);
  const plan = ['fleet', 'plan', '--out', rig.repository];
  const { code, stdout } = await rig.panther([...plan, '--json']);
  t.is(code, 6);
  const { hosts, failed, digest } = JSON.parse(stdout) as Planned;
  t.deepEqual(
    failed.map(({ host, reason }) => [host, reason.replace(/:.*/, '')]),
    [
      ['cat', 'is the same machine as again'],
      ['again', 'is the same machine as cat'],
    ],
  );
  t.deepEqual(
    hosts.map(({ host, odd }) => [host, ...odd]),
    [
      ['ant', 'shows the same host key as bee'],
      ['bee', 'shows the same host key as ant'],
      ['dog', 'provider other, most have usual'],
      ['elk'],
    ],
  );
  const words = (await rig.panther(plan)).stdout;
  t.regex(
    words,
    /^3 are unlike the others:\n {2}ant .*\n {6}ODD {2}shows the same host key as bee$/m,
  );
  t.regex(words, /^1 are alike:\n {2}elk /m);
  t.regex(words, new RegExp(`--approve ${digest}$`, 'm'));

  // Somebody's hand, or a controller that died between the plan and the ledger.
  const kept = join(rig.root, 'state/panther-discover/fleet/test/plan.json');
  const before = readFileSync(kept, 'utf8');
  const value = JSON.parse(before) as FleetPlan;
  for (const host of value.hosts) host.files = 'f'.repeat(64);
  writeFileSync(kept, JSON.stringify(value));
  rig.lock(rig.repository);
  const approve = ['fleet', 'provision', '--approve', digest, ...rig.kexec];
  const changed = await rig.panther(approve);
  t.is(changed.code, 4);
  t.regex(changed.stderr, /plan\.json is not what fleet plan wrote/);
  t.is(rig.log('nixos-anywhere'), '');
  writeFileSync(kept, before);
  const typo = await rig.panther([...approve, '--canary', 'atn']);
  t.is(typo.code, 2);
  t.regex(typo.stderr, /atn: no host of this run/);
  const unplanned = await rig.panther([...approve, '--canary', 'cat']);
  t.is(unplanned.code, 4);
  t.regex(unplanned.stderr, /--canary cat: cannot go first, it is/);
  writeFileSync(kept, JSON.stringify(value));
  const resumed = await rig.panther(['fleet', 'resume', ...rig.kexec]);
  t.is(resumed.code, 6, 'what was approved is not what is planned now');
  t.is(rig.log('nixos-anywhere'), '', 'nothing was begun by any of these');
});
