import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { DISKO_WRAPPER, diskoCommand } from '../../src/provision/install/commands.ts';
import { requireTool } from '../tools.ts';

const COMMITTED = resolve('hosts/zephyrus/disko.nix');
const HOSTILE = '/dev/disk/by-id/x$(touch /tmp/pwned)"; builtins.abort "read as Nix';

/** What the wrapper evaluates to, by the arguments that disko hands on. */
function evaluated(t: ExecutionContext, devices: string) {
  const folder = mkdtempSync(join(tmpdir(), 'panther-wrapper-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'disko.nix');
  writeFileSync(file, DISKO_WRAPPER);
  // disko calls it with all that it was given, its own arguments too.
  const expression = '{ file, ... }@args: import file (args // { lib = { }; mode = "mount"; })';
  const words = ['--argstr', 'committed', COMMITTED, '--argstr', 'devices', devices];
  return spawnSync(
    'nix-instantiate',
    [
      ...['--eval', '--strict', '--json', '--store', 'dummy://', '--expr', expression],
      ...['--argstr', 'file', file, ...words],
    ],
    { encoding: 'utf8' },
  );
}

test('disko is given the committed layout, on the device that was approved', (t) => {
  if (!requireTool(t, 'nix-instantiate')) return;
  const device = '/dev/disk/by-id/nvme-eui.0025385b71b0e8a1';
  const { stdout, stderr } = evaluated(t, JSON.stringify({ main: device }));
  const given = JSON.parse(stdout || stderr);
  const words = ['--eval', '--strict', '--json', '--store', 'dummy://', COMMITTED];
  const committed = JSON.parse(spawnSync('nix-instantiate', words, { encoding: 'utf8' }).stdout);
  t.is(given.disko.devices.disk.main.device, device);
  t.not(committed.disko.devices.disk.main.device, device);
  committed.disko.devices.disk.main.device = device;
  t.deepEqual(given, committed);
});

test('a disk that nobody approved is an error, and a device is never read as Nix', (t) => {
  if (!requireTool(t, 'nix-instantiate')) return;
  t.not(evaluated(t, '{}').status, 0);
  t.not(evaluated(t, '{"other":"/dev/sda"}').status, 0);
  const { stdout } = evaluated(t, JSON.stringify({ main: HOSTILE }));
  t.is(JSON.parse(stdout).disko.devices.disk.main.device, HOSTILE);
});

test('a device that means something to a shell never reaches disko', (t) => {
  const call = { repository: '/os', host: 'h', onMedium: true };
  for (const device of [HOSTILE, '/dev/disk/by-id/a b', '/etc/passwd', '-x', ''])
    t.throws(() => diskoCommand({ ...call, devices: { main: device } }, 'wipe'), undefined, device);
});
