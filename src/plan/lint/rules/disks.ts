import {
  bytesOf,
  isBiosBoot,
  isEsp,
  type LintContent,
  type LintDisk,
  type LintLayout,
} from '../layout.ts';
import { child, isFalse, textOf } from '../node.ts';
import { type Fault, fault, type LintRule, repeated } from '../rule.ts';

const KERNEL_NAME = /^\/dev\/(?!disk\/|mapper\/)[A-Za-z0-9]+$/;
const BUS_NAME = /^\/dev\/disk\/by-id\/scsi-0QEMU_QEMU_HARDDISK_drive-/;
const EVERYDAY =
  /^(?:main|disk[0-9a-z]?|[svh]d[a-z]|nvme[0-9]*(?:n[0-9]+)?|mmcblk[0-9]|root|system|os|primary|secondary|first|second|one|two|three|data[0-9]*|ssd|hdd|boot|vps|server|my-disk|x|a|b)$/;

function byKernel({ device }: LintDisk): boolean {
  return device !== null && KERNEL_NAME.test(device);
}

/**
 * Some hypervisors give their one disk no link at all. Nothing can swap names with it; that it is one of
 * a VPS shows by a layout for both firmwares.
 */
function isOnlyVirtualDisk({ disks, partitions }: LintLayout, { device }: LintDisk): boolean {
  const both = partitions.some(isBiosBoot) && partitions.some(isEsp);
  return disks.length === 1 && both && /^\/dev\/(?:s|v|xv)da$/.test(device ?? '');
}

/** Part of something that reaches over several disks: then the disk is meant to be formatted. */
function isMember({ type, node }: LintContent): boolean {
  const members = ['mdraid', 'lvm_pv', 'zfs', 'bcachefs'];
  return members.includes(type) || (type === 'luks' && child(node, 'content') === null);
}

/** Disks that are no sets, and contents that Nix gives no value for: nothing of them could be looked at. */
function unread({ node, disks }: LintLayout): Fault[] {
  const all = child(node, 'disk') ?? node;
  const sets = all.value.k === 'attrs' ? disks.map((disk) => disk.node) : [all];
  const contents = disks.flatMap((disk) => child(disk.node, 'content') ?? []);
  return [
    ...sets.filter(({ value }) => value.k !== 'attrs'),
    ...contents.filter(({ value }) => value.k === 'unknown'),
  ].map((each) => fault(each, each.value.k === 'unknown' ? 'Nix gives no value' : 'it is no set'));
}

export const DISK_RULES: readonly LintRule[] = [
  {
    code: 'kernel-name',
    says: 'The kernel gives these names anew on every boot; where two disks swap theirs, the wrong one is wiped.',
    remedy: 'name the disk by a link under /dev/disk/by-path or by-id',
    find: (layout) =>
      layout.disks
        .filter((disk) => byKernel(disk) && !isOnlyVirtualDisk(layout, disk))
        .map(({ node, deviceNode, device }) => fault(deviceNode ?? node, device ?? '')),
  },
  {
    code: 'disk-not-evaluated',
    says: 'This could not be evaluated, so nothing of it was looked at.',
    remedy: 'correct it, or write what depends on the rest of the system where lint can see it',
    find: unread,
  },
  {
    code: 'momentary-link',
    says: 'A by-diskseq number counts the disks since the machine was started.',
    remedy: 'name the disk by a link under /dev/disk/by-path or by-id',
    find: ({ disks }) =>
      disks
        .filter(({ device }) => device?.startsWith('/dev/disk/by-diskseq/'))
        .map(({ node, deviceNode, device }) => fault(deviceNode ?? node, device ?? '')),
  },
  {
    code: 'shared-bus-name',
    says: 'This by-id name tells the place on the virtual bus, not the disk: every such VPS has it.',
    remedy: 'name the disk by path, and never tell machines apart by this name',
    find: ({ disks }) =>
      disks
        .filter(({ device }) => device !== null && BUS_NAME.test(device))
        .map(({ node, deviceNode, device }) => fault(deviceNode ?? node, device ?? '')),
  },
  {
    code: 'device-twice',
    says: 'Two entries name one disk: the second is formatted over the first.',
    remedy: 'give each entry a disk of its own, or make one of both',
    find: ({ disks }) =>
      repeated(
        disks.map(({ node, deviceNode, device }) => ({ node: deviceNode ?? node, text: device })),
      ),
  },
  {
    code: 'further-disk-wiped',
    says: 'A further disk is wiped as well: that is what disko does unless destroy is false.',
    remedy: 'set destroy = false, or name the disk by a link if it is to be formatted',
    find: ({ disks, mounts, contents }) => {
      if (disks.length < 2) return [];
      const root = mounts.find(({ mountpoint }) => mountpoint === '/')?.content.disk ?? disks[0];
      return disks
        .filter((disk) => disk !== root && disk.node.value.k === 'attrs')
        .filter((disk) => !isFalse(child(disk.node, 'destroy')))
        .filter((disk) => {
          const own = contents.filter((content) => content.disk === disk);
          return own.length === 0 || (byKernel(disk) && !own.some(isMember));
        })
        .map(({ node, key }) => fault(node, key));
    },
  },
  {
    code: 'partition-by-label',
    says: 'Without a uuid a partition is found by a label made of the names in this file, and a second disk with the same names is mistaken for it.',
    remedy: 'give each partition a uuid of its own, or the disk a name that no other host uses',
    find: ({ disks, partitions }) =>
      disks.flatMap((disk) => {
        const name = textOf(child(disk.node, 'name')) ?? disk.key;
        const first = partitions.find(
          ({ disk: on, node, content }) =>
            on === disk &&
            content !== null &&
            child(node, 'uuid') === null &&
            child(node, 'label') === null,
        );
        return first !== undefined && EVERYDAY.test(name)
          ? [fault(first.node, `${name}, ${first.key}`)]
          : [];
      }),
  },
  {
    code: 'uuid-twice',
    says: 'Two partitions have one uuid: which of them is mounted is chance.',
    remedy: 'draw a new uuid for one of them',
    find: ({ partitions }) =>
      repeated(
        partitions.flatMap(({ node }) => {
          const uuid = child(node, 'uuid');
          return uuid === null ? [] : [{ node: uuid, text: textOf(uuid)?.toLowerCase() ?? null }];
        }),
      ),
  },
  {
    code: 'two-rests',
    says: 'Two partitions of one disk take all that is left of it: nothing is left for the second.',
    remedy: 'give one of them a size',
    find: ({ disks, partitions }) =>
      disks.flatMap((disk) => {
        const rests = partitions.flatMap((each) => {
          const size = child(each.node, 'size');
          return each.disk === disk && size !== null && textOf(size) === '100%'
            ? [fault(size, each.key)]
            : [];
        });
        return rests.slice(1);
      }),
  },
  {
    code: 'mountpoint-twice',
    says: 'Two filesystems are mounted at one place: one of them hides the other.',
    remedy: 'mount one of them elsewhere',
    find: ({ mounts }) =>
      repeated(mounts.map(({ at, mountpoint }) => ({ node: at, text: mountpoint }))),
  },
];

/** Bytes that a disk holds at least: its partitions and swap files of a fixed size. */
export function leastSize(sizes: readonly (string | null)[]): number {
  return sizes.reduce((sum, size) => sum + (bytesOf(size) ?? 0), 0);
}
