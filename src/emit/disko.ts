import type { z } from 'zod';
import { PantherError } from '../model/errors.ts';
import {
  type BtrfsContent,
  DiskLayout,
  type LuksContent,
  type MdArray,
  type Partition,
  type PlannedDisk,
} from '../model/layout.ts';
import { USED_ONCE } from '../model/parsing.ts';
import type { SettingValue } from '../model/plan.ts';

type Btrfs = z.infer<typeof BtrfsContent>;
type Attrs = { attrs: Record<string, SettingValue> };

/**
 * `disko.devices` as data. disko writes most of it into a shell script, so the layout is held to its
 * allow-lists once more: it may have come from a file.
 *
 * @throws PantherError `input` when a value could mean something to a shell.
 */
export function diskoValue(layout: DiskLayout): SettingValue {
  const parsed = DiskLayout.safeParse(layout, USED_ONCE);
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.map(String).join('.');
    throw new PantherError('input', `layout.${where}: not a value that disko can be given safely`);
  }
  const arrays = (layout.arrays ?? []).map((array) => [array.name, arrayValue(array)]);
  return attrs({
    disk: attrs(Object.fromEntries(layout.disks.map((disk) => [disk.key, diskValue(disk)]))),
    ...(arrays.length === 0 ? {} : { mdadm: attrs(Object.fromEntries(arrays)) }),
  });
}

/** Mirrored; the superblock after the first 4 KiB, where no firmware takes the member for its content. */
function arrayValue({ content }: MdArray): Attrs {
  const value = contentValue({ content });
  return attrs({
    type: 'mdadm',
    level: 1,
    metadata: '1.2',
    // Said, or mdadm asks where an array is large.
    extraArgs: ['--bitmap=internal'],
    ...(value === null ? {} : { content: value }),
  });
}

function diskValue(disk: PlannedDisk): Attrs {
  const partitions = disk.partitions.map((partition) => [partition.key, partitionValue(partition)]);
  return attrs({
    type: 'disk',
    device: disk.device,
    content: attrs({ type: 'gpt', partitions: attrs(Object.fromEntries(partitions)) }),
  });
}

function partitionValue(partition: Partition): Attrs {
  const content = contentValue(partition);
  return attrs({
    // disko sets boot.loader.grub.devices for the literal "EF02" only, not for the GUID.
    type: partition.type,
    size: partition.size,
    ...(partition.uuid === null ? {} : { uuid: partition.uuid }),
    ...(content === null ? {} : { content }),
  });
}

function contentValue({ content }: Pick<Partition, 'content'>): Attrs | null {
  switch (content?.kind) {
    case 'esp':
      return attrs({
        type: 'filesystem',
        format: 'vfat',
        mountpoint: content.mountpoint,
        mountOptions: content.mountOptions,
      });
    case 'swap':
      return attrs({ type: 'swap', randomEncryption: content.randomEncryption });
    case 'luks':
      return attrs({ ...containerValue(content), content: btrfsValue(content.content) });
    case 'luks-member':
      return attrs(containerValue(content));
    case 'md-member':
      return attrs({ type: 'mdraid', name: content.array });
    case 'btrfs':
      return btrfsValue(content);
    default:
      return null;
  }
}

type Container = Pick<
  z.infer<typeof LuksContent>,
  'mapper' | 'passwordFile' | 'formatArgs' | 'allowDiscards' | 'bypassWorkqueues' | 'optional'
>;

function containerValue(content: Container): Record<string, SettingValue> {
  return {
    type: 'luks',
    name: content.mapper,
    // Never settings.keyFile: it would be looked for on every boot.
    passwordFile: content.passwordFile,
    extraFormatArgs: content.formatArgs,
    settings: attrs({
      allowDiscards: content.allowDiscards,
      bypassWorkqueues: content.bypassWorkqueues,
      ...(content.optional === true ? { crypttabExtraOpts: ['nofail'] } : {}),
    }),
  };
}

/** Without `-f`, so that mkfs.btrfs keeps its own refusal to overwrite a filesystem. */
function btrfsValue(content: Btrfs): Attrs {
  const subvolumes = content.subvolumes.map((subvolume) => [
    subvolume.name,
    attrs({
      mountpoint: subvolume.mountpoint,
      mountOptions: subvolume.mountOptions,
      ...(subvolume.swapFile === null
        ? {}
        : { swap: attrs({ swapfile: swapFileValue(subvolume.swapFile) }) }),
    }),
  ]);
  const root = content.subvolumes.find(({ mountpoint }) => mountpoint === '/');
  return attrs({
    type: 'btrfs',
    extraArgs: ['-L', content.label, ...mirrorArgs(content)],
    subvolumes: attrs(Object.fromEntries(subvolumes)),
    ...(content.blankSnapshot === null || root === undefined
      ? {}
      : { postCreateHook: blankSnapshotHook(root.name, content.blankSnapshot) }),
  });
}

/** The devices of the other disks come first in disko's order, so they are there by now. */
function mirrorArgs({ mirrors = [] }: Btrfs): string[] {
  return mirrors.length === 0 ? [] : ['-d', 'raid1', '-m', 'raid1', ...mirrors];
}

function swapFileValue(swapFile: { size: string; priority: number | null }): Attrs {
  const { size, priority } = swapFile;
  return attrs({ size, ...(priority === null ? {} : { priority }) });
}

/**
 * Takes the read-only snapshot of the root while it is empty: disko creates before it mounts. The
 * hook runs again whenever disko formats, hence the guard. `$device` is disko's.
 */
function blankSnapshotHook(root: string, blank: string): string {
  return [
    '(',
    '  top=$(mktemp -d)',
    '  mount -o subvolid=5 "$device" "$top"',
    `  trap 'umount "$top"; rmdir "$top"' EXIT`,
    `  if ! btrfs subvolume show "$top/${blank}" > /dev/null 2>&1; then`,
    `    btrfs subvolume snapshot -r "$top/${root}" "$top/${blank}"`,
    '  fi',
    ')',
    '',
  ].join('\n');
}

function attrs(values: Record<string, SettingValue>): Attrs {
  return { attrs: values };
}
