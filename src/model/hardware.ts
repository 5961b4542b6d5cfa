import * as z from 'zod';

const text = z.string().nullable();
const count = z.int().nonnegative().nullable();
const flag = z.boolean().nullable();
const hex4 = z.string().regex(/^[0-9a-f]{4}$/);

/** A PCI function, as in /sys/bus/pci/devices; sorted by address. */
export const PciDevice = z.object({
  address: z.string().describe('Domain, bus, device and function: 0000:01:00.0'),
  class: z
    .string()
    .regex(/^[0-9a-f]{4,6}$/)
    .describe('Class code without 0x: base class, subclass and, where known, interface.'),
  vendor: hex4,
  device: hex4,
  subvendor: hex4.nullable(),
  subdevice: hex4.nullable(),
  driver: text.describe('Driver bound while probing. Null: none was seen, or it is not known.'),
  modalias: text,
  parents: z
    .array(z.string())
    .nullable()
    .describe('PCI addresses of the bridges above it, outermost first.'),
  bootVga: flag.optional().describe('The firmware started the console on it.'),
  removable: flag
    .optional()
    .describe('Hangs below a port that faces outwards; absent: the kernel does not say.'),
});
export type PciDevice = z.infer<typeof PciDevice>;

/** A USB device with its interfaces; sorted by path, then ids. */
export const UsbDevice = z.object({
  path: text.describe('Port path such as 3-9; null where the source does not tell.'),
  vendor: hex4,
  product: hex4,
  name: text,
  fixed: flag.optional().describe('The port is built in, by what the firmware says of it.'),
  interfaces: z.array(
    z.object({
      class: z.string().regex(/^[0-9a-f]{2}$/),
      subclass: z.string().regex(/^[0-9a-f]{2}$/),
      protocol: z.string().regex(/^[0-9a-f]{2}$/),
      driver: text,
    }),
  ),
});
export type UsbDevice = z.infer<typeof UsbDevice>;

/** Something found on a disk: a filesystem, a LUKS header, a RAID or pool member, swap. */
export const Holding = z.object({
  partition: text.describe('Partition number on the disk; null: the whole disk.'),
  type: z
    .string()
    .describe('Signature in blkid terms: btrfs, ext4, crypto_LUKS, linux_raid_member, …'),
  identity: text.describe(
    'Filesystem or set uuid, hashed once redacted: equal means the same one.',
  ),
  mounts: z.array(z.string()),
  alsoOn: z.array(z.string()).describe('Names of other disks that carry a part of the same one.'),
});
export type Holding = z.infer<typeof Holding>;

/** A partition that is there while probing. */
export const OldPartition = z.object({
  number: z.string(),
  sizeBytes: z.int().nonnegative(),
});
export type OldPartition = z.infer<typeof OldPartition>;

/** A whole disk. Kernel names are for display and for linking facts to each other, never for output. */
export const Disk = z.object({
  name: z.string().describe('Kernel name while probing, for example nvme0n1.'),
  transport: z
    .enum(['nvme', 'sata', 'ide', 'scsi', 'virtio', 'usb', 'mmc', 'xen', 'other'])
    .nullable(),
  model: text,
  sizeBytes: count,
  logicalSectorBytes: count,
  physicalSectorBytes: count,
  rotational: flag,
  removable: flag,
  readOnly: flag,
  discard: flag,
  controller: text.describe('PCI address of the controller it hangs on.'),
  byPath: z
    .array(z.string())
    .describe('Links under /dev/disk/by-path that hold no identifier, absolute, sorted.'),
  byId: z
    .array(z.string())
    .describe(
      'Links under /dev/disk/by-id, and those by path that hold a world wide name or an address; hashed once redacted.',
    ),
  partitionTable: z.enum(['gpt', 'dos', 'none', 'other']).nullable(),
  partitions: z
    .array(OldPartition)
    .optional()
    .describe('By number; absent where no size of a partition was recorded.'),
  holds: z.array(Holding),
  serial: text.describe('Hashed once redacted; never part of a plan.'),
  wwid: text.describe('Hashed once redacted; never part of a plan.'),
  virtual: z
    .boolean()
    .describe('A disk that a hypervisor makes up; its rotational flag says nothing.'),
  liveMedium: flag.describe('Carries the live system that is running; null: not known.'),
  unfit: text.describe('Why it can never be the system disk; null: it can.'),
});
export type Disk = z.infer<typeof Disk>;

/** A network interface with hardware behind it; sorted by kernel name. */
export const NetworkInterface = z.object({
  name: z.string().describe('Kernel name while probing; never emitted.'),
  kind: z.enum(['wired', 'wireless', 'other']),
  driver: text,
  device: text.describe('PCI address or USB path of the device behind it.'),
  names: z
    .object({ onboard: text, slot: text, path: text })
    .optional()
    .describe('Names that udev would give it, by scheme; the first that is known is used.'),
});
export type NetworkInterface = z.infer<typeof NetworkInterface>;

/** A GPU: every PCI function of base class 03, whatever its subclass. */
export const Gpu = z.object({
  address: z.string(),
  class: z.string(),
  vendor: hex4,
  device: hex4,
  maker: z.enum(['nvidia', 'amd', 'intel', 'bmc', 'virtual', 'other']),
  generation: text.describe(
    'Architecture by device id, for example ampere; null: not in the table.',
  ),
  driver: text,
  bootVga: flag.optional().describe('The firmware started the console on it.'),
});
export type Gpu = z.infer<typeof Gpu>;

export const Battery = z.object({
  name: z.string(),
  scope: z.enum(['system', 'device']).nullable(),
  technology: text,
  chargeLimit: flag.describe('Has charge_control_end_threshold.'),
  healthPercent: count
    .optional()
    .describe('What it holds when full, of what it was made for; absent: not known.'),
});
export type Battery = z.infer<typeof Battery>;

/** A connected display. */
export const Display = z.object({
  connector: text.describe('DRM connector such as eDP-1, without the card.'),
  internal: flag,
  gpu: text.describe('PCI address of the GPU that drives it.'),
  widthPixels: count,
  heightPixels: count,
  widthMillimetres: count,
  heightMillimetres: count,
});
export type Display = z.infer<typeof Display>;

/** A kernel input device that a rule cares about. */
export const InputDevice = z.object({
  name: z.string(),
  kind: z.enum([
    'keyboard',
    'touchpad',
    'touchscreen',
    'pen',
    'trackpoint',
    'mouse',
    'tablet-switch',
    'lid',
  ]),
  bus: z
    .enum(['usb', 'i2c', 'isa', 'spi', 'rmi', 'surface', 'bluetooth', 'virtual', 'other'])
    .nullable()
    .describe('isa: PS/2 (i8042); surface: the Surface Aggregator.'),
  internal: flag
    .optional()
    .describe('Built in: on a bus that has no sockets, or on a USB port that is fixed.'),
  vendor: hex4.nullable(),
  product: hex4.nullable(),
});
export type InputDevice = z.infer<typeof InputDevice>;

/** A PCI function that disks, optical drives or memory cards can hang on; sorted by address. */
export const StorageController = z.object({
  address: z.string(),
  kind: z.enum(['nvme', 'sata', 'ide', 'raid', 'sas', 'scsi', 'vmd', 'sdhci', 'virtio', 'other']),
  modules: z
    .array(z.string())
    .describe('Kernel modules that its ids resolve to; empty: not in the table.'),
});
export type StorageController = z.infer<typeof StorageController>;

/** A camera by its USB interface, or the image processor that a camera hangs on. */
export const Camera = z.object({
  device: text.describe('PCI address or USB path.'),
  kind: z.enum(['uvc', 'ipu3', 'ipu6', 'ipu7', 'amd-isp']),
  vendor: hex4,
  product: hex4,
});
export type Camera = z.infer<typeof Camera>;

export const FingerprintReader = z.object({
  device: text.describe('USB path.'),
  vendor: hex4,
  product: hex4,
  supported: flag.describe('By a driver of libfprint; null: the table does not know it.'),
});
export type FingerprintReader = z.infer<typeof FingerprintReader>;

export const BluetoothAdapter = z.object({
  device: text.describe('PCI address or USB path.'),
  vendor: hex4,
  product: hex4,
});
export type BluetoothAdapter = z.infer<typeof BluetoothAdapter>;

export const AudioDevice = z.object({
  device: text.describe('PCI address or USB path.'),
  kind: z
    .enum(['hda', 'sof', 'acp', 'usb', 'other'])
    .describe('sof and acp: a signal processor that needs firmware or a machine driver.'),
  vendor: hex4,
  product: hex4,
  driver: text,
});
export type AudioDevice = z.infer<typeof AudioDevice>;

/** A codec on an HD Audio bus. */
export const AudioCodec = z.object({
  vendor: hex4,
  product: hex4,
  name: text,
});
export type AudioCodec = z.infer<typeof AudioCodec>;
