import type { Cpu } from '../../model/facts.ts';
import type { Disk, PciDevice } from '../../model/hardware.ts';
import { unitePci } from '../facts/merge-buses.ts';
import { filled } from '../facts/merge-lists.ts';
import { cleaned, productTag } from '../facts/placeholders.ts';
import { blankObservation, type Observation } from '../observation.ts';
import { parseCpuinfo } from '../parse/cpuinfo.ts';
import { parseLspci } from '../parse/lspci.ts';
import { parseMemTotal } from '../parse/meminfo.ts';
import { parseOsId } from '../parse/os-release.ts';
import { parseLspciListing } from '../parse/scan-lspci.ts';
import { parseLsusb } from '../parse/scan-lsusb.ts';
import { type ListedMount, parseMountListing } from '../parse/scan-mounts.ts';
import {
  type ListedCpu,
  parseBacklights,
  parseHostnamectl,
  parseLscpu,
  parseLsmod,
  parseUname,
  type SystemSummary,
} from '../parse/scan-system.ts';
import { parseUpower } from '../parse/scan-upower.ts';
import type { Readings } from '../readings.ts';
import { knownPaths } from './origins.ts';
import { recordedOutputs } from './outputs.ts';
import { disksOfScan, withMounts } from './scan-disks.ts';
import { SCAN_PARTS } from './scan-parts.ts';

/** An observation in the making, with the readings that each subject came from. */
interface Scan {
  observation: Observation;
  mounts: ListedMount[] | null;
  wholeMounts: boolean;
  origins: Map<string, string[]>;
}

/**
 * What recorded outputs of lscpu, lsblk, lspci, lsusb, upower, hostnamectl, … tell of a machine;
 * null when the capture holds none. Each file is tried for each output, whatever its name.
 */
export function observeScan(readings: Readings): Observation | null {
  const scan: Scan = {
    observation: blankObservation(),
    mounts: null,
    wholeMounts: false,
    origins: new Map(),
  };
  let files = 0;
  for (const { id, text } of recordedOutputs(readings)) {
    files += 1;
    readProcessor(scan, id, text);
    readSystem(scan, id, text);
    readDevices(scan, id, text);
    readStorage(scan, id, text);
    for (const read of SCAN_PARTS) {
      for (const path of read(scan.observation, text)) came(scan, path, id);
    }
  }
  if (files === 0) return null;
  const { observation } = scan;
  finishStorage(scan);
  finishSensors(scan);
  for (const path of knownPaths(observation)) observation.sources[path] = originOf(scan, path);
  return observation;
}

function readProcessor(scan: Scan, id: string, text: string): void {
  const { observation } = scan;
  const cpu =
    text.includes('\nprocessor') || text.startsWith('processor') ? parseCpuinfo(text) : null;
  const listed = cpuIn(parseLscpu(text));
  if (cpu !== null && !scan.origins.has('cpuinfo')) {
    // hw-probe keeps the first processor alone, which says how many more there were.
    const isCut = cpu.logical === 1 && Number(/^siblings\s*: ([0-9]{1,4})$/m.exec(text)?.[1]) > 1;
    const whole: Cpu = { ...cpu, logical: isCut ? null : cpu.logical };
    observation.cpu = filled(listed === null ? whole : filled(whole, listed), observation.cpu);
    scan.origins.set('cpuinfo', [id]);
    came(scan, 'cpu', id);
  } else if (cpu === null && listed !== null) {
    observation.cpu = filled(observation.cpu, listed);
    came(scan, 'cpu', id);
  }
  const bytes = text.includes('MemTotal:') ? parseMemTotal(text) : null;
  if (bytes !== null && observation.memory.totalBytes === null) {
    observation.memory.totalBytes = bytes;
    came(scan, 'memory', id);
  }
}

function cpuIn(listed: ListedCpu | null): Cpu | null {
  if (listed === null) return null;
  const { architecture: _, ...cpu } = listed;
  return cpu;
}

function readSystem(scan: Scan, id: string, text: string): void {
  const { observation } = scan;
  const { platform } = observation;
  const uname = parseUname(text);
  const architecture = uname?.architecture ?? parseLscpu(text)?.architecture ?? null;
  if (architecture !== null && platform.architecture === null) {
    platform.architecture = architecture;
    came(scan, 'platform.architecture', id);
  }
  if (uname !== null && platform.kernel === null) {
    platform.kernel = uname.kernel;
    came(scan, 'platform.kernel', id);
  }
  if (platform.os === null && /^ID=/m.test(text)) {
    platform.os = parseOsId(text);
    came(scan, 'platform.os', id);
  }
  const summary = parseHostnamectl(text);
  if (summary === null) return;
  Object.assign(observation.identity, identityOf(summary));
  observation.virtualisation.kind ??= summary.virtualisation;
  came(scan, 'identity', id);
  came(scan, 'virtualisation', id);
}

/**
 * systemd shows Lenovo's model by product_version, where the name stands, and others by
 * product_name (hwdb.d/20-dmi-id.hwdb); a machine type such as 20XK is a product_name still.
 */
function identityOf(summary: SystemSummary): Partial<Observation['identity']> {
  const model = cleaned(summary.model);
  const named = /^lenovo$/i.test(summary.vendor ?? '') && model?.includes(' ') === true;
  return {
    vendor: cleaned(summary.vendor),
    product: named ? null : model,
    version: named ? model : cleaned(summary.version),
    sku: cleaned(summary.sku),
    assetTag: productTag(summary.assetTag),
    biosVersion: cleaned(summary.firmwareVersion),
    biosDate: summary.firmwareDate,
  };
}

function readDevices(scan: Scan, id: string, text: string): void {
  const { observation } = scan;
  const listing = parseLspciListing(text);
  const pci = listing.length > 0 || !/^(?:Slot|Device):\t/m.test(text) ? listing : parseLspci(text);
  if (pci.length > observation.pci.length) {
    // lspci prints no modalias and, without -t, no bridges above a device.
    observation.pci = pci
      .map((device): PciDevice => ({ ...device, modalias: null, parents: null }))
      .sort((a, b) => (a.address < b.address ? -1 : 1));
    scan.origins.set('pci', [id]);
  } else if (pci.length > 0 && pci.length === observation.pci.length) {
    const more = pci.map((device): PciDevice => ({ ...device, modalias: null, parents: null }));
    observation.pci = unitePci(observation.pci, more);
    came(scan, 'pci', id);
  }
  const usb = parseLsusb(text);
  if (usb.length > observation.usb.length) {
    observation.usb = usb;
    scan.origins.set('usb', [id]);
  }
  const batteries = parseUpower(text);
  if (batteries.length > 0 && observation.power.batteries.length === 0) {
    observation.power.batteries = batteries;
    came(scan, 'power', id);
  }
  const backlights = parseBacklights(text);
  if (backlights !== null && observation.backlights === null) {
    observation.backlights = backlights;
    came(scan, 'backlights', id);
  }
  const modules = parseLsmod(text);
  if (modules !== null && observation.loadedModules === null) {
    observation.loadedModules = modules;
    came(scan, 'loadedModules', id);
  }
}

function readStorage(scan: Scan, id: string, text: string): void {
  const known = new Set(scan.observation.disks.map((disk) => disk.name));
  const found = disksOfScan(text).filter((disk) => !known.has(disk.name));
  if (found.length > 0) {
    scan.observation.disks.push(...found);
    came(scan, 'disks', id);
  }
  const mounts = parseMountListing(text);
  if (mounts === null) return;
  scan.mounts = [...(scan.mounts ?? []), ...mounts];
  // With its types, df leaves out what holds no blocks; only the whole list shows what is not there.
  const isWhole = mounts.some(({ mountpoint }) => mountpoint === '/sys');
  scan.wholeMounts ||= isWhole || !/^Filesystem +Type /m.test(text);
  came(scan, 'disks', id);
  came(scan, 'firmware', id);
}

function finishStorage({ observation, mounts, wholeMounts }: Scan): void {
  const { kind } = observation.virtualisation;
  const guest = kind !== null && kind !== 'none';
  observation.disks = withMounts(observation.disks, mounts ?? [])
    .map((disk): Disk => ({ ...disk, virtual: disk.virtual || guest }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const mode = firmwareMode(mounts ?? []);
  if (mode === 'uefi' || wholeMounts) observation.firmware.mode ??= mode;
}

/** An ESP in use by a system that has no efivarfs: the system was started by a BIOS. */
function firmwareMode(mounts: readonly ListedMount[]): 'uefi' | 'bios' | null {
  if (mounts.some(({ mountpoint }) => mountpoint === '/sys/firmware/efi/efivars')) return 'uefi';
  return mounts.some(({ mountpoint }) => mountpoint === '/boot/efi') ? 'bios' : null;
}

/** The drivers of the HID sensor usages are loaded for the sensors that a hub announces. */
function finishSensors(scan: Scan): void {
  const { observation } = scan;
  const { sensors, loadedModules, pci } = observation;
  const drivers = new Set(pci.map((device) => device.driver));
  if (drivers.has('pcie_mp2_amd')) sensors.hub = 'amd_sfh';
  else if (drivers.has('intel_ish_ipc')) sensors.hub = 'intel_ish_ipc';
  if (loadedModules?.includes('hid_sensor_als')) sensors.ambientLight = true;
  if (loadedModules?.includes('hid_sensor_accel_3d')) sensors.accelerometer = true;
  const { origins } = scan;
  origins.set('sensors.hub', origins.get('pci') ?? []);
  origins.set('sensors', origins.get('loadedModules') ?? []);
}

function came(scan: Scan, path: string, id: string): void {
  const ids = scan.origins.get(path) ?? [];
  if (!ids.includes(id)) scan.origins.set(path, [...ids, id].sort());
}

function originOf(scan: Scan, path: string): string[] {
  const subject = path.split(/[.[]/, 1)[0] ?? '';
  return scan.origins.get(path) ?? scan.origins.get(subject) ?? [];
}
