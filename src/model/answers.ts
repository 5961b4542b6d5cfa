import * as z from 'zod';
import { ANSWERS_SCHEMA } from './schema-names.ts';
import { isTimeZone } from './time-zone.ts';

/** As disko and `sgdisk` take it: lower case, with dashes. */
export const PartitionUuid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const size = z.string().regex(/^[1-9][0-9]{0,5}[MGT]$/, 'a size such as 512M, 8G or 1T');
/** Host names, user names and mapper names: safe in Nix, in a shell word and on a screen. */
export const HostName = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,61}[a-z0-9]$|^[a-z]$/,
    'a host name: a-z, 0-9 and -, a letter first, no - at the end, 63 at most',
  );
const userName = z
  .string()
  .regex(/^(?!root$)[a-z_][a-z0-9_-]{0,30}$/, 'a user name other than root: a-z, 0-9, _ and -');
/** A link that udev made: nothing in it that a shell would read (disko quotes it with "). */
export const DeviceLink = z
  .string()
  .regex(
    /^\/dev\/disk\/by-(id|path|partuuid)\/[A-Za-z0-9._:+@=,-]{1,200}$|^\/dev\/[a-z]{2,8}[0-9a-z]{0,12}$/,
    'a link under /dev/disk/by-path or by-id',
  );
/** `sha256-` and the hash of a user's own profile.yaml. */
const profileHash = z.string().regex(/^sha256-[0-9a-f]{64}$/, 'sha256- and 64 hex digits');
const publicKey = z
  .string()
  .regex(
    /^(ssh-(ed25519|rsa)|ecdsa-sha2-nistp(256|384|521)|sk-(ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com) [A-Za-z0-9+/]{64,}={0,3}( [^\n\r"\\$`]{0,200})?$/,
    'an OpenSSH public key',
  );

const moduleNames = z.array(
  z.string().regex(/^[a-z0-9][a-z0-9_-]{0,59}$/, 'a kernel module such as megaraid_sas'),
);
/** A way to unlock the disk that needs no built-in keyboard. */
const unlock = z.enum(['usb-keyboard', 'tpm2', 'fido2']);

const TIME_ZONE = 'a time zone such as Europe/Berlin, spelled like that';

/** Roles of a disk that is not the system disk. */
export const DiskRole = z.enum(['mirror', 'data', 'backup', 'scratch', 'untouched']);
export type DiskRole = z.infer<typeof DiskRole>;

const Redundancy = z
  .enum(['single', 'raid1', 'md'])
  .describe('raid1: btrfs over two encrypted disks; md: an array below the encryption.');
const swapKind = z.enum(['partition', 'file']);
const subvolumes = z
  .record(
    z.string().regex(/^@[a-z0-9][a-z0-9-]{0,39}$/, 'a subvolume such as @vm'),
    z
      .string()
      .regex(/^(\/[A-Za-z0-9_][A-Za-z0-9._-]{0,60}){1,6}$/, 'a mount point such as /vm, or none')
      .nullable(),
  )
  .describe('Subvolume → mount point, beside or instead of the usual ones; null: left out.');

/**
 * What hardware cannot tell, as given by a person: config/panther.yaml, --answers, --set or a prompt.
 * Every key is optional here; `Answers` is the same with every default filled in.
 */
export const GivenAnswers = z.strictObject({
  schema: z.literal(ANSWERS_SCHEMA).optional(),
  host: HostName.optional(),
  profile: z.string().optional(),
  profileHash: profileHash.optional(),
  user: userName.optional(),
  sshKeys: z.array(publicKey).optional(),
  timeZone: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/, TIME_ZONE)
    .refine(isTimeZone, TIME_ZONE)
    .optional(),
  locale: z
    .string()
    .regex(
      /^[A-Za-z]{1,3}(_[A-Z]{2})?(\.[A-Za-z0-9-]+)?(@[a-z]+)?$/,
      'a locale such as en_US.UTF-8',
    )
    .optional(),
  keyMap: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/, 'a console key map such as us or de')
    .optional(),
  stateVersion: z
    .string()
    .regex(/^[2-9][0-9]\.(05|11)$/, 'a NixOS release such as 26.05')
    .optional(),
  encryption: z.enum(['luks', 'none']).optional(),
  hibernation: z.boolean().optional(),
  publicDiskIds: z.boolean().optional(),
  initrdModules: moduleNames.optional(),
  unlock: unlock.optional(),
  disk: z
    .string()
    .min(1, 'a disk, such as nvme0n1 or its link under /dev/disk/by-path')
    .max(300)
    .optional(),
  disks: z.record(z.string(), DiskRole).optional(),
  layout: z
    .strictObject({
      espSize: size.optional(),
      swapSize: size.nullable().optional(),
      swapKind: swapKind.optional(),
      redundancy: Redundancy.optional(),
      subvolumes: subvolumes.optional(),
      label: z
        .string()
        .regex(/^[A-Za-z0-9@._-]{1,60}$/, 'a label of letters, digits and @._-')
        .optional(),
    })
    .optional(),
  partitionUuids: z.record(z.string(), PartitionUuid).optional(),
  rules: z.int().optional(),
});
export type GivenAnswers = z.infer<typeof GivenAnswers>;

/** Every answer and every default that a plan used; hosts/<host>/answers.yaml holds them. */
export const Answers = z.strictObject({
  schema: z.literal(ANSWERS_SCHEMA),
  host: HostName,
  profile: z.string(),
  profileHash: profileHash
    .optional()
    .describe("Of the profile.yaml that the host was made with, where it is the user's own."),
  user: userName,
  sshKeys: z.array(publicKey),
  timeZone: z.string(),
  locale: z.string(),
  keyMap: z.string(),
  stateVersion: z.string(),
  encryption: z.enum(['luks', 'none']),
  hibernation: z.boolean(),
  publicDiskIds: z.boolean(),
  initrdModules: moduleNames
    .optional()
    .describe(
      'Kernel modules that the way to the root, or to the passphrase, needs; absent: none.',
    ),
  unlock: unlock
    .optional()
    .describe('How the disk is unlocked where the built-in keyboard cannot; absent: it can.'),
  disk: DeviceLink.describe('The system disk, as the link that disko.nix names.'),
  disks: z.record(z.string(), DiskRole),
  layout: z.strictObject({
    espSize: size,
    swapSize: size.nullable().describe('Swap partition or file; null: zram only.'),
    swapKind: swapKind.optional().describe('Absent: a file to hibernate into, else a partition.'),
    redundancy: Redundancy.optional().describe('Absent: single.'),
    subvolumes: subvolumes.optional(),
    label: z.string(),
  }),
  partitionUuids: z
    .record(z.string(), PartitionUuid)
    .describe('Partition key → GPT partition uuid, drawn once.'),
  rules: z.int().describe('Version of the rule set that derived the host.'),
});
export type Answers = z.infer<typeof Answers>;
