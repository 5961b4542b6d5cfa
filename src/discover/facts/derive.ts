import type { Facts } from '../../model/facts.ts';
import { FACTS_SCHEMA } from '../../model/schema-names.ts';
import type { DerivedSubject, Observation } from '../observation.ts';
import {
  audioOf,
  bluetoothOf,
  camerasOf,
  controllersOf,
  fingerprintReadersOf,
} from './derive-devices.ts';
import { derivedDisks } from './derive-disks.ts';
import { gpusOf } from './derive-gpus.ts';
import { derivedInput } from './derive-input.ts';
import {
  chassisForm,
  containerOf,
  isVirtualMachine,
  providerOf,
  virtualisationKind,
} from './derive-machine.ts';
import { namesByPath } from './interface-names.ts';
import type { Merged } from './merge.ts';
import { sourcesFor } from './merge-sources.ts';

/** Facts without their gaps: what was seen, and what follows from it. */
export function derive({ seen }: Merged): Omit<Facts, 'gaps'> {
  const kind = virtualisationKind(seen);
  const virtualMachine = isVirtualMachine(kind);
  const devices = devicesOf(seen);
  const form = chassisForm(seen.chassis.type, kind, seen.identity) ?? seen.chassis.form;
  return {
    schema: FACTS_SCHEMA,
    ...seen,
    platform: { ...seen.platform, container: containerOf(seen) },
    chassis: { type: seen.chassis.type, form },
    // Hypervisors write what they like into the DMI tables of a guest.
    memory: { ...seen.memory, ecc: virtualMachine === true ? null : eccOf(seen) },
    input: derivedInput(seen.input, form),
    network: seen.network.map((card) => {
      const names = card.names ?? namesByPath(card, seen.pci);
      return names === undefined ? card : { ...card, names };
    }),
    virtualisation: {
      ...seen.virtualisation,
      kind,
      provider: providerOf(seen.identity, kind),
    },
    ...devices,
    disks: derivedDisks(seen.disks, seen.pci, virtualMachine),
    sources: sourcesOf(seen, kind, devices),
  };
}

type Devices = Pick<Facts, DerivedSubject>;

/** A memory controller that reports errors corrects them too; the firmware's own word comes first. */
function eccOf({ memory, edac }: Observation): boolean | null {
  return memory.ecc ?? (edac === true ? true : null);
}

/** The lists that follow from PCI and USB ids alone. */
function devicesOf({ pci, usb }: Observation): Devices {
  return {
    gpus: gpusOf(pci),
    controllers: controllersOf(pci),
    cameras: camerasOf(pci, usb),
    fingerprintReaders: fingerprintReadersOf(usb),
    bluetooth: bluetoothOf(pci, usb),
    audio: audioOf(pci, usb),
  };
}

/** Sources of what was derived, beside those of what was seen. */
function sourcesOf(
  seen: Observation,
  kind: string | null,
  devices: Devices,
): Record<string, string[]> {
  const sources: Record<string, string[]> = { ...seen.sources };
  const from = (...paths: string[]): string[] => [
    ...new Set(paths.flatMap((path) => sourcesFor(seen.sources, path))),
  ];
  for (const { address } of devices.gpus) sources[`gpus[${address}]`] = from(`pci[${address}]`);
  for (const { address } of devices.controllers) {
    sources[`controllers[${address}]`] = from(`pci[${address}]`);
  }
  for (const subject of ['cameras', 'fingerprintReaders', 'bluetooth', 'audio'] as const) {
    const places = devices[subject].flatMap(({ device }) => (device === null ? [] : [device]));
    const paths = places.map((place) => `${place.includes(':') ? 'pci' : 'usb'}[${place}]`);
    if (devices[subject].length > 0) sources[subject] = from(...paths);
  }
  if (kind !== null && kind !== seen.virtualisation.kind) {
    sources['virtualisation.kind'] = from('identity.vendor', 'identity.product', 'cpu.flags');
  }
  if (containerOf(seen) !== seen.platform.container) {
    sources['platform.container'] = from('virtualisation.kind');
  }
  if (kind !== null && isVirtualMachine(kind) === true) {
    const asked = ['identity.vendor', 'identity.product', 'identity.assetTag'];
    const kindSources = sources['virtualisation.kind'] ?? [];
    sources['virtualisation.provider'] = [...new Set([...from(...asked), ...kindSources])];
  }
  return sources;
}
