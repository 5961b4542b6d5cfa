import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { assertNix } from '../tools.ts';
import { filesBelow, place, run, succeeds, VPS_ANSWERS } from './run.ts';

/** A virtual machine that shows no DMI, by the processor's own word. */
async function isBareGuest(): Promise<boolean> {
  if (existsSync('/sys/class/dmi/id/sys_vendor')) return false;
  return /^flags\s*:.*\bhypervisor\b/m.test(await readFile('/proc/cpuinfo', 'utf8'));
}

test('the machine that runs this becomes a host, or is asked for what is missing', async (t) => {
  const where = await place(t);
  const ran = await run(where, ['--json', ...VPS_ANSWERS]);
  t.true(ran.code === 0 || ran.code === 3, ran.stderr);
  if (ran.code === 3) {
    t.regex(ran.stderr, /disk|profile/);
    t.deepEqual(await filesBelow(where.work), {});
    return;
  }
  const { host, plan } = JSON.parse(ran.stdout);
  t.log(`this machine is ${plan.profile.id}, ${plan.profile.confidence} confidence`);
  if (await isBareGuest()) t.is(plan.profile.id, 'vps');
  const nix = ['default', 'disko', 'hardware', 'local'].map((name) =>
    join(where.work, 'pantheros/hosts', host, `${name}.nix`),
  );
  assertNix(t, nix);
});

test('recorded twice, this machine leaves the same bytes', async (t) => {
  const where = await place(t);
  const first = await run(where, VPS_ANSWERS);
  if (first.code !== 0) {
    t.log('SKIPPED: this machine is no host without further answers');
    t.pass();
    return;
  }
  const root = join(where.work, 'pantheros');
  await cp(root, join(where.work, 'before'), { recursive: true });
  succeeds(t, await run(where, []));
  t.deepEqual(await filesBelow(root), await filesBelow(join(where.work, 'before')));
  const check = await run(where, ['check'], { cwd: root });
  t.deepEqual([check.code, check.stdout], [0, '']);
});

test('what is kept in the repository holds no identifier of this machine', async (t) => {
  const where = await place(t);
  const ran = await run(where, VPS_ANSWERS);
  const raw = await run(where, ['capture', '--raw']);
  succeeds(t, raw);
  const addresses = raw.stdout.match(/\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b/g) ?? [];
  const secrets = new Set(addresses.filter((address) => !/^(?:00:){5}|^(?:ff:){5}/.test(address)));
  const hostName = execFileSync('uname', ['-n'], { encoding: 'utf8' }).trim();
  if (hostName.length >= 6 && /[-.0-9]/.test(hostName)) secrets.add(hostName);
  for (const [path, text] of Object.entries(await filesBelow(join(where.work, 'pantheros')))) {
    for (const secret of secrets) t.false(text.includes(secret), path);
  }
  t.true(ran.code === 0 || ran.code === 3);
});

test('systeminformation can be asked what it makes of this machine', async (t) => {
  const ran = await run(await place(t), ['capture', '--cross-check', '--json']);
  succeeds(t, ran);
  t.true(Array.isArray(JSON.parse(ran.stdout).differences));
});

test('explain and layout speak about this machine', async (t) => {
  const where = await place(t);
  for (const command of ['explain', 'layout']) {
    const ran = await run(where, [command, ...VPS_ANSWERS]);
    t.true(ran.code === 0 || ran.code === 3, ran.stderr);
  }
  t.deepEqual(await filesBelow(where.work), {});
});
