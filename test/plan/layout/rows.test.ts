import { readFileSync } from 'node:fs';
import test from 'ava';
import type { DiskLayout } from '../../../src/model/layout.ts';
import { vmLayouts } from '../../nix/row-scripts.ts';
import { planRow, ROWS, type Row, rowCase } from './rows.ts';

function layoutOf(row: Row, mode: 'uefi' | 'bios' | null = 'uefi'): DiskLayout {
  return planRow(rowCase(row, mode)).layout;
}

/** The partitions of the system disk and what is in its filesystem, in words. */
function shape(row: Row, mode: 'uefi' | 'bios' | null = 'uefi'): string {
  return (layoutOf(row, mode).disks[0]?.partitions ?? [])
    .map(({ key, size }) => `${key} ${size}`)
    .join(', ');
}

function root(row: Row) {
  const layout = layoutOf(row);
  const content = [...(layout.disks[0]?.partitions ?? []), ...(layout.arrays ?? [])]
    .map((place) => place.content)
    .find((found) => found?.kind === 'luks');
  if (content?.kind !== 'luks') throw new Error('not encrypted');
  return content;
}

for (const row of ROWS) {
  test(`row ${row} is named, with a reason for each choice`, (t) => {
    for (const mode of ['uefi', 'bios', null] as const) {
      const { choices = [] } = layoutOf(row, mode);
      // G and H differ by firmware alone.
      const named = row === 'G' || row === 'H' ? (mode === 'uefi' ? 'H' : 'G') : row;
      t.true(choices.some((choice) => choice.row === named));
      for (const about of ['disks', 'boot', 'encryption', 'swap']) {
        t.is(choices.filter((choice) => choice.about === about).length, 1, about);
      }
    }
  });
}

test('the partitions of each row', (t) => {
  t.deepEqual(Object.fromEntries(ROWS.map((row) => [row, shape(row)])), {
    A: 'esp 1G, crypt 100%',
    B: 'esp 1G, crypt 100%',
    C: 'esp 1G, crypt 100%',
    D: 'esp 1G, swap 4G, crypt 100%',
    E: 'esp 1G, swap 4G, raid 100%',
    F: 'esp 1G, swap 4G, crypt 100%',
    G: 'esp 1G, swap 4G, root 100%',
    H: 'esp 1G, swap 4G, crypt 100%',
    I: 'esp 512M, swap 2G, crypt 100%',
    J: 'esp 1G, swap 4G, crypt 100%',
    K: 'esp 1G, crypt 100%',
    L: 'esp 1G, crypt 100%',
    M: 'esp 1G, crypt 100%',
    N: 'esp 1G, root 100%',
    O: 'esp 1G, crypt 100%',
  });
  for (const row of ROWS) {
    for (const mode of ['bios', null] as const) t.is(shape(row, mode), `bios 1M, ${shape(row)}`);
  }
});

test('B: eight GiB of swap in a file; a laptop has zram alone', (t) => {
  t.deepEqual(root('B').content.subvolumes.at(-1)?.swapFile, { size: '8G', priority: null });
  t.true(root('A').content.subvolumes.every(({ swapFile }) => swapFile === null));
});

test('C: the second disk is untouched, and why is said', (t) => {
  const { untouched, disks } = layoutOf('C');
  t.is(disks.length, 1);
  t.deepEqual(
    untouched.map(({ name }) => name),
    ['nvme1n1'],
  );
  t.regex(untouched[0]?.reason ?? '', /lost with either/);
});

test('I: a light key derivation, three generations, no snapshots, all memory compressed', (t) => {
  const { settings, modules, layout } = planRow(rowCase('I', 'bios'));
  const args = root('I').formatArgs;
  t.is(args[args.indexOf('--pbkdf-memory') + 1], String(128 * 1024));
  const value = (option: string) =>
    settings.find((each) => each.option.join('.') === option)?.value;
  t.is(value('panther.core.boot.configurationLimit'), 3);
  t.is(layout.zram.memoryPercent, 100);
  t.false(modules.some(({ module }) => module === 'filesystems/snapshots'));
  t.deepEqual(root('I').content.subvolumes[0]?.mountOptions, ['compress=zstd:3', 'noatime']);
});

test('J: a disk that turns is not trimmed, and its queues are not bypassed', (t) => {
  t.like(root('J'), { allowDiscards: false, bypassWorkqueues: false });
  t.deepEqual(root('J').content.subvolumes[0]?.mountOptions, ['compress=zstd:3', 'noatime']);
});

test('K: eMMC is written to as little as can be', (t) => {
  const { settings } = planRow(rowCase('K', 'uefi'));
  t.true(root('K').content.subvolumes[0]?.mountOptions.includes('commit=120'));
  const journal = settings.find(({ option }) => option.join('.') === 'services.journald.storage');
  t.is(journal?.value, 'volatile');
});

test('L: without a TPM none is used', (t) => {
  const tpm = (row: Row) =>
    planRow(rowCase(row, 'uefi')).settings.some(({ option }) => option.at(-1) === 'tpm2');
  t.true(tpm('A'));
  t.false(tpm('L'));
});

test('M: sectors of 4096 bytes for LUKS too', (t) => {
  const args = root('M').formatArgs;
  t.is(args[args.indexOf('--sector-size') + 1], '4096');
});

test('O: what is there stands in the plan, and is warned of', (t) => {
  const plan = planRow(rowCase('O', 'uefi'));
  t.deepEqual(
    plan.layout.losses.map(({ partition, type }) => [partition, type]),
    [
      ['1', 'vfat'],
      ['3', 'ntfs'],
    ],
  );
  t.true(plan.warnings.some(({ code }) => code === 'layout.destroys'));
});

test('the layouts that are recorded for virtual disks are those that are planned', (t) => {
  for (const { row, layout } of vmLayouts()) {
    const recorded = JSON.parse(readFileSync(`test/vm/rows/${row}.json`, 'utf8'));
    t.deepEqual(recorded, JSON.parse(JSON.stringify(layout)), `${row}: npm run vm-rows`);
    const script = readFileSync(`test/vm/rows/${row}.sh`, 'utf8');
    for (const { device, partitions } of layout.disks) {
      t.true(script.includes(`device=${device}\n`));
      for (const { uuid } of partitions) t.true(script.includes(`:${uuid}"`));
    }
  }
});
