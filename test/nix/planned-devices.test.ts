import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { renderHost } from '../../src/emit/host.ts';
import { devicesComparison } from '../../src/emit/planned-devices.ts';
import type { HostPlan } from '../../src/model/plan.ts';
import { planRow, ROWS, rowCase } from '../plan/layout/rows.ts';
import { requireTool } from '../tools.ts';
import { openTree } from './nixos-tree.ts';

const path = process.env['PANTHER_NIXOS_TREE'];
const tree = path === undefined ? null : openTree(path);
const withTree = tree === null ? test.skip : test;
if (tree === null) console.log('SKIPPED nixos-tree: PANTHER_NIXOS_TREE names no NixOS module tree');

interface Told {
  system: string;
  differences: { at: string; planned: string | null; found: string | null }[];
}

function evaluate(words: readonly string[]): string {
  const options = ['--eval', '--strict', '--json', '--readonly-mode'];
  const nix = spawnSync('nix-instantiate', [...options, ...words], {
    encoding: 'utf8',
    env: { ...process.env, NIX_REMOTE: 'dummy://' },
    maxBuffer: 2 ** 26,
  });
  if (nix.status !== 0) throw new Error(nix.stderr.trim());
  return nix.stdout;
}

function folder(t: ExecutionContext): string {
  const place = mkdtempSync(join(tmpdir(), 'panther-devices-'));
  t.teardown(() => rmSync(place, { recursive: true, force: true }));
  return place;
}

/** What is said of a plan whose host has further modules, each the body of a function of lib. */
function told(
  t: ExecutionContext,
  cases: readonly (readonly [plan: HostPlan, own: string | null])[],
): (Told | null)[] {
  if (tree === null) throw new Error('no tree');
  const place = folder(t);
  const put = (name: string, text: string): string => {
    writeFileSync(join(place, name), text);
    return join(place, name);
  };
  const asked = cases.map(([plan, own], at) => ({
    comparison: put(`${at}.comparison.nix`, devicesComparison(plan.layout)),
    modules: [
      put(`${at}.disko.nix`, renderHost(plan, '')[`hosts/${plan.host}/disko.nix`]?.content ?? ''),
      ...(own === null ? [] : [put(`${at}.local.nix`, `{ lib, ... }: ${own}\n`)]),
    ],
  }));
  const request = JSON.stringify({ lib: tree.lib, disko: tree.disko, cases: asked });
  const program = resolve('test/nix/evaluator/planned-devices.nix');
  return JSON.parse(
    evaluate([program, '--argstr', 'request', put('request.json', request)]),
  ) as Told[];
}

const planOf = (row: (typeof ROWS)[number]): HostPlan => planRow(rowCase(row, 'uefi'));

withTree('what is planned is what disko would format, whatever the layout', (t) => {
  const found = told(
    t,
    ROWS.map((row) => [planOf(row), null]),
  );
  for (const [index, row] of ROWS.entries())
    t.deepEqual(found[index], { system: '/nix/store/system.drv', differences: [] }, row);
});

/** Stands for the device that is planned. */
const DEVICE = 'DEVICE';
const OWN: [what: string, own: string, differences: Told['differences']][] = [
  [
    'one more disk',
    '{ disko.devices.disk.bulk = { device = "/dev/sdb"; content = { type = "filesystem"; format = "ext4"; }; }; }',
    [{ at: 'disk.bulk', planned: null, found: '/dev/sdb' }],
  ],
  [
    'another disk',
    '{ disko.devices.disk.main.device = lib.mkForce "/dev/sdb"; }',
    [
      { at: 'disk.main.content.device', planned: DEVICE, found: '/dev/sdb' },
      { at: 'disk.main.device', planned: DEVICE, found: '/dev/sdb' },
    ],
  ],
  [
    'a pool',
    '{ disko.devices.zpool.tank.datasets.data.type = "zfs_fs"; }',
    [{ at: 'zpool.tank', planned: null, found: 'something' }],
  ],
  [
    'a place in memory',
    '{ disko.devices.nodev."/tmp" = { fsType = "tmpfs"; mountpoint = "/tmp"; }; }',
    [{ at: 'nodev./tmp', planned: null, found: 'tmpfs' }],
  ],
  [
    'words for a shell that runs as root',
    '{ disko.devices.disk.main.content.preCreateHook = "wipefs -a /dev/sdb"; }',
    [
      {
        at: 'disk.main.content.preCreateHook',
        planned: '',
        found: 'wipefs -a /dev/sdb',
      },
    ],
  ],
  [
    'a script of its own',
    '{ disko.devices._create = lib.mkForce "wipefs -a /dev/sdb"; }',
    [{ at: '_create', planned: 'as disko makes it', found: 'something else' }],
  ],
];
withTree('whatever else a module of the host would have formatted or run is named', (t) => {
  const plan = planOf('A');
  const device = plan.layout.disks[0]?.device ?? '';
  const found = told(
    t,
    OWN.map(([, own]) => [plan, own]),
  );
  for (const [index, [what, , differences]] of OWN.entries())
    t.deepEqual(
      found[index]?.differences,
      differences.map(({ at, planned, found: words }) => ({
        at,
        planned: planned === DEVICE ? device : planned,
        found: words,
      })),
      what,
    );
});

withTree('a module that says the same again changes nothing', (t) => {
  const plan = planOf('A');
  const device = plan.layout.disks[0]?.device ?? '';
  const [found] = told(t, [
    [plan, `{ disko.devices.disk.main.device = lib.mkDefault "${device}"; }`],
  ]);
  t.deepEqual(found?.differences, []);
});

test('functions, loops and what is not there end no comparison, and words of a host are never Nix', (t) => {
  if (!requireTool(t, 'nix-instantiate')) return;
  const place = folder(t);
  const { layout } = planOf('A');
  writeFileSync(join(place, 'comparison.nix'), devicesComparison(layout));
  const host = `
    let
      completed = devices: devices // {
        _module = throw "looked into";
        _packages = pkgs: [ ];
        _create = builtins.toJSON devices;
        zpool = { };
        loop = null;
      };
      planned = { disk.main = { device = "/dev/sda"; apply = x: x; label = null; }; };
    in
    {
      options.disko.devices.type.merge = loc: definitions: completed planned;
      config.system.build.toplevel.drvPath = "/nix/store/system.drv";
      config.disko.devices = completed {
        disk = {
          main = { device = "/dev/sda"; apply = 1; label = "\\\${abort}"; args = [ "-f" 1 true ]; };
          "a.b" = { type = y: y; };
        };
      };
    }`;
  writeFileSync(join(place, 'host.nix'), host);
  const expression = `import ${place}/comparison.nix (import ${place}/host.nix)`;
  t.deepEqual(JSON.parse(evaluate(['--expr', expression])), {
    system: '/nix/store/system.drv',
    differences: [
      { at: 'disk.a.b', planned: null, found: 'something' },
      { at: 'disk.main.apply', planned: 'a function', found: '1' },
      { at: 'disk.main.args', planned: null, found: '-f 1 true' },
      { at: 'disk.main.label', planned: 'null', found: `\${abort}` },
    ],
  });
});
