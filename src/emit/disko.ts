import type { z } from 'zod';
import { PantherError } from '../model/errors.ts';
import {
  type BtrfsContent,
  DiskLayout,
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
  return attrs({
    disk: attrs(Object.fromEntries(layout.disks.map((disk) => [disk.key, diskValue(disk)]))),
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

function contentValue({ content }: Partition): Attrs | null {
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
      return attrs({
        type: 'luks',
        name: content.mapper,
        // Never settings.keyFile: it would be looked for on every boot.
        passwordFile: content.passwordFile,
        extraFormatArgs: content.formatArgs,
        settings: attrs({
          allowDiscards: content.allowDiscards,
          bypassWorkqueues: content.bypassWorkqueues,
        }),
        content: btrfsValue(content.content),
      });
    case 'btrfs':
      return btrfsValue(content);
    default:
      return null;
  }
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
    extraArgs: ['-L', content.label],
    subvolumes: attrs(Object.fromEntries(subvolumes)),
    ...(content.blankSnapshot === null || root === undefined
      ? {}
      : { postCreateHook: blankSnapshotHook(root.name, content.blankSnapshot) }),
  });
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
