import type { Facts } from '../../model/facts.ts';
import type { Holding } from '../../model/hardware.ts';
import { plainMount } from '../redact/mount-points.ts';
import { sortedUsb } from './merge-buses.ts';
import { byCodeUnit } from './part.ts';

/** The same facts in the one order that every list has, by code unit. */
export function sortedFacts(facts: Facts): Facts {
  return {
    ...facts,
    cpu: { ...facts.cpu, flags: facts.cpu.flags === null ? null : words(facts.cpu.flags) },
    pci: by(facts.pci, (device) => device.address),
    usb: sortedUsb(facts.usb),
    gpus: by(facts.gpus, (gpu) => gpu.address),
    disks: by(facts.disks, (disk) => disk.name).map((disk) => ({
      ...disk,
      byPath: words(disk.byPath),
      byId: words(disk.byId),
      holds: by(disk.holds, holdingKey).map((holding) => ({
        ...holding,
        mounts: words(holding.mounts.map(plainMount)),
      })),
    })),
    network: by(facts.network, (card) => card.name),
    power: { ...facts.power, batteries: by(facts.power.batteries, (battery) => battery.name) },
    backlights: facts.backlights === null ? null : words(facts.backlights),
    displays: by(facts.displays, (display) => display.connector ?? '~'),
    input: by(
      facts.input,
      (device) => `${device.kind} ${device.bus ?? ''} ${device.name} ${device.vendor ?? ''}`,
    ),
    serialConsoles: facts.serialConsoles === null ? null : words(facts.serialConsoles),
    loadedModules: facts.loadedModules === null ? null : words(facts.loadedModules),
    controllers: by(facts.controllers, (controller) => controller.address),
    cameras: by(facts.cameras, behind),
    fingerprintReaders: by(facts.fingerprintReaders, behind),
    bluetooth: by(facts.bluetooth, behind),
    audio: by(facts.audio, behind),
    audioCodecs:
      facts.audioCodecs === null
        ? null
        : by(facts.audioCodecs, ({ vendor, product, name }) => `${vendor}:${product} ${name}`),
    missingFirmware: facts.missingFirmware === null ? null : words(facts.missingFirmware),
    sources: sortedSources(facts.sources),
  };
}

function sortedSources(sources: Facts['sources']): Facts['sources'] {
  const sorted: Facts['sources'] = {};
  // Without a comparison of its own, sort goes by code unit, and faster.
  for (const path of Object.keys(sources).sort()) sorted[path] = words(sources[path] ?? []);
  return sorted;
}

/** Without the identity, which is another one once redacted: the order must be the same. */
export function holdingKey(holding: Holding): string {
  const partition = (holding.partition ?? '').padStart(4, '0');
  return `${partition} ${holding.type} ${holding.mounts.join(' ')}`;
}

function behind(item: { device: string | null; vendor: string; product: string }): string {
  return `${item.device ?? '~'} ${item.vendor}:${item.product}`;
}

function by<T>(list: readonly T[], keyOf: (item: T) => string): T[] {
  if (list.length < 2) return [...list];
  return [...list].sort((a, b) => byCodeUnit(keyOf(a), keyOf(b)));
}

function words(list: readonly string[]): string[] {
  return list.length < 2 ? [...list] : [...new Set(list)].sort(byCodeUnit);
}
