import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import {
  bundle,
  environment,
  filesBelow,
  type Place,
  place,
  recorded,
  run,
  succeeds,
} from './run.ts';

const ROUNDS = 10;
const ARGS = ['-q', '--from', recorded('yoga')];

/** Starts the tool and resolves when its first trace is in the repository, or when it has ended. */
async function begun(where: Place, out: string): Promise<() => Promise<void>> {
  const child = spawn(process.execPath, [bundle(), ...ARGS, '--out', out], {
    cwd: where.work,
    env: environment(where, {}),
    stdio: 'ignore',
  });
  let ended = false;
  const end = once(child, 'exit').then(() => {
    ended = true;
  });
  const trace = join(where.work, out, '.panther');
  while (!ended && !(await isThere(trace))) await sleep(1);
  return async () => {
    child.kill('SIGKILL');
    await end;
  };
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** How long writing takes on this machine, right now. */
async function usualTime(where: Place): Promise<number> {
  await begun(where, 'usual');
  const begin = performance.now();
  while (!(await isThere(join(where.work, 'usual/.panther/manifest.json')))) await sleep(1);
  return performance.now() - begin;
}

test('killed at any moment while it writes, the host is whole or absent, and a rerun completes', async (t) => {
  const where = await place(t);
  const time = await usualTime(where);
  await sleep(50);
  const wanted = await filesBelow(join(where.work, 'usual'));
  let absent = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const out = `round-${round}`;
    const kill = await begun(where, out);
    await sleep((time * round) / (ROUNDS - 1));
    await kill();
    const left = await filesBelow(join(where.work, out));
    if (left['hosts/yoga/default.nix'] === undefined) absent += 1;
    else {
      for (const path of Object.keys(wanted)) {
        if (path !== '.panther/manifest.json') t.true(path in left, `${path} in ${out}`);
      }
      const check = await run(where, ['check', '--out', out]);
      t.deepEqual([check.code, check.stdout], [0, ''], out);
    }
    succeeds(t, await run(where, [...ARGS, '--out', out]));
    const completed = await filesBelow(join(where.work, out));
    t.deepEqual(Object.keys(completed), Object.keys(wanted), out);
    const check = await run(where, ['check', '--out', out]);
    t.deepEqual([check.code, check.stdout], [0, ''], out);
  }
  t.log(`killed before the host was there in ${absent} of ${ROUNDS} rounds`);
});
