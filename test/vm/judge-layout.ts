import type { ExecutionContext } from 'ava';
import type { DiskLayout, PlannedDisk } from '../../src/model/layout.ts';
import { bootPartitions, containers, filesystems } from './planned.ts';
import type { GuestOutcome } from './run-in-guest.ts';
import {
  type BlockDevice,
  blockDevices,
  type LuksHeader,
  lines,
  mounts,
  text,
  typeCodes,
} from './seen.ts';

/** What a type code stands for in a GPT, by the UEFI and the Discoverable Partitions Specification. */
const TYPE_GUIDS: Record<string, string> = {
  EF00: 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b',
  EF02: '21686148-6449-6e6f-744e-656564454649',
  '8200': '0657fd6d-a4ab-43c4-84e5-0933c84b4f4f',
  '8300': '0fc63daf-8483-4772-8e79-3d69d8477de4',
  '8309': 'ca7d7ccb-63ed-4c53-861c-1742536059cc',
  FD00: 'a19d880f-05fc-4d3b-a006-743f0f84911e',
};

/** Holds what the guest saw after formatting against the plan. */
export function judgeLayout(t: ExecutionContext, layout: DiskLayout, outcome: GuestOutcome) {
  judgePartitions(t, layout, outcome);
  judgeContainers(t, layout, outcome);
  judgeArrays(t, layout, outcome);
  judgeFilesystems(t, layout, outcome);
  judgeEmpty(t, layout, outcome);
}

/** Every planned disk has the planned partitions, in their order, and no other. */
function judgePartitions(t: ExecutionContext, layout: DiskLayout, outcome: GuestOutcome) {
  const devices = blockDevices(outcome, 'formatted/lsblk.json');
  for (const disk of layout.disks) {
    const found = diskOf(devices, disk);
    t.is(found.pttype, 'gpt', disk.key);
    t.is(found.size, disk.sizeBytes ?? -1, disk.key);
    const codes = disk.partitions.map(({ type }) => type as string);
    t.deepEqual(typeCodes(outcome, disk.key), codes, `type codes of ${disk.key}`);
    const onDisk = [...(found.children ?? [])].sort((a, b) => (a.start ?? 0) - (b.start ?? 0));
    t.deepEqual(
      onDisk.map(({ partuuid, parttype, size }) => ({ partuuid, parttype, size })),
      disk.partitions.map(({ uuid, type, sizeBytes }) => ({
        partuuid: uuid,
        parttype: TYPE_GUIDS[type] ?? null,
        size: sizeBytes ?? -1,
      })),
      `partitions of ${disk.key}`,
    );
  }
}

/** Every container is formatted as asked, and passes on what it should. */
function judgeContainers(t: ExecutionContext, layout: DiskLayout, outcome: GuestOutcome) {
  const planned = containers(layout);
  const asked = planned.length === 0 ? [] : lines(outcome, 'asked/luksFormat');
  t.is(asked.length, planned.length, 'each is formatted once, and not again over itself');
  for (const { device, content } of planned) {
    const { mapper, formatArgs } = content;
    const wanted = `luksFormat ${device} ${formatArgs.join(' ')} --key-file `;
    t.true(
      asked.some((line) => line.includes(wanted)),
      wanted,
    );
    const header = JSON.parse(text(outcome, `formatted/luks-${mapper}`)) as LuksHeader;
    const flags = [
      ...(content.allowDiscards ? ['allow-discards'] : []),
      ...(content.bypassWorkqueues ? ['no-read-workqueue', 'no-write-workqueue'] : []),
    ];
    t.deepEqual([...(header.config.flags ?? [])].sort(), flags.sort(), mapper);
    const sector = formatArgs.indexOf('--sector-size');
    const segments = Object.values(header.segments).map(({ encryption, sector_size }) => ({
      encryption,
      sector_size,
    }));
    const sectorSize = sector === -1 ? segments[0]?.sector_size : Number(formatArgs[sector + 1]);
    t.deepEqual(segments, [{ encryption: 'aes-xts-plain64', sector_size: sectorSize ?? 0 }]);
    const kdfs = Object.values(header.keyslots).map(({ kdf }) => kdf.type);
    t.deepEqual(kdfs, [formatArgs[formatArgs.indexOf('--pbkdf') + 1] ?? ''], 'one passphrase');
    const inUse = text(outcome, `formatted/dm-${mapper}`);
    t.is(/\ballow_discards\b/.test(inUse), content.allowDiscards, inUse);
    t.is(/\bno_read_workqueue no_write_workqueue\b/.test(inUse), content.bypassWorkqueues, inUse);
  }
}

/** Every array has its members, both of them working. */
function judgeArrays(t: ExecutionContext, layout: DiskLayout, outcome: GuestOutcome) {
  const partitions = layout.disks.flatMap((disk) => disk.partitions);
  const devices = blockDevices(outcome, 'formatted/lsblk.json');
  for (const { name } of layout.arrays ?? []) {
    const detail = text(outcome, `formatted/md-${name}`);
    t.regex(detail, /Raid Level : raid1$/m);
    t.regex(detail, /Active Devices : 2$/m);
    const members = partitions.flatMap((partition) =>
      partition.content?.kind === 'md-member' && partition.content.array === name
        ? [partition.uuid]
        : [],
    );
    const found = devices.filter(
      ({ fstype, label }) => fstype === 'linux_raid_member' && label === `any:${name}`,
    );
    t.deepEqual(found.map(({ partuuid }) => partuuid).sort(), members.sort(), name);
  }
}

/** Every filesystem has the planned label, profile and subvolumes, mounted with the planned options. */
function judgeFilesystems(t: ExecutionContext, layout: DiskLayout, outcome: GuestOutcome) {
  const mounted = mounts(outcome);
  const at = (target: string) => mounted.find((mount) => mount.target === target);
  const devices = blockDevices(outcome, 'formatted/lsblk.json');
  // A mount says the mapper's name or the kernel's, whichever was there first.
  const names = (mapper: string) =>
    devices.flatMap(({ name, kname }) =>
      mapper === `/dev/mapper/${name}` ? [mapper, `/dev/${kname}`] : [],
    );
  for (const { device, content } of filesystems(layout)) {
    const { label, subvolumes, blankSnapshot, mirrors = [] } = content;
    const found = lines(outcome, `formatted/subvolumes-${label}`).map(
      (line) => / path (.*)$/.exec(line)?.[1] ?? line,
    );
    const wanted = subvolumes.map(({ name }) => name as string);
    t.deepEqual(found.sort(), [...wanted, ...(blankSnapshot ? [blankSnapshot] : [])].sort());
    const profile = mirrors.length > 0 ? /^Data, RAID1:/m : /^Data, single:/m;
    t.regex(text(outcome, `formatted/profiles-${label}`), profile);
    const shown = text(outcome, `formatted/devices-${label}`);
    t.true(shown.includes(`Label: '${label}' `), shown);
    t.is(shown.match(/\bdevid\b/g)?.length, mirrors.length + 1, shown);
    for (const mirror of mirrors) t.true(shown.includes(` path ${mirror}\n`), shown);
    for (const { name, mountpoint, mountOptions } of subvolumes) {
      const mount = at(mountpoint === '/' ? '/mnt' : `/mnt${mountpoint}`);
      t.is(mount?.fstype, 'btrfs', mountpoint);
      const source = mount?.source.replace(/\[.*/, '') ?? '';
      if (device.startsWith('/dev/mapper/')) t.true(names(device).includes(source), source);
      const options = mount?.options.split(',') ?? [];
      t.true(options.includes(`subvol=/${name}`), mountpoint);
      for (const option of mountOptions)
        t.true(options.includes(option), `${mountpoint} ${option}`);
    }
  }
  for (const { mountpoint, mountOptions } of bootPartitions(layout)) {
    const mount = at(`/mnt${mountpoint}`);
    t.is(mount?.fstype, 'vfat', mountpoint);
    // vfat shows its umask as two; nofail is for the machine that boots, not for the kernel.
    if (mountOptions.includes('umask=0077'))
      t.regex(mount?.options ?? '', /\bfmask=0077,dmask=0077\b/);
  }
}

/** Nothing lies on a partition that was to be left for later: the boot loader's, or a random key's. */
function judgeEmpty(t: ExecutionContext, layout: DiskLayout, outcome: GuestOutcome) {
  const devices = blockDevices(outcome, 'formatted/lsblk.json');
  for (const { uuid, content } of layout.disks.flatMap(({ partitions }) => partitions)) {
    if (content !== null && !(content.kind === 'swap' && content.randomEncryption)) continue;
    const found = devices.find(({ partuuid }) => partuuid === uuid);
    t.like(found, { fstype: null });
    t.is(found?.children, undefined);
  }
}

function diskOf(devices: readonly BlockDevice[], { key, partitions }: PlannedDisk): BlockDevice {
  const [first] = partitions;
  const found = devices.find(({ children = [] }) =>
    children.some(({ partuuid }) => partuuid === first?.uuid),
  );
  if (found === undefined) throw new Error(`${key}: no disk has its first partition`);
  return found;
}
