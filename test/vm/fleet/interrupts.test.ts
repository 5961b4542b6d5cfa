import { readdirSync } from 'node:fs';
import test from 'ava';
import type { SeenHost } from '../../../src/main/fleet/status.ts';
import type { FleetEvent } from '../../../src/model/fleet.ts';
import { type Ending, newRig, type Rig, requireRig } from './rig/rig.ts';

async function statusOf(rig: Rig): Promise<Map<string, SeenHost>> {
  const { hosts } = await rig.json<{ hosts: SeenHost[] }>(['fleet', 'status']);
  return new Map(hosts.map((host) => [host.host, host]));
}

/** Folders in memory that hold the secrets of a run. */
function secretFolders(): string[] {
  const names = ['/dev/shm', '/run'].flatMap((folder) => readdirSync(folder));
  return names.filter((name) => name.startsWith('panther-fleet-'));
}

const isWiping = ({ step, phase }: FleetEvent): boolean => step === 'destroy' && phase === 'begin';

test('Ctrl-C, a closed terminal and a reader that goes away, each in the middle of a wipe', async (t) => {
  if (!requireRig(t)) return;
  const before = secretFolders();
  const rig = await newRig(t, ['ant', 'bee', 'cat', 'dog']);
  const digest = await rig.planned();
  const provision = ['fleet', 'provision', '--approve', digest, '--parallel', '1', ...rig.kexec];
  /** Installs hosts, and ends the controller so and so once a wipe has been at work for a second. */
  const endedIn = (hosts: readonly string[], ...endings: Ending[]) => {
    for (const host of hosts) rig.fault('disko', host, 'sleep 4');
    const only = hosts.flatMap((host) => ['--only', host]);
    return rig.panther([...provision, ...only], {
      onEvent: (event, kill) => {
        if (!isWiping(event)) return;
        for (const [at, ending] of endings.entries()) {
          setTimeout(() => kill(ending), 1000 + at * 300);
        }
      },
    });
  };

  const first = await endedIn(['ant', 'bee'], 'SIGINT');
  t.is(first.code, 130, first.stderr);
  t.regex(first.stderr, /it ends once what is at work has come to a safe point/);
  t.regex(first.stderr, /interrupted: 1 host was not begun/);
  const after = await statusOf(rig);
  t.like(after.get('ant'), { status: 'open', done: 'destroy' }, 'the wipe came to its end');
  t.like(after.get('bee'), { status: 'open', done: 'approved', destroyed: 0 });

  const closed = await endedIn(['bee'], 'SIGHUP', 'SIGHUP');
  t.is(closed.code, 130, closed.stderr);
  t.like((await statusOf(rig)).get('bee'), { status: 'open', done: 'destroy' });

  const deaf = await endedIn(['cat'], 'deaf');
  t.is(deaf.code, 0, deaf.stderr);
  t.like((await statusOf(rig)).get('cat'), { status: 'online' });

  const twice = await endedIn(['dog'], 'SIGINT', 'SIGINT');
  t.is(twice.code, 130, twice.stderr);
  t.like((await statusOf(rig)).get('dog'), { status: 'unknown', done: 'checked' });
  t.deepEqual(secretFolders(), before, 'no secret is left, however it was ended');

  t.is((await rig.panther(['fleet', 'resume', '--only', 'dog', ...rig.kexec])).code, 6);
  for (let tries = 0; tries < 60; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    if ((await rig.panther(['fleet', 'resolve', 'dog'])).code === 0) break;
  }
  const { seen } = await rig.json<{ seen: { digest: string; unlikePlan: string | null } }>([
    ...['fleet', 'resolve', 'dog'],
  ]);
  const words =
    seen.unlikePlan === null ? ['formatted'] : ['erase-again', '--approve', seen.digest];
  const settled = await rig.panther(['fleet', 'resolve', 'dog', '--as', ...words]);
  t.is(settled.code, 0, settled.stderr);
  t.log(`dog, left in the middle of its wipe: taken as ${words[0]}`);
  for (const { name } of rig.machines) rig.fault('disko', name, null);
  const last = await rig.panther(['fleet', 'resume', ...rig.kexec]);
  t.is(last.code, 0, last.stderr);
  for (const machine of rig.machines) {
    t.is(machine.mode(), 'system', machine.name);
    if (machine.name !== 'dog') t.is(machine.erased(), 1, machine.name);
  }
});

test('a link that is down at the restart: the installer that still runs is left by resume', async (t) => {
  if (!requireRig(t)) return;
  const rig = await newRig(t, ['ant']);
  const [machine] = rig.machines;
  const digest = await rig.planned();
  const cut = await rig.panther(['fleet', 'provision', '--approve', digest, ...rig.kexec], {
    onEvent: ({ step, phase }, kill) => {
      if (step === 'verified' && phase === 'done') machine?.link(false);
      if (step === 'online' && phase === 'begin') setTimeout(() => kill('SIGINT'), 1000);
    },
  });
  t.is(cut.code, 130, cut.stderr);
  t.regex(cut.stderr, /ant: online: /);
  t.is(machine?.mode(), 'installer');
  machine?.link(true);
  const resumed = await rig.panther(['fleet', 'resume', ...rig.kexec]);
  t.is(resumed.code, 0, resumed.stderr);
  t.is(machine?.mode(), 'system');
  t.is(machine?.erased(), 1);
});
