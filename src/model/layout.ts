import * as z from 'zod';
import { DeviceLink, PartitionUuid } from './answers.ts';

/*
 * disko puts these into a shell script, quoted at best, and `HostPlan` can come from a file: each is
 * held to an allow-list here, so that no value of this type can carry anything a shell would read.
 */
const shellName = z.string().regex(/^[A-Za-z0-9@._-]{1,60}$/);
const shellPath = z.string().regex(/^\/[A-Za-z0-9@._/-]{0,200}$/);
const mountOption = z.string().regex(/^[A-Za-z0-9_=:.-]{1,60}$/);
const shellWord = z.string().regex(/^[A-Za-z0-9=._-]{1,60}$/);

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
});

export const LuksContent = z.object({
  kind: z.literal('luks'),
  mapper: shellName.describe('Name below /dev/mapper.'),
  passwordFile: shellPath.describe('Read while formatting only; on a tmpfs, without newline.'),
  formatArgs: z.array(shellWord).describe('Arguments of cryptsetup luksFormat.'),
  allowDiscards: z.boolean(),
  bypassWorkqueues: z.boolean(),
  content: BtrfsContent,
});

export const PartitionContent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('esp'), mountpoint: shellPath, mountOptions: z.array(mountOption) }),
  z.object({ kind: z.literal('swap'), randomEncryption: z.boolean() }),
  BtrfsContent,
  LuksContent,
]);

export const Partition = z.object({
  key: z.enum(['bios', 'esp', 'swap', 'crypt', 'root', 'data']),
  type: z.enum(['EF02', 'EF00', '8200', '8309', '8300']).describe('sgdisk type code.'),
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

export const PlannedDisk = z.object({
  key: shellName.describe('Attribute under disko.devices.disk.'),
  role: z.enum(['system', 'data']),
  device: DeviceLink.describe('What disko.nix names.'),
  name: z.string().describe('Kernel name in the capture, for display.'),
  sizeBytes: z.int().nullable(),
  partitions: z.array(Partition),
  reason,
});
export type PlannedDisk = z.infer<typeof PlannedDisk>;

/** The disk layout of one host: what disko creates, and what it costs. */
export const DiskLayout = z.object({
  disks: z.array(PlannedDisk),
  untouched: z.array(z.object({ name: z.string(), reason })),
  losses: z.array(Loss),
  reset: z.object({
    device: z
      .string()
      .describe('Block device of the root filesystem: a mapper or a by-partuuid link.'),
    subvolume: z.string(),
    blankSnapshot: z.string(),
  }),
  zram: z.object({ memoryPercent: z.int(), reason }),
});
export type DiskLayout = z.infer<typeof DiskLayout>;
