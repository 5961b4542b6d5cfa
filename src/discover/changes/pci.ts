import type { Facts } from '../../model/facts.ts';
import type { PciDevice } from '../../model/hardware.ts';
import type { HardwareChange, Part } from '../../model/hardware-change.ts';
import { pair } from './pairing.ts';
import { type Compared, valueChange } from './subject.ts';

/** By class code; of the functions of one card the first kind in this order stands for it. */
const KINDS: readonly (readonly [kind: Part['kind'], pattern: RegExp])[] = [
  ['GPU', /^03/],
  ['network card', /^02/],
  ['storage controller', /^(?:01|0805)/],
  ['sound device', /^04/],
];
/** Bridges come and go with what stands behind them. */
const BRIDGE = /^06/;

/** Cards and chips on the PCI bus: GPUs, network cards, controllers, sound, and the rest. */
export function pciChanges({ before, after }: Compared): HardwareChange[] {
  const devices = (facts: Facts) =>
    facts.pci.filter((device) => !BRIDGE.test(device.class) && !isDisk(device, facts));
  const { pairs, removed, added } = pair(devices(before), devices(after), [
    (device) => `${device.address} ${idsOf(device)}`,
    idsOf,
    ({ address, class: code }) => `${address} ${code.slice(0, 4)}`,
  ]);
  const changes: HardwareChange[] = [];
  let renumbered = 0;
  for (const { before: was, after: is, by } of pairs) {
    if (by === 2) {
      changes.push({
        change: 'replaced',
        scope: 'hardware',
        before: pciPart(was, before),
        after: pciPart(is, after),
        certain: true,
      });
      continue;
    }
    const part = pciPart(is, after);
    const moved = was.address !== is.address;
    // Where a GPU or a disk's controller stands ends up in the configuration; the rest is only counted.
    if (moved && ['GPU', 'network card', 'storage controller'].includes(part.kind)) {
      changes.push({ change: 'moved', scope: 'hardware', part, from: was.address, to: is.address });
    } else if (moved) renumbered += 1;
    if (was.driver !== null && is.driver !== null) {
      changes.push(
        ...valueChange('pci.driver', [was.driver, is.driver], { part, scope: 'system' }),
      );
    }
  }
  changes.push(...cards('removed', removed, before), ...cards('added', added, after));
  if (renumbered > 0) {
    changes.push({ change: 'renumbered', scope: 'hardware', count: renumbered });
  }
  return changes;
}

function idsOf({ vendor, device, subvendor, subdevice }: PciDevice): string {
  return `${vendor}:${device} ${subvendor}:${subdevice}`;
}

/** A disk that is a PCI device itself is told as a disk. */
function isDisk({ address }: PciDevice, { disks }: Facts): boolean {
  return disks.some(
    ({ controller, transport }) =>
      controller === address && (transport === 'nvme' || transport === 'virtio'),
  );
}

/** Functions of one card are one change. */
function cards(
  change: 'added' | 'removed',
  devices: readonly PciDevice[],
  facts: Facts,
): HardwareChange[] {
  const bySlot = new Map<string, PciDevice[]>();
  for (const device of devices) {
    // Slots of bus 0 are functions of the chipset, which have little to do with one another.
    const slot = /^[0-9a-f]+:00:/.test(device.address)
      ? device.address
      : device.address.replace(/\.[0-7]$/, '');
    bySlot.set(slot, [...(bySlot.get(slot) ?? []), device]);
  }
  return [...bySlot.values()].map((functions) => {
    const sorted = functions.toSorted((a, b) => rank(a) - rank(b));
    const part = pciPart(sorted[0] as PciDevice, facts);
    return { change, scope: 'hardware', part, count: 1, functions: functions.length - 1 };
  });
}

function rank(device: PciDevice): number {
  const at = KINDS.findIndex(([, pattern]) => pattern.test(device.class));
  return at < 0 ? KINDS.length : at;
}

/** A PCI function for a reader; what its ids stand for is known of GPUs and network cards only. */
function pciPart(device: PciDevice, facts: Facts): Part {
  const kind = KINDS[rank(device)]?.[0] ?? 'PCI device';
  const gpu = facts.gpus.find(({ address }) => address === device.address);
  const nic = facts.network.find((one) => one.device === device.address);
  const controller = facts.controllers.find(({ address }) => address === device.address);
  const name =
    gpu !== undefined
      ? [gpu.maker, gpu.generation].filter((word) => word !== null).join(' ')
      : (nic?.kind ?? controller?.kind ?? className(device));
  return {
    kind,
    name,
    ids: `${device.vendor}:${device.device}`,
    sizeBytes: null,
    place: device.address,
  };
}

/** PCI Code and ID Assignment Specification: base classes and the subclasses that people know. */
const CLASSES: readonly (readonly [begins: string, name: string])[] = [
  ['0805', 'sdhci'],
  ['0c03', 'USB controller'],
  ['0c05', 'SMBus controller'],
  ['0c', 'serial bus controller'],
  ['0d', 'wireless controller'],
  ['05', 'memory controller'],
  ['07', 'communication controller'],
  ['08', 'system peripheral'],
  ['0b', 'processor'],
  ['10', 'encryption controller'],
  ['11', 'signal processing controller'],
  ['12', 'processing accelerator'],
];

function className({ class: code }: PciDevice): string | null {
  return CLASSES.find(([begins]) => code.startsWith(begins))?.[1] ?? null;
}
