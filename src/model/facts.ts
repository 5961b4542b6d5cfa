import * as z from 'zod';
import {
  AudioCodec,
  AudioDevice,
  Battery,
  BluetoothAdapter,
  Camera,
  Disk,
  Display,
  FingerprintReader,
  Gpu,
  InputDevice,
  NetworkInterface,
  PciDevice,
  StorageController,
  UsbDevice,
} from './hardware.ts';
import { FACTS_SCHEMA } from './schema-names.ts';

const text = z.string().nullable();
const count = z.int().nonnegative().nullable();
const flag = z.boolean().nullable();

/** Who made the machine, from DMI; placeholders such as "To be filled by O.E.M." are null. */
export const Identity = z.object({
  vendor: text,
  product: text,
  version: text,
  family: text,
  sku: text,
  boardVendor: text,
  boardName: text,
  boardVersion: text,
  biosVendor: text,
  biosVersion: text,
  biosDate: text,
  chassisVendor: text,
  assetTag: text.describe(
    'Only values that name a product or a cloud; anything else is an identifier.',
  ),
});
export type Identity = z.infer<typeof Identity>;

export const Chassis = z.object({
  type: count.describe('SMBIOS chassis type by number (DMTF DSP0134, 7.4.1).'),
  form: z
    .enum([
      'laptop',
      'convertible',
      'tablet',
      'desktop',
      'all-in-one',
      'mini-pc',
      'server',
      'embedded',
    ])
    .nullable()
    .describe('Form factor that the number stands for; null: other, unknown or a virtual machine.'),
});
export type Chassis = z.infer<typeof Chassis>;

export const Platform = z.object({
  architecture: text.describe('As uname -m: x86_64, aarch64, …'),
  kernel: text.describe('Release of the kernel that was running.'),
  os: text.describe('ID of os-release of the system that was running.'),
  container: text.describe('Container manager, or null when none was seen.'),
});
export type Platform = z.infer<typeof Platform>;

export const Cpu = z.object({
  vendor: text.describe('Vendor id as in /proc/cpuinfo: GenuineIntel, AuthenticAMD, …'),
  name: text,
  family: count,
  model: count,
  stepping: count,
  flags: z.array(z.string()).nullable(),
  sockets: count,
  logical: count.describe('Logical processors.'),
  cores: count.optional().describe('Physical cores of all sockets.'),
  hybrid: flag
    .optional()
    .describe('Cores of different kinds (performance and efficiency, big and little).'),
  numaNodes: count.optional().describe('NUMA nodes with processors or memory.'),
});
export type Cpu = z.infer<typeof Cpu>;

export const Memory = z.object({
  totalBytes: count.describe(
    'Usable memory (MemTotal), or installed memory where only that is known.',
  ),
  modules: z.array(z.object({ sizeBytes: count, type: text, speedMts: count, formFactor: text })),
  ecc: flag,
});
export type Memory = z.infer<typeof Memory>;

export const Firmware = z.object({
  mode: z
    .enum(['uefi', 'bios'])
    .nullable()
    .describe('Null: not seen, which is not the same as BIOS.'),
  width: z.union([z.literal(32), z.literal(64)]).nullable(),
  secureBoot: z.enum(['on', 'off', 'setup']).nullable(),
  tpm: z.enum(['2.0', '1.2', 'none']).nullable(),
  esrt: flag.describe('An EFI System Resource Table: firmware that fwupd can update.'),
});
export type Firmware = z.infer<typeof Firmware>;

export const Virtualisation = z.object({
  kind: text.describe('In systemd-detect-virt terms; "none" is bare metal, null is unknown.'),
  provider: text.describe('Named only on a named signal; "generic" for any other guest.'),
  guestAgent: flag.describe('A QEMU guest agent port is there.'),
  spice: flag,
  vmbus: flag,
});
export type Virtualisation = z.infer<typeof Virtualisation>;

export const Power = z.object({
  batteries: z.array(Battery),
  onMains: flag,
  platformProfile: flag,
  sleepStates: z.array(z.string()).nullable().describe('What /sys/power/mem_sleep offers.'),
  sleepDefault: text.optional().describe('The one of them that is used unless told otherwise.'),
  chargeControl: z
    .enum(['threshold', 'ideapad', 'lg', 'samsung', 'huawei', 'sony'])
    .nullable()
    .optional()
    .describe('How charging can be limited: the common attribute, or a vendor driver of its own.'),
});
export type Power = z.infer<typeof Power>;

export const Sensors = z.object({
  accelerometer: flag,
  ambientLight: flag,
  hub: text.describe('Driver of a sensor hub, for example amd_sfh.'),
});
export type Sensors = z.infer<typeof Sensors>;

export const Iommu = z.object({
  active: flag.describe('Devices are in IOMMU groups.'),
  table: z
    .enum(['dmar', 'ivrs', 'iort', 'none'])
    .nullable()
    .describe('ACPI table that describes one: Intel, AMD, Arm; none: there is no such table.'),
});
export type Iommu = z.infer<typeof Iommu>;

/** What a scan could not tell or has no use for, ready to be reported. */
export const Gap = z.object({
  code: z.string(),
  subject: z.string().describe('The fact, device or reading concerned.'),
  text: z.string().describe('One sentence, free of hardware strings.'),
});
export type Gap = z.infer<typeof Gap>;

/**
 * What a machine is: typed, normalised, sorted. Null means unknown; no field guesses.
 *
 * A fact's path is `subject`, `subject.field`, `list[key]` or `list[key].field`, where the key is a
 * PCI address, a USB path or a kernel name: `cpu.vendor`, `pci[0000:01:00.0].driver`, `disks[sda]`.
 * `sources` maps such paths to the readings they came from; a path that is not listed has the
 * sources of the longest path above it that is.
 */
export const Facts = z.object({
  schema: z.literal(FACTS_SCHEMA),
  identity: Identity,
  chassis: Chassis,
  platform: Platform,
  cpu: Cpu,
  memory: Memory,
  firmware: Firmware,
  virtualisation: Virtualisation,
  pci: z.array(PciDevice),
  usb: z.array(UsbDevice),
  gpus: z.array(Gpu),
  disks: z.array(Disk),
  network: z.array(NetworkInterface),
  power: Power,
  backlights: z.array(z.string()).nullable(),
  displays: z.array(Display),
  input: z.array(InputDevice),
  sensors: Sensors,
  serialConsoles: z
    .array(z.string())
    .nullable()
    .describe('Serial ports with hardware behind them.'),
  ipmi: flag,
  edac: flag.describe('A memory controller reports errors (EDAC).'),
  loadedModules: z.array(z.string()).nullable(),
  // Subjects that facts of before have not: absent is unknown, or nothing known of.
  deviceTree: z
    .array(z.string())
    .nullable()
    .default(null)
    .describe('Compatible strings of the device tree, the most exact first; null: none was seen.'),
  iommu: Iommu.default({ active: null, table: null }),
  controllers: z.array(StorageController).default([]),
  cameras: z.array(Camera).default([]),
  fingerprintReaders: z.array(FingerprintReader).default([]),
  bluetooth: z.array(BluetoothAdapter).default([]),
  audio: z.array(AudioDevice).default([]),
  audioCodecs: z.array(AudioCodec).nullable().default(null),
  missingFirmware: z
    .array(z.string())
    .nullable()
    .default(null)
    .describe(
      'Firmware files that the kernel asked for and did not find; null: its log was not read.',
    ),
  gaps: z.array(Gap),
  sources: z.record(z.string(), z.array(z.string())),
});
export type Facts = z.infer<typeof Facts>;
