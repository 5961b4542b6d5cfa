import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'ava';
import { renderHost } from '../../src/emit/host.ts';
import { answersYaml } from '../../src/plan/answers.ts';
import { planRow, rowCase } from '../plan/layout/rows.ts';
import { type Evaluation, evaluateHost, type NixosTree, openTree } from './nixos-tree.ts';

const path = process.env['PANTHER_NIXOS_TREE'];
const tree: NixosTree | null = path === undefined ? null : openTree(path);
const withTree = tree === null ? test.skip : test.serial;
if (tree === null) console.log('SKIPPED nixos-tree: PANTHER_NIXOS_TREE names no NixOS module tree');

const RESET = 'boot.initrd.systemd.services.panther-reset-root';
const READ = [
  'boot.loader.grub.enable',
  'boot.loader.grub.devices',
  'boot.loader.grub.mirroredBoots',
  'boot.loader.efi.efiSysMountPoint',
  'boot.loader.systemd-boot.enable',
  'boot.loader.systemd-boot.extraInstallCommands',
  'boot.swraid.enable',
  'boot.swraid.mdadmConf',
  `${RESET}.after`,
  `${RESET}.requires`,
  `${RESET}.wants`,
  'panther.filesystems.encryption.furtherMappers',
];

/** A row's machine as a host of an emitted repository, evaluated whole. */
function evaluated(
  row: 'D' | 'E',
  mode: 'uefi' | 'bios',
  encryption: 'luks' | 'none',
  missing?: string,
): Evaluation {
  const machine = rowCase(row, mode);
  const plan = planRow({ ...machine, given: { ...machine.given, encryption } });
  const repository = mkdtempSync(join(tmpdir(), 'panther-mirror-'));
  try {
    for (const part of ['lib', 'modules', 'home']) {
      cpSync(part, join(repository, part), { recursive: true });
    }
    cpSync('src/emit/repository/flake.nix', join(repository, 'flake.nix'));
    for (const [file, { content }] of Object.entries(renderHost(plan, answersYaml(plan.answers)))) {
      mkdirSync(dirname(join(repository, file)), { recursive: true });
      writeFileSync(join(repository, file), content);
    }
    if (missing !== undefined) {
      const local = `{ panther.core.boot.missingMirrors = [ "${missing}" ]; }\n`;
      writeFileSync(join(repository, `hosts/${plan.host}/local.nix`), local);
    }
    return evaluateHost(tree as NixosTree, repository, plan.host, READ);
  } finally {
    rmSync(repository, { recursive: true, force: true });
  }
}

function sound(t: import('ava').ExecutionContext, found: Evaluation): Record<string, unknown> {
  t.is(found.error, null);
  t.deepEqual(found.assertions, []);
  const script = found.diskoScript ?? 'no script (';
  t.is(spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' }).stderr, '');
  return found.values;
}

withTree('a btrfs mirror under UEFI: a copy of systemd-boot, and the reset waits for both', (t) => {
  const values = sound(t, evaluated('D', 'uefi', 'luks'));
  t.true(values['boot.loader.systemd-boot.enable'] as boolean);
  t.false(values['boot.loader.grub.enable'] as boolean);
  const commands = String(values['boot.loader.systemd-boot.extraInstallCommands']);
  t.regex(commands, /mountpoint -q \/boot-fallback/);
  t.regex(commands, /\/boot\/loader\/ \/boot-fallback\/loader\//);
  t.deepEqual(values['panther.filesystems.encryption.furtherMappers'], ['panther-copy']);
  t.deepEqual(values[`${RESET}.requires`], ['dev-mapper-panther\\x2dcrypt.device']);
  t.deepEqual(values[`${RESET}.wants`], ['dev-mapper-panther\\x2dcopy.device']);
  const after = values[`${RESET}.after`] as string[];
  t.true(after.includes('dev-mapper-panther\\x2dcopy.device'));
  t.true(after.includes('systemd-hibernate-resume.service'));
  t.false(values['boot.swraid.enable'] as boolean);
});

withTree('an unencrypted btrfs mirror waits for the partitions themselves', (t) => {
  const values = sound(t, evaluated('D', 'uefi', 'none'));
  for (const list of ['requires', 'wants']) {
    const [unit, ...more] = values[`${RESET}.${list}`] as string[];
    t.regex(unit ?? '', /^dev-disk-by\\x2dpartuuid-[0-9a-f\\x]+\.device$/);
    t.deepEqual(more, []);
  }
});

withTree('an array under BIOS: GRUB on both disks, each with its own /boot', (t) => {
  const values = sound(t, evaluated('E', 'bios', 'luks'));
  t.true(values['boot.loader.grub.enable'] as boolean);
  t.deepEqual(values['boot.loader.grub.devices'], []);
  const boots = values['boot.loader.grub.mirroredBoots'] as {
    path: string;
    devices: string[];
    efiSysMountPoint: string;
  }[];
  t.deepEqual(
    boots.map(({ path: at, devices, efiSysMountPoint }) => [at, devices, efiSysMountPoint]),
    [
      ['/boot', ['/dev/disk/by-path/pci-0000:00:1f.2-ata-1'], '/boot'],
      ['/boot-fallback', ['/dev/disk/by-path/pci-0000:00:1f.2-ata-2'], '/boot-fallback'],
    ],
  );
  t.true(values['boot.swraid.enable'] as boolean);
  t.regex(String(values['boot.swraid.mdadmConf']), /^MAILADDR root$/m);
  t.deepEqual(values[`${RESET}.requires`], ['dev-mapper-panther\\x2dcrypt.device']);
});

withTree('an unencrypted array: the reset waits for the array', (t) => {
  const values = sound(t, evaluated('E', 'uefi', 'none'));
  t.deepEqual(values[`${RESET}.requires`], ['dev-md-panther\\x2droot.device']);
  t.true(values['boot.loader.systemd-boot.enable'] as boolean);
});

for (const missing of ['/boot', '/boot-fallback'])
  withTree(`while the disk of ${missing} is gone, boot loaders go to the other one alone`, (t) => {
    const left = missing === '/boot' ? '/boot-fallback' : '/boot';
    const grub = sound(t, evaluated('E', 'bios', 'luks', missing));
    const boots = grub['boot.loader.grub.mirroredBoots'] as { path: string }[];
    t.deepEqual(
      boots.map(({ path: at }) => at),
      [left],
    );
    const uefi = sound(t, evaluated('D', 'uefi', 'luks', missing));
    t.is(uefi['boot.loader.efi.efiSysMountPoint'], left);
    t.notRegex(String(uefi['boot.loader.systemd-boot.extraInstallCommands'] ?? ''), /boot/);
  });
