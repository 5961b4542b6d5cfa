import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { Unsettled } from '../../../src/main/fleet/resolve.ts';
import type { SeenHost } from '../../../src/main/fleet/status.ts';
import { STEPS } from '../../../src/model/fleet.ts';
import { newRig, type Rig, requireRig } from './rig/rig.ts';

async function hostOf(rig: Rig, name: string): Promise<SeenHost | undefined> {
  const { hosts } = await rig.json<{ hosts: SeenHost[] }>(['fleet', 'status']);
  return hosts.find(({ host }) => host === name);
}

test('a controller that is killed at each step: resume goes on, and what is unknown waits for a person', async (t) => {
  if (!requireRig(t)) return;
  const rig = await newRig(t, ['ant']);
  const [machine] = rig.machines;
  const digest = await rig.planned();
  // Long enough for a program to be at work when its controller ends.
  for (const phase of ['kexec', 'install', 'reboot']) rig.fault(phase, 'ant', 'sleep 1');
  rig.fault('disko', 'ant', 'sleep 30');
  const steps = STEPS.slice(STEPS.indexOf('keyed'));
  const provision = ['fleet', 'provision', '--approve', digest, ...rig.kexec];
  const provisioned = (step: string): string[] =>
    step === 'keyed' ? provision : ['fleet', 'resume', ...rig.kexec];
  /** How often it may have been erased: once more only after a person has said so. */
  let wipes = 1;
  /** Kills the controller once a step has begun and `when` holds. */
  const killedAt = async (step: string, when: () => boolean, name = step): Promise<void> => {
    const ended = await rig.panther(provisioned(step), {
      onEvent: (event, kill) => {
        if (event.step !== step || event.phase !== 'begin') return;
        const timer = setInterval(() => {
          if (!when()) return;
          clearInterval(timer);
          kill();
        }, 50);
      },
    });
    const host = await hostOf(rig, 'ant');
    const where = `${host?.status} after ${host?.done}: ${host?.reason}`;
    t.log(`killed at ${name}: exit ${ended.code}, ${where}`);
    t.true((machine?.erased() ?? 0) <= wipes, name);
  };
  const after = (ms: number): (() => boolean) => {
    let end = 0;
    return () => {
      end ||= Date.now() + ms;
      return Date.now() > end;
    };
  };
  for (const step of steps.filter((name) => name !== 'destroy')) {
    await killedAt(step, after(300));
    if (step !== 'checked') continue;

    await killedAt('destroy', () => true, 'destroy, before the wipe');
    t.is((await hostOf(rig, 'ant'))?.status, 'unknown');
    t.is((await rig.panther(['fleet', 'resume', ...rig.kexec])).code, 6, 'resume leaves it alone');
    t.is(
      (await rig.panther(['fleet', 'resolve', 'ant', '--as', 'formatted'])).code,
      4,
      'it is not',
    );
    t.is((await rig.panther(['fleet', 'resolve', 'ant', '--as', 'untouched'])).code, 0);

    const wiping = (): boolean => rig.log('nixos-anywhere').includes('--phases disko');
    await killedAt('destroy', wiping, 'destroy, in the wipe');
    t.is((await hostOf(rig, 'ant'))?.status, 'unknown');
    const early = await rig.panther(['fleet', 'resolve', 'ant', '--as', 'untouched']);
    t.is(early.code, 4, 'nobody may decide while the wipe goes on');
    t.regex(early.stderr, /still at work/);
    t.is((await rig.panther(['fleet', 'resume', ...rig.kexec])).code, 6, 'resume leaves it alone');
    for (let tries = 0; tries < 60; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      if ((await rig.panther(['fleet', 'resolve', 'ant'])).code === 0) break;
    }
    const { seen } = await rig.json<{ seen: Unsettled }>(['fleet', 'resolve', 'ant']);
    t.truthy(seen.unlikePlan, 'with nobody left to speak to, the wipe ended on the way');
    t.is((await rig.panther(['fleet', 'resolve', 'ant', '--as', 'formatted'])).code, 4);
    const again = ['fleet', 'resolve', 'ant', '--as', 'erase-again', '--approve', seen.digest];
    const agreed = await rig.panther(again);
    t.is(agreed.code, 0, agreed.stderr);
    wipes = 2;
    rig.fault('disko', 'ant', null);
  }
  for (const phase of ['kexec', 'disko', 'install', 'reboot']) rig.fault(phase, 'ant', null);
  const last = await rig.panther(['fleet', 'resume', ...rig.kexec]);
  t.is(last.code, 0, last.stderr);
  t.is((await hostOf(rig, 'ant'))?.status, 'online');
  t.is(machine?.erased(), wipes);
});

test('two controllers: one ledger has one, and one machine lets one of two ledgers erase it', async (t) => {
  if (!requireRig(t)) return;
  const rig = await newRig(t, ['bee']);
  const [machine] = rig.machines;
  const digest = await rig.planned();
  const other = join(rig.root, 'other-state');
  mkdirSync(other);
  const theirs = join(rig.root, 'other-repository');
  const inventory = join(rig.root, 'inventory.yaml');
  const begin = ['fleet', 'discover', inventory, '--run', 'test', '--accept-new-host-keys'];
  const discovered = await rig.panther(begin, { state: other });
  t.is(discovered.code, 0, discovered.stderr);
  const planned = await rig.panther(['fleet', 'plan', '--out', theirs, '--json'], { state: other });
  const { digest: second } = JSON.parse(planned.stdout) as { digest: string };
  rig.lock(theirs);

  rig.fault('disko', 'bee', 'sleep 20');
  let atWork = (): void => undefined;
  const begun = new Promise<void>((resolve) => {
    atWork = resolve;
  });
  const first = rig.panther(['fleet', 'provision', '--approve', digest, ...rig.kexec], {
    onEvent: (event) => {
      if (event.step === 'destroy' && event.phase === 'begin') setTimeout(atWork, 5000);
    },
  });
  await begun;
  const same = await rig.panther(['fleet', 'resume', ...rig.kexec]);
  t.is(same.code, 4);
  t.regex(same.stderr, /another controller is at work/);
  const rival = ['fleet', 'provision', '--approve', second, ...rig.kexec];
  const refused = await rig.panther(rival, { state: other });
  t.is(refused.code, 6);
  t.regex(refused.stderr, /checked: another run/);
  const { code, stderr } = await first;
  t.is(code, 0, stderr);
  t.is(machine?.erased(), 1);
});
