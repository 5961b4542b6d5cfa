import { networkCardModules } from '../../assets/pci-modules.ts';
import type { Facts } from '../../model/facts.ts';
import type { PciDevice } from '../../model/hardware.ts';

export { isInitrdDefault, storageModules } from '../../assets/pci-modules.ts';

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
    const found = networkCardModules(device);
    const bound = found.length === 0 ? boundModule(device) : null;
    const all = bound === null ? found : [bound];
    if (all.length === 0) continue;
    for (const module of [...all, ...transportModules(device)]) modules.add(module);
    paths.push(`pci[${device.address}]`);
  }
  return { modules: [...modules].sort(), facts: paths };
}
