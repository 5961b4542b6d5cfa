import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { requireTool } from '../tools.ts';
import { KEY } from './modules/choice.ts';
import { evaluateVariations, type NixosTree, openTree } from './nixos-tree.ts';

const path = process.env['PANTHER_NIXOS_TREE'];
const tree: NixosTree | null = path === undefined ? null : openTree(path);
/** `nixos-tree` is the one thing that may be skipped: it needs sources that no registry has. */
const withTree = tree === null ? test.skip : test.serial;
if (tree === null) console.log('SKIPPED nixos-tree: PANTHER_NIXOS_TREE names no NixOS module tree');

/** A host that has every service with limits of ours. */
const EVERYTHING = `panther = {
  core.users = { enable = true; sshKeys = [ "${KEY}" ]; };
  filesystems = { impermanence.enable = true; snapshots.enable = true; };
  services = {
    monitoring = { enable = true; notify = "cat"; };
    tailscale.enable = true;
  };
  security.systemd-hardening.enable = lib.mkDefault true;
  hardware.yoga = { enable = true; conservationMode = true; };
  hardware.zephyrus = { enable = true; chargeLimit = 80; };
};
hardware.rasdaemon.enable = true;`;

interface Row {
  unit: string;
  without: number;
  limited: number;
}

/** The table of docs/security.md. */
function measured(): Row[] {
  const row = /^\| `([a-z@-]+)` \| ([0-9.]+) \| ([0-9.]+) \|/gm;
  return [...readFileSync('docs/security.md', 'utf8').matchAll(row)].map(
    ([, unit = '', without, limited]) => ({
      unit,
      without: Number(without),
      limited: Number(limited),
    }),
  );
}

/** What systemd makes of a unit's text, with programs that are not there replaced. */
function exposure(t: ExecutionContext, unit: string, text: string): number {
  const folder = mkdtempSync(join(tmpdir(), 'panther-unit-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, `${unit.replace('@', '@instance')}.service`);
  const runnable = text
    .replaceAll(/^Environment=.*\n/gm, '')
    .replaceAll(/\/nix\/store\/\S*/g, '/bin/true');
  const start = runnable.includes('ExecStart=') ? '' : '[Service]\nExecStart=/bin/true\n';
  writeFileSync(file, runnable + start);
  const { stdout, stderr } = spawnSync(
    'systemd-analyze',
    ['security', '--offline=true', '--no-pager', file],
    { encoding: 'utf8' },
  );
  const [, level] = /exposure level for \S+ ([0-9.]+)/.exec(stdout) ?? [];
  t.truthy(level, stderr);
  return Number(level);
}

withTree('no service is more exposed than the table of measured limits says', (t) => {
  if (!requireTool(t, 'systemd-analyze')) return;
  const rows = measured();
  t.true(rows.length >= 12);
  const path = (unit: string) => `systemd.units."${unit}.service".text`;
  const get = rows.map(({ unit }) => path(unit));
  const modules = ['test/nix/modules/host.nix', 'modules/nixos/default.nix'];
  const off = 'panther.security.systemd-hardening.enable = false;';
  const [bare, found] = evaluateVariations(tree as NixosTree, [
    { modules, texts: [EVERYTHING, off], get },
    { modules, texts: [EVERYTHING], get },
  ]);
  t.is(bare?.error ?? found?.error, null);
  for (const { unit, without, limited } of rows) {
    const before = exposure(t, unit, String(bare?.values[path(unit)]));
    const after = exposure(t, unit, String(found?.values[path(unit)]));
    t.true(after <= limited, `${unit}: ${after}, and ${limited} in the table`);
    t.true(after < before && Math.abs(before - without) < 1, `${unit}: ${before} without`);
  }
});
