import * as z from 'zod';
import { DeviceLink, PartitionUuid } from './answers.ts';
import { OldPartition } from './hardware.ts';

/*
 * disko puts these into a shell script, quoted at best, and `HostPlan` can come from a file: each is
 * held to an allow-list here, so that no value of this type can carry anything a shell would read.
 */
const shellName = z.string().regex(/^[A-Za-z0-9@._-]{1,60}$/);
const shellPath = z.string().regex(/^\/[A-Za-z0-9@._/-]{0,200}$/);
const mountOption = z.string().regex(/^[A-Za-z0-9_=:.-]{1,60}$/);
const shellWord = z.string().regex(/^[A-Za-z0-9=._-]{1,60}$/);
const blockDevice = z
  .string()
  .regex(/^\/dev\/(mapper|md|disk\/by-partuuid)\/[A-Za-z0-9._-]{1,60}$/)
  .describe('As the running system names it: a mapper, an array or a partition uuid.');

const reason = z.string().describe('Why, in one sentence, free of hardware strings.');

/** A subvolume, flat below the top level, which is never mounted. */
export const Subvolume = z.object({
  name: z.string().regex(/^@[a-z0-9-]*$/),
  mountpoint: shellPath,
  mountOptions: z.array(mountOption),
  swapFile: z
    .object({ size: z.string().regex(/^[0-9]+[MGT]$/), priority: z.int().nullable() })
    .nullable(),
  reason,
});
export type Subvolume = z.infer<typeof Subvolume>;

export const BtrfsContent = z.object({
  kind: z.literal('btrfs'),
  label: shellName,
  subvolumes: z.array(Subvolume),
  blankSnapshot: shellName.nullable().describe('Read-only snapshot of the empty @root.'),
  mirrors: z
    .array(blockDevice)
    .optional()
    .describe('Further devices of the same filesystem: data and metadata are RAID1 over all.'),
});

/** A partition that a btrfs filesystem on another disk takes as its mirror. */
export const BtrfsMember = z.object({ kind: z.literal('btrfs-member'), label: shellName });

export const SwapContent = z.object({ kind: z.literal('swap'), randomEncryption: z.boolean() });

const container = {
  mapper: shellName.describe('Name below /dev/mapper.'),
  passwordFile: shellPath.describe('Read while formatting only; on a tmpfs, without newline.'),
  formatArgs: z.array(shellWord).describe('Arguments of cryptsetup luksFormat.'),
  allowDiscards: z.boolean(),
  bypassWorkqueues: z.boolean(),
  optional: z.boolean().optional().describe('The machine starts without it as well.'),
};

export const LuksContent = z.object({
  kind: z.literal('luks'),
  ...container,
  content: BtrfsContent,
});

/** A container that a btrfs filesystem in another one takes as its mirror. */
export const LuksMember = z.object({ kind: z.literal('luks-member'), ...container });

export const PartitionContent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('esp'), mountpoint: shellPath, mountOptions: z.array(mountOption) }),
  SwapContent,
  BtrfsContent,
  BtrfsMember,
  LuksContent,
  LuksMember,
  z.object({ kind: z.literal('md-member'), array: shellName.describe('Name of the array.') }),
]);

export const Partition = z.object({
  key: z.enum(['bios', 'esp', 'swap', 'crypt', 'root', 'data', 'raid']),
  type: z.enum(['EF02', 'EF00', '8200', '8309', '8300', 'FD00']).describe('sgdisk type code.'),
  size: z.string().regex(/^[0-9]+[KMGT]$|^100%$/),
  sizeBytes: z.int().nullable().describe('Resolved size; null where the disk size is unknown.'),
  uuid: PartitionUuid.nullable(),
  content: PartitionContent.nullable(),
  reason,
});
export type Partition = z.infer<typeof Partition>;

/** What is on a disk that the layout takes, and goes with it. */
export const Loss = z.object({
  disk: z.string().describe('Name in the capture.'),
  partition: z.string().nullable(),
  type: z.string(),
  mounts: z.array(z.string()),
  alsoOn: z.array(z.string()),
});
export type Loss = z.infer<typeof Loss>;

export const PlannedDisk = z.object({
  key: shellName.describe('Attribute under disko.devices.disk.'),
  role: z
    .enum(['system', 'mirror', 'data', 'backup', 'scratch'])
    .describe('mirror: the second half of the system disk.'),
  device: DeviceLink.describe('What disko.nix names.'),
  name: z.string().describe('Kernel name in the capture, for display.'),
  sizeBytes: z.int().nullable(),
  partitions: z.array(Partition),
  today: z
    .array(OldPartition)
    .optional()
    .describe('The partitions that are there and go; absent where none was recorded.'),
  reason,
});
export type PlannedDisk = z.infer<typeof PlannedDisk>;

/** An md RAID1 array over the partitions that name it (`md-member`). */
export const MdArray = z.object({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,27}$/)
    .describe('Name below /dev/md; the superblock has room for 32 characters.'),
  sizeBytes: z.int().nullable().describe('Of the smallest member, less what md keeps for itself.'),
  content: z.discriminatedUnion('kind', [LuksContent, BtrfsContent, SwapContent]),
  reason,
});
export type MdArray = z.infer<typeof MdArray>;

/** One decision of the planner: what it is about, what was chosen, and why. */
export const LayoutChoice = z.object({
  row: z
    .string()
    .regex(/^[A-O]$/)
    .describe('Row of the decision table (docs/disk-layouts.md).'),
  about: z.string(),
  choice: z.string().describe('In a few words, free of hardware strings.'),
  reason,
});
export type LayoutChoice = z.infer<typeof LayoutChoice>;

/** The disk layout of one host: what disko creates, and what it costs. */
export const DiskLayout = z.object({
  disks: z.array(PlannedDisk),
  arrays: z.array(MdArray).optional().describe('md arrays over the disks; none: absent.'),
  choices: z.array(LayoutChoice).optional().describe('Which rows of the table apply, and why.'),
  untouched: z.array(z.object({ name: z.string(), reason })),
  losses: z.array(Loss),
  boot: z
    .object({
      configurationLimit: z.int().positive().describe('Generations that the boot menu keeps.'),
      generationBytes: z.int().positive().describe('What one of them takes on the ESP, roughly.'),
      reason,
    })
    .optional(),
  reset: z.object({
    device: z
      .string()
      .describe('Block device of the root filesystem: a mapper, an array or a by-partuuid link.'),
    waitFor: z
      .array(blockDevice)
      .optional()
      .describe('Further devices of the filesystem, which must be there before it can be mounted.'),
    subvolume: z.string(),
    blankSnapshot: z.string(),
  }),
  zram: z.object({ memoryPercent: z.int(), reason }),
});
export type DiskLayout = z.infer<typeof DiskLayout>;
