import { spawnSync } from 'node:child_process';
import test from 'ava';
import { renderHost } from '../../src/emit/host.ts';
import type { DiskLayout } from '../../src/model/layout.ts';
import type { HostPlan } from '../../src/model/plan.ts';
import {
  containerOf,
  filesystemOf,
  mountedFrom,
  placesOf,
} from '../../src/plan/layout/filesystem.ts';
import { planRow, ROWS, type Row, rowCase } from '../plan/layout/rows.ts';
import { type DiskoConfig, type EvaluatedLayout, evaluateLayouts } from './layouts.ts';
import { openTree } from './nixos-tree.ts';

const path = process.env['PANTHER_NIXOS_TREE'];
const tree = path === undefined ? null : openTree(path);
const withTree = tree === null ? test.skip : test.serial;
if (tree === null) console.log('SKIPPED nixos-tree: PANTHER_NIXOS_TREE names no NixOS module tree');

const MODES = ['uefi', 'bios', null] as const;
interface Case {
  row: Row;
  mode: (typeof MODES)[number];
  plan: HostPlan;
}

const CASES: Case[] = ROWS.flatMap((row) =>
  MODES.map((mode) => ({ row, mode, plan: planRow(rowCase(row, mode)) })),
);

let evaluated: EvaluatedLayout[] | undefined;
function found(index: number): EvaluatedLayout {
  if (tree === null) throw new Error('no tree');
  evaluated ??= evaluateLayouts(
    tree,
    CASES.map(({ plan }) => renderHost(plan, '')[`hosts/${plan.host}/disko.nix`]?.content ?? ''),
  );
  return evaluated[index] as EvaluatedLayout;
}

/** What NixOS must be told to mount, by the plan alone. */
function mounts(layout: DiskLayout): DiskoConfig['fileSystems'] {
  const result: DiskoConfig['fileSystems'] = {};
  for (const place of placesOf(layout)) {
    const { content, device } = place;
    if (content?.kind === 'esp') {
      const { mountpoint, mountOptions } = content;
      result[mountpoint] = { device, fsType: 'vfat', options: mountOptions };
    }
    for (const { name, mountpoint, mountOptions } of filesystemOf(place)?.subvolumes ?? []) {
      const options = [...mountOptions, `subvol=${name}`];
      result[mountpoint] = { device: mountedFrom(place), fsType: 'btrfs', options };
    }
  }
  return result;
}

/** Swap by device or path, and whether its key is random. */
function swaps(layout: DiskLayout): [device: string, random: boolean][] {
  return placesOf(layout).flatMap((place): [string, boolean][] => {
    if (place.content?.kind === 'swap') return [[place.device, place.content.randomEncryption]];
    return (filesystemOf(place)?.subvolumes ?? [])
      .filter(({ swapFile }) => swapFile !== null)
      .map(({ mountpoint }) => [`${mountpoint}/swapfile`, false]);
  });
}

function containers(layout: DiskLayout): Record<string, Record<string, unknown>> {
  return Object.fromEntries(
    placesOf(layout).flatMap((place) => {
      const luks = containerOf(place);
      if (luks === null) return [];
      const { allowDiscards, bypassWorkqueues, optional } = luks;
      const crypttabExtraOpts = optional === true ? { crypttabExtraOpts: ['nofail'] } : {};
      const settings = { allowDiscards, bypassWorkqueues, ...crypttabExtraOpts };
      return [[luks.mapper, { device: place.device, ...settings }]];
    }),
  );
}

for (const [index, { row, mode, plan }] of CASES.entries()) {
  withTree(`row ${row}, firmware ${mode ?? 'unknown'}: disko makes of it what was planned`, (t) => {
    const { script, config } = found(index);
    const { layout } = plan;
    const syntax = spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' });
    t.is(syntax.stderr, '');
    t.is(syntax.status, 0);

    t.deepEqual(config.fileSystems, mounts(layout));
    t.deepEqual(config.boot.initrd.luks.devices, containers(layout));
    t.deepEqual(
      config.swapDevices
        .map(({ device, randomEncryption }) => [device, randomEncryption?.enable === true])
        .sort(),
      swaps(layout).sort(),
    );
    const grub = layout.disks.filter(({ partitions }) =>
      partitions.some(({ type }) => type === 'EF02'),
    );
    t.deepEqual(config.boot.loader.grub.devices.sort(), grub.map(({ device }) => device).sort());
    t.is(grub.length > 0, mode !== 'uefi');
    t.is(config.boot.swraid.enable, (layout.arrays ?? []).length > 0);
    t.is(config.boot.resumeDevice, '');
    const taken = new Set(layout.disks.map(({ device }) => device));
    for (const named of script.match(/\/dev\/disk\/by-path\/pci[^\s"';)]+/g) ?? []) {
      t.true(taken.has(named), named);
    }
  });
}

withTree('the halves of a mirror are there before the filesystem over them is made', (t) => {
  const index = CASES.findIndex(({ row, mode }) => row === 'D' && mode === 'uefi');
  const { script } = found(index);
  const made = script.indexOf('mkfs.btrfs');
  const [first, second] = [...script.matchAll(/cryptsetup open/g)].map((match) => match.index);
  t.true(first !== undefined && second !== undefined && first < made && second < made);
  t.true(
    script.includes(
      'mkfs.btrfs "/dev/mapper/panther-crypt" -L panther -d raid1 -m raid1 /dev/mapper/panther-copy',
    ),
  );
  t.is(script.match(/mkfs\.btrfs/g)?.length, 1);
});

withTree('an array is made of both disks, then opened, then formatted', (t) => {
  const index = CASES.findIndex(({ row, mode }) => row === 'E' && mode === 'bios');
  const { script } = found(index);
  const made = script.indexOf('mdadm --create "/dev/md/panther-root"');
  const sealed = script.indexOf('luksFormat "/dev/md/panther-root"');
  const formatted = script.indexOf('mkfs.btrfs "/dev/mapper/panther-crypt"');
  t.true(made > 0 && sealed > made && formatted > sealed);
  t.is(script.slice(0, made).match(/>>"\$disko_devices_dir"\/raid_panther-root\b/g)?.length, 2);
});
