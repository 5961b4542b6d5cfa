import test from 'ava';
import { newRig, requireRig } from './rig/rig.ts';

test('five machines are recorded, planned and installed; each disk is erased once', async (t) => {
  if (!requireRig(t)) return;
  const rig = await newRig(t, ['ant', 'bee']);
  const digest = await rig.planned();
  const kexec = ['--kexec', `${rig.root}/operator.pub`, '--kexec-sha256'];
  const { execFileSync } = await import('node:child_process');
  const sha = execFileSync('sha256sum', [`${rig.root}/operator.pub`], { encoding: 'utf8' }).slice(
    0,
    64,
  );
  const ended = await rig.panther(['fleet', 'provision', '--approve', digest, ...kexec, sha]);
  t.log(ended.stderr);
  if (ended.code !== 0)
    t.log(
      execFileSync(
        'tail',
        ['-n', '30', `${rig.root}/state/panther-discover/fleet/test/logs/ant.log`],
        { encoding: 'utf8' },
      ),
    );
  t.is(ended.code, 0, ended.stderr);
  for (const machine of rig.machines) {
    t.is(machine.erased(), 1, machine.name);
    t.is(machine.mode(), 'system');
  }
  t.log((await rig.panther(['fleet', 'report'])).stdout);
});
