import { table } from './read.ts';

/** What tells a driver: the ids of a PCI function, lower case. */
export interface PciIds {
  vendor: string;
  device: string;
  class: string;
}

interface Row {
  module: string;
  ids?: string[];
  classes?: string[];
  vendorClasses?: string[];
}

interface Index {
  byId: Map<string, string[]>;
  classes: { vendor: string | null; code: string; module: string }[];
  initrdDefaults: Set<string>;
}

const indexes = new Map<string, Index>();

/** Modules that drive a storage controller, a card reader or an IOMMU, by its ids alone; sorted. */
export function storageModules(device: PciIds): string[] {
  return modulesOf(index('pci-modules'), device);
}

/** Whether NixOS puts a module into every initrd anyway. */
export function isInitrdDefault(module: string): boolean {
  return index('pci-modules').initrdDefaults.has(module);
}

/** Modules that drive a network card, by its ids alone; sorted. */
export function networkCardModules(device: PciIds): string[] {
  return modulesOf(index('pci-network-modules'), device);
}

/** Modules that drive a device that a rule or a fact asks for by its driver; sorted. */
export function deviceModules(device: PciIds): string[] {
  return modulesOf(index('device-modules'), device);
}

/** Whether a PCI function is a Bluetooth adapter: by its class (0d11), or by the ids of Intel's driver. */
export function isBluetooth(device: PciIds): boolean {
  return device.class.startsWith('0d11') || deviceModules(device).includes('btintel_pcie');
}

function modulesOf({ byId, classes }: Index, device: PciIds): string[] {
  const found = new Set(byId.get(`${device.vendor}:${device.device}`));
  for (const { vendor, code, module } of classes) {
    if (vendor !== null && vendor !== device.vendor) continue;
    if (device.class.startsWith(code) || code.startsWith(device.class)) found.add(module);
  }
  return [...found].sort();
}

function index(name: string): Index {
  let built = indexes.get(name);
  if (built === undefined) {
    built = buildIndex(table(name) as { rows: Row[]; initrdDefaults?: string[] });
    indexes.set(name, built);
  }
  return built;
}

function buildIndex(source: { rows: Row[]; initrdDefaults?: string[] }): Index {
  const byId = new Map<string, string[]>();
  const classes: Index['classes'] = [];
  for (const { module, ids = [], classes: plain = [], vendorClasses = [] } of source.rows) {
    for (const id of ids) byId.set(id, [...(byId.get(id) ?? []), module]);
    for (const code of plain) classes.push({ vendor: null, code, module });
    for (const pair of vendorClasses) {
      const [vendor = '', code = ''] = pair.split(' ');
      classes.push({ vendor, code, module });
    }
  }
  return { byId, classes, initrdDefaults: new Set(source.initrdDefaults) };
}
