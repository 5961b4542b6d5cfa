import { deviceModules, isBluetooth, storageModules } from '../../assets/pci-modules.ts';
import { table } from '../../assets/read.ts';
import type {
  AudioDevice,
  BluetoothAdapter,
  Camera,
  FingerprintReader,
  PciDevice,
  StorageController,
  UsbDevice,
} from '../../model/hardware.ts';

const VIRTIO = '1af4';

/** PCI class (PCI Code and ID Assignment, 1.2 and 1.9) → what hangs on the controller. */
const CONTROLLERS: readonly (readonly [code: string, kind: StorageController['kind']])[] = [
  ['0108', 'nvme'],
  ['0106', 'sata'],
  ['0101', 'ide'],
  ['0105', 'ide'],
  ['0104', 'raid'],
  ['0107', 'sas'],
  ['0100', 'scsi'],
  ['01', 'other'],
  ['0805', 'sdhci'],
];

/** What disks, optical drives and memory cards hang on, with the modules that their ids resolve to. */
export function controllersOf(pci: readonly PciDevice[]): StorageController[] {
  return pci.flatMap((device): StorageController[] => {
    const modules = storageModules(device);
    const kind = controllerKind(device, modules);
    return kind === null ? [] : [{ address: device.address, kind, modules }];
  });
}

function controllerKind(
  device: PciDevice,
  modules: readonly string[],
): StorageController['kind'] | null {
  // A volume management device hides NVMe disks behind the class of a RAID controller or a bridge.
  if (modules.includes('vmd')) return 'vmd';
  const found = CONTROLLERS.find(([code]) => device.class.startsWith(code));
  if (found === undefined) return null;
  return device.vendor === VIRTIO ? 'virtio' : found[1];
}

/** Image processors by their drivers: Intel's of Kaby Lake, of Tiger to Meteor Lake, of Lunar Lake on. */
const IMAGE_PROCESSORS: ReadonlyMap<string, Camera['kind']> = new Map([
  ['ipu3_cio2', 'ipu3'],
  ['ipu3_imgu', 'ipu3'],
  ['intel_ipu6', 'ipu6'],
  ['intel_ipu7', 'ipu7'],
]);

/** Cameras: USB video (class 0e) once a device, and image processors that sensors hang on. */
export function camerasOf(pci: readonly PciDevice[], usb: readonly UsbDevice[]): Camera[] {
  const behind = pci.flatMap((device): Camera[] => {
    const [kind] = deviceModules(device).flatMap((module) => IMAGE_PROCESSORS.get(module) ?? []);
    const { address, vendor, device: product } = device;
    return kind === undefined ? [] : [{ device: address, kind, vendor, product }];
  });
  const video = usb
    .filter(({ interfaces }) => interfaces.some((face) => face.class === '0e'))
    .map(({ path, vendor, product }): Camera => ({ device: path, kind: 'uvc', vendor, product }));
  return [...behind, ...video];
}

let readers: { supported: Set<string>; unsupported: Set<string> } | null = null;
/** Makers of little but fingerprint readers: a vendor-specific device of theirs is one. */
const READER_MAKERS: ReadonlySet<string> = new Set(['10a5', '138a', '27c6', '2808']);

/** Fingerprint readers, by the table of libfprint or by a maker that makes little else. */
export function fingerprintReadersOf(usb: readonly UsbDevice[]): FingerprintReader[] {
  return usb.flatMap(({ path, vendor, product, interfaces }): FingerprintReader[] => {
    const supported = isSupportedReader(`${vendor}:${product}`);
    const likely = READER_MAKERS.has(vendor) && interfaces.some((face) => face.class === 'ff');
    return supported !== null || likely ? [{ device: path, vendor, product, supported }] : [];
  });
}

function isSupportedReader(id: string): boolean | null {
  if (readers === null) {
    const source = table('fingerprint-readers') as { supported: string[]; unsupported: string[] };
    readers = { supported: new Set(source.supported), unsupported: new Set(source.unsupported) };
  }
  if (readers.supported.has(id)) return true;
  return readers.unsupported.has(id) ? false : null;
}

/**
 * Bluetooth adapters: on PCI by class or driver, on USB a wireless controller of the Bluetooth programming
 * interface.
 */
export function bluetoothOf(
  pci: readonly PciDevice[],
  usb: readonly UsbDevice[],
): BluetoothAdapter[] {
  const onPci = pci
    .filter(isBluetooth)
    .map(({ address, vendor, device }) => ({ device: address, vendor, product: device }));
  const onUsb = usb
    .filter(({ interfaces }) =>
      interfaces.some(
        (face) =>
          (face.class === 'e0' && face.subclass === '01' && face.protocol === '01') ||
          // Older adapters of Broadcom, Intel and MediaTek call their interface vendor-specific.
          face.driver === 'btusb',
      ),
    )
    .map(({ path, vendor, product }) => ({ device: path, vendor, product }));
  return [...onPci, ...onUsb];
}

/** Sound devices: PCI of the audio subclasses, AMD's audio coprocessor, USB audio. */
export function audioOf(pci: readonly PciDevice[], usb: readonly UsbDevice[]): AudioDevice[] {
  const cards = pci.filter(isSoundCard).map(
    (device): AudioDevice => ({
      device: device.address,
      kind: soundKind(device),
      vendor: device.vendor,
      product: device.device,
      driver: device.driver,
    }),
  );
  const onUsb = usb.flatMap(({ path, vendor, product, interfaces }): AudioDevice[] => {
    const face = interfaces.find((entry) => entry.class === '01');
    if (face === undefined) return [];
    return [{ device: path, kind: 'usb', vendor, product, driver: face.driver }];
  });
  return [...cards, ...onUsb];
}

function isSoundCard(device: PciDevice): boolean {
  return /^04(01|03|80)/.test(device.class);
}

/** Intel's signal processor shows itself as subclass 01, or 80 where only it drives the sound. */
function soundKind(device: PciDevice): AudioDevice['kind'] {
  if (device.driver?.startsWith('sof-audio-pci') === true) return 'sof';
  if (device.driver === 'snd_hda_intel') return 'hda';
  // The coprocessor in AMD's processors, whatever of its drivers is bound.
  if (device.vendor === '1022' && ['15e2', '1639'].includes(device.device)) return 'acp';
  if (device.class.startsWith('0403')) return 'hda';
  if (device.vendor === '8086' && /^04(01|80)/.test(device.class)) return 'sof';
  return 'other';
}
