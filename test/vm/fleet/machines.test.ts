import { readdirSync } from 'node:fs';
import test from 'ava';
import type { SeenHost } from '../../../src/main/fleet/status.ts';
import { newRig, requireRig } from './rig/rig.ts';

interface Status {
  live: boolean;
  hosts: SeenHost[];
}

/** Folders in memory that hold the secrets of a run, other ones that were killed among them. */
function secretFolders(): string[] {
  const names = ['/dev/shm', '/run'].flatMap((folder) => readdirSync(folder));
  return names.filter((name) => name.startsWith('panther-fleet-'));
}

test('machines are recorded, planned and installed; each disk is erased once', async (t) => {
  if (!requireRig(t)) return;
  const before = secretFolders();
  const rig = await newRig(t, ['ant', 'bee', 'cat', 'dog', 'elk']);
  const digest = await rig.planned();
  const other = digest.replace(/^./, (mark) => (mark === '0' ? '1' : '0'));
  const refused = await rig.panther(['fleet', 'provision', '--approve', other, ...rig.kexec]);
  t.is(refused.code, 4, 'another digest is no approval');
  const wrong = [...rig.kexec.slice(0, 3), 'f'.repeat(64)];
  t.is((await rig.panther(['fleet', 'provision', '--approve', digest, ...wrong])).code, 4);
  t.is(rig.log('nixos-anywhere'), '', 'nothing has been begun by either');

  const provision = ['fleet', 'provision', '--approve', digest, '--canary', 'cat', ...rig.kexec];
  const { code, stderr, events } = await rig.panther(provision, { onEvent: () => undefined });
  t.is(code, 0, stderr);
  for (const machine of rig.machines) {
    t.is(machine.erased(), 1, machine.name);
    t.is(machine.mode(), 'system');
  }
  const first = events.filter(({ event, phase }) => event === 'step' && phase === 'begin');
  const alone = first.findIndex(({ host }) => host !== 'cat');
  t.true(
    first.slice(0, alone).some(({ step }) => step === 'online'),
    'the canary went first',
  );

  const status = await rig.json<Status>(['fleet', 'status']);
  t.deepEqual([...new Set(status.hosts.map((host) => host.status))], ['online']);
  const again = await rig.panther(['fleet', 'resume', ...rig.kexec]);
  t.is(again.code, 0, 'there is nothing left to do');
  t.deepEqual(
    rig.machines.map((machine) => machine.erased()),
    [1, 1, 1, 1, 1],
  );

  const calls = rig.log('nixos-anywhere').trim().split('\n');
  t.true(calls.every((call) => call.includes('--ssh-option ProxyCommand=/')));
  t.is(rig.log('nix').trim().split('\n').length, 5, 'each system was evaluated before its wipe');
  t.deepEqual(secretFolders(), before, 'no secret is left');
});
