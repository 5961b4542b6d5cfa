import {
  bytesOf,
  isBiosBoot,
  isBiosGuid,
  isEsp,
  type LintLayout,
  type LintPartition,
  rootOf,
} from '../layout.ts';
import { child, textOf } from '../node.ts';
import { fault, type LintRule } from '../rule.ts';
import { leastSize } from './disks.ts';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const BOOT = /^\/(?:boot|efi)/;
/** Where the machine looks for its boot loader; an ESP anywhere else is a spare. */
const PRIMARY = ['/boot', '/boot/efi', '/efi'];

export const BOOT_RULES: readonly LintRule[] = [
  {
    code: 'bios-partition-by-guid',
    says: 'disko recognises a BIOS boot partition by the code EF02 alone; by its GUID GRUB gets no disk to be installed on.',
    remedy: 'write type = "EF02"',
    find: ({ partitions }) =>
      partitions
        .filter(({ type }) => isBiosGuid(type))
        .map(({ node, key }) => fault(child(node, 'type') ?? node, key)),
  },
  {
    code: 'bios-partition-with-content',
    says: 'GRUB writes itself over the filesystem in a BIOS boot partition.',
    remedy: 'leave the partition without content, and make /boot one of its own',
    find: ({ partitions }) =>
      partitions
        .filter((each) => isBiosBoot(each) && each.content !== null)
        .map(({ node, content, key }) => fault(content ?? node, key)),
  },
  {
    code: 'esp-too-small',
    says: 'An ESP of this size is full after a few generations of kernel and initrd, and then no update can be booted.',
    remedy: 'make it 1G, or 512M at least on a disk below 32 GiB',
    find: (layout) =>
      layout.partitions.flatMap((esp) => {
        const size = child(esp.node, 'size') ?? child(esp.node, 'end');
        const bytes = bytesOf(textOf(size));
        if (!isEsp(esp) || size === null || bytes === null || bytes >= GIB) return [];
        const fits = bytes >= 512 * MIB && looksSmall(layout, esp);
        return fits ? [] : [fault(size, `${esp.key}, ${textOf(size)}`)];
      }),
  },
  {
    code: 'esp-readable',
    says: 'Everybody on the machine can read an ESP that is mounted like this, the random seed of the boot loader included.',
    remedy: 'mountOptions = [ "umask=0077" ]',
    find: ({ mounts }) =>
      mounts
        .filter(({ format, mountpoint }) => format === 'vfat' && BOOT.test(mountpoint))
        .filter(({ options }) => !options.some((option) => /^[ufd]mask=[0-7]{0,2}77$/.test(option)))
        .map(({ optionsAt, mountpoint }) => fault(optionsAt, mountpoint)),
  },
  {
    code: 'no-esp',
    says: 'Without an ESP the disk boots under BIOS alone, and never again once its firmware is UEFI.',
    remedy: 'add an ESP beside the BIOS boot partition: type = "EF00", vfat at /boot',
    find: (layout) => {
      const root = rootOf(layout);
      const gpt = layout.contents.find(({ type }) => type === 'gpt');
      return root === null || gpt === undefined || layout.partitions.some(isEsp)
        ? []
        : [fault(gpt.node, gpt.disk?.key ?? '')];
    },
  },
  {
    code: 'boot-inside-root',
    says: 'Kernels and initrds lie inside of a root that is encrypted or reset: GRUB cannot read them, or finds them gone.',
    remedy: 'mount a vfat ESP at /boot',
    find: (layout) => {
      const root = rootOf(layout);
      const boots = layout.mounts.some(({ mountpoint }) => BOOT.test(mountpoint));
      const reset = layout.mounts.some(({ mountpoint }) => mountpoint === '/persist');
      if (root === null || boots || (root.content.luks === null && !reset)) return [];
      return [fault(root.at, root.mountpoint)];
    },
  },
  {
    code: 'second-esp-required',
    says: 'The machine does not boot without this ESP, though there are two, for when either disk is gone.',
    remedy: 'add "nofail" to the mountOptions of both',
    find: ({ mounts }) => {
      const esps = mounts.filter(
        ({ format, mountpoint }) => format === 'vfat' && BOOT.test(mountpoint),
      );
      const disks = new Set(esps.map(({ content }) => content.disk));
      return esps
        .filter(({ mountpoint }) => disks.size > 1 || !PRIMARY.includes(mountpoint))
        .filter(({ options }) => !options.includes('nofail'))
        .map(({ optionsAt, mountpoint }) => fault(optionsAt, mountpoint));
    },
  },
  {
    code: 'esp-on-array',
    says: 'A firmware can read an ESP on an array only where the metadata stands at its end.',
    remedy: 'metadata = "1.0", or better an ESP on each disk without an array',
    find: ({ node, contents, partitions }) =>
      partitions.flatMap((esp) => {
        if (!isEsp(esp) || textOf(child(esp.content, 'type')) !== 'mdraid') return [];
        const name = textOf(child(esp.content, 'name'));
        const array = name === null ? null : child(node, 'mdadm', name);
        if (array === null || textOf(child(array, 'metadata')) === '1.0') return [];
        const first = contents.find(({ partition }) => partition === esp);
        return [fault(first?.node ?? esp.node, name ?? '')];
      }),
  },
];

/** Whether a disk may be one below 32 GiB: one of a VPS or an eMMC, with little of a fixed size on it. */
function looksSmall({ partitions }: LintLayout, esp: LintPartition): boolean {
  const beside = partitions.filter(({ disk }) => disk === esp.disk);
  const kind = beside.some(isBiosBoot) || /mmc|virtio|scsi/.test(esp.disk?.device ?? '');
  const sizes = beside.map(({ node }) => textOf(child(node, 'size')));
  return kind && leastSize(sizes) < 4 * GIB + 600 * MIB;
}
