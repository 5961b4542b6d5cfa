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
});
export type PciDevice = z.infer<typeof PciDevice>;

/** A USB device with its interfaces; sorted by path, then ids. */
export const UsbDevice = z.object({
  path: text.describe('Port path such as 3-9; null where the source does not tell.'),
  vendor: hex4,
  product: hex4,
  name: text,
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
  byPath: z.array(z.string()).describe('Links under /dev/disk/by-path, absolute, sorted.'),
  byId: z
    .array(z.string())
    .describe('Links under /dev/disk/by-id; their serials are hashed once redacted.'),
  partitionTable: z.enum(['gpt', 'dos', 'none', 'other']).nullable(),
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
});
export type Gpu = z.infer<typeof Gpu>;

export const Battery = z.object({
  name: z.string(),
  scope: z.enum(['system', 'device']).nullable(),
  technology: text,
  chargeLimit: flag.describe('Has charge_control_end_threshold.'),
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
  bus: z.enum(['usb', 'i2c', 'isa', 'bluetooth', 'virtual', 'other']).nullable(),
  vendor: hex4.nullable(),
  product: hex4.nullable(),
});
export type InputDevice = z.infer<typeof InputDevice>;
