import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { renderHost } from '../../src/emit/host.ts';
import { DISKO_WRAPPER, diskoCommand } from '../../src/provision/install/commands.ts';
import { planRow, rowCase } from '../plan/layout/rows.ts';
import { requireTool } from '../tools.ts';

const COMMITTED = resolve('hosts/zephyrus/disko.nix');
const HOSTILE = '/dev/disk/by-id/x$(touch /tmp/pwned)"; builtins.abort "read as Nix';

interface Holder {
  content: { partitions: Record<string, { content?: { preCreateHook: string } }> };
}

/** What the wrapper evaluates to, by the arguments that disko hands on. */
function evaluated(t: ExecutionContext, devices: string, committed = COMMITTED) {
  const folder = mkdtempSync(join(tmpdir(), 'panther-wrapper-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'disko.nix');
  writeFileSync(file, DISKO_WRAPPER);
  // disko calls it with all that it was given, its own arguments too.
  const expression = '{ file, ... }@args: import file (args // { lib = { }; mode = "mount"; })';
  const words = ['--argstr', 'committed', committed, '--argstr', 'devices', devices];
  return spawnSync(
    'nix-instantiate',
    [
      ...['--eval', '--strict', '--json', '--store', 'dummy://', '--expr', expression],
      ...['--argstr', 'file', file, ...words],
    ],
    { encoding: 'utf8' },
  );
}

/** A layout as a file says it. */
function asCommitted(file: string) {
  const words = ['--eval', '--strict', '--json', '--store', 'dummy://', file];
  return JSON.parse(spawnSync('nix-instantiate', words, { encoding: 'utf8' }).stdout);
}

const WIPE = 'wipefs --all --force "$device"';

test('disko is given the committed layout, on the device that was approved, and wipes what it makes', (t) => {
  if (!requireTool(t, 'nix-instantiate')) return;
  const device = '/dev/disk/by-id/nvme-eui.0025385b71b0e8a1';
  const { stdout, stderr } = evaluated(t, JSON.stringify({ main: device }));
  const given = JSON.parse(stdout || stderr);
  const committed = asCommitted(COMMITTED);
  t.is(given.disko.devices.disk.main.device, device);
  t.not(committed.disko.devices.disk.main.device, device);
  const { main } = committed.disko.devices.disk;
  main.device = device;
  for (const { content } of Object.values<{ content?: object }>(main.content.partitions)) {
    if (content !== undefined) Object.assign(content, { preCreateHook: WIPE });
  }
  t.deepEqual(given, committed);
});

test('partitions without content get none, and the content of an array is wiped too', (t) => {
  if (!requireTool(t, 'nix-instantiate')) return;
  const { layout, ...plan } = planRow(rowCase('E', 'bios'), 'mirrored');
  const folder = mkdtempSync(join(tmpdir(), 'panther-wrapper-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'committed.nix');
  const files = renderHost({ ...plan, layout }, '');
  writeFileSync(file, files['hosts/mirrored/disko.nix']?.content ?? '');
  const devices = Object.fromEntries(layout.disks.map((disk) => [disk.key, disk.device]));
  const { stdout, stderr } = evaluated(t, JSON.stringify(devices), file);
  const given = JSON.parse(stdout || stderr).disko.devices;
  const committed = asCommitted(file).disko.devices;
  for (const [key, { content }] of Object.entries<Holder>(given.disk)) {
    for (const [name, partition] of Object.entries(content.partitions)) {
      const before = committed.disk[key].content.partitions[name];
      t.is(partition.content?.preCreateHook, before.content === undefined ? undefined : WIPE);
    }
  }
  t.deepEqual(Object.keys(given.mdadm), Object.keys(committed.mdadm));
  for (const { content } of Object.values<{ content: { preCreateHook: string } }>(given.mdadm)) {
    t.is(content.preCreateHook, WIPE);
  }
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
