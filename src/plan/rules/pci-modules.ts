import { table } from '../../assets/read.ts';
import type { Facts } from '../../model/facts.ts';
import type { PciDevice } from '../../model/hardware.ts';

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
export function storageModules(device: PciDevice): string[] {
  return modulesOf(index('pci-modules'), device);
}

/** Whether NixOS puts a module into every initrd anyway. */
export function isInitrdDefault(module: string): boolean {
  return index('pci-modules').initrdDefaults.has(module);
}

const VIRTIO = '1af4';
const MODULE_NAME = /^[a-z0-9][a-z0-9_-]{0,40}$/;

/** A module by the driver that was bound while probing, if its name can be one. */
export function boundModule(device: PciDevice): string | null {
  return device.driver !== null && MODULE_NAME.test(device.driver)
    ? device.driver.replaceAll('-', '_')
    : null;
}

/** The transport that a virtio device on PCI needs besides its own driver. */
export function transportModules(device: PciDevice): string[] {
  return device.vendor === VIRTIO ? ['virtio_pci'] : [];
}

/** Drivers of the wired network cards for the initrd, with the facts they follow from. */
export function networkModules(facts: Facts): { modules: string[]; facts: string[] } {
  const modules = new Set<string>();
  const paths: string[] = [];
  for (const device of facts.pci) {
    if (!device.class.startsWith('0200')) continue;
    const found = modulesOf(index('pci-network-modules'), device);
    const bound = found.length === 0 ? boundModule(device) : null;
    const all = bound === null ? found : [bound];
    if (all.length === 0) continue;
    for (const module of [...all, ...transportModules(device)]) modules.add(module);
    paths.push(`pci[${device.address}]`);
  }
  return { modules: [...modules].sort(), facts: paths };
}

function modulesOf({ byId, classes }: Index, device: PciDevice): string[] {
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
