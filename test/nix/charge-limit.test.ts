import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';

const SCRIPT = 'modules/nixos/hardware/workstations/limit-charge.sh';

/** What each file below a folder like /sys holds after the script was asked for a limit. */
function limited(t: ExecutionContext, limit: number, files: Record<string, string>) {
  const sys = mkdtempSync(join(tmpdir(), 'panther-charge-'));
  t.teardown(() => rmSync(sys, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(sys, path)), { recursive: true });
    writeFileSync(join(sys, path), text);
  }
  const run = spawnSync('bash', [SCRIPT, String(limit)], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], PANTHER_SYS: sys, PANTHER_TRIES: '1' },
  });
  const after = Object.keys(files).map((path) => readFileSync(join(sys, path), 'utf8').trim());
  return { status: run.status, said: run.stderr, after };
}

const BATTERY = 'class/power_supply/BAT0/charge_control_end_threshold';
const SECOND = 'class/power_supply/BAT1/charge_control_end_threshold';
const IDEAPAD = 'bus/platform/devices/VPC2004:00/conservation_mode';

test('every battery with the common attribute stops at the limit', (t) => {
  const { status, after } = limited(t, 80, { [BATTERY]: '100\n', [SECOND]: '100\n' });
  t.is(status, 0);
  t.deepEqual(after, ['80', '80']);
});

test('the common attribute goes before what a maker has of its own', (t) => {
  t.deepEqual(limited(t, 75, { [BATTERY]: '100\n', [IDEAPAD]: '0\n' }).after, ['75', '0']);
});

test('firmware with steps takes the nearest that is not above the limit, and 100 lets go', (t) => {
  const one = (path: string, limit: number) => limited(t, limit, { [path]: 'before\n' }).after[0];
  t.is(one(IDEAPAD, 80), '1');
  t.is(one(IDEAPAD, 100), '0');
  t.is(one('devices/platform/lg-laptop/battery_care_limit', 85), '80');
  t.is(one('devices/platform/lg-laptop/battery_care_limit', 50), '80');
  t.is(one('devices/platform/lg-laptop/battery_care_limit', 100), '100');
  t.is(one('devices/platform/samsung/battery_life_extender', 80), '1');
  t.is(one('devices/platform/huawei-wmi/charge_control_thresholds', 70), '0 70');
  t.is(one('devices/platform/sony-laptop/battery_care_limiter', 60), '50');
  t.is(one('devices/platform/sony-laptop/battery_care_limiter', 100), '0');
});

test('a machine without any of them is told so, and nothing is written', (t) => {
  const { status, said, after } = limited(t, 80, { 'class/power_supply/BAT0/type': 'Battery\n' });
  t.is(status, 1);
  t.regex(said, /no way to limit the charge/);
  t.deepEqual(after, ['Battery']);
});

test('a file that refuses the value is an error, not a success', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'panther-charge-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, dirname(BATTERY)), { recursive: true });
  writeFileSync(join(folder, dirname(BATTERY), 'end'), '');
  // Writing to a full device fails, as an attribute does that does not like the number.
  spawnSync('ln', ['-s', '/dev/full', join(folder, BATTERY)]);
  chmodSync(folder, 0o755);
  const run = spawnSync('bash', [SCRIPT, '80'], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], PANTHER_SYS: folder, PANTHER_TRIES: '1' },
  });
  t.not(run.status, 0);
});
