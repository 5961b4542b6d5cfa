import type { Gap } from '../../model/facts.ts';
import type { Display, InputDevice, NetworkInterface } from '../../model/hardware.ts';
import { blankObservation, type Observation } from '../observation.ts';
import { unitePci, uniteUsb } from './merge-buses.ts';
import { uniteDisks } from './merge-disks.ts';
import { filled, unite, uniteBy } from './merge-lists.ts';
import { sourcesByName, unitedSources } from './merge-sources.ts';
import { byCodeUnit } from './part.ts';

export interface Merged {
  seen: Observation;
  /** What could not be put together without guessing. */
  gaps: Gap[];
}

/**
 * Puts together what several witnesses saw, the most trusted first: its word holds, and the others
 * fill what it left open. Records of a list are united by what tells them apart; disks never by
 * kernel name alone, since each witness may stem from another boot.
 */
export function mergeObservations(witnesses: readonly Observation[]): Merged {
  const [first, ...others] = witnesses;
  if (first === undefined) return { seen: blankObservation(), gaps: [] };
  const merged: Merged = { seen: first, gaps: [] };
  for (const other of others) {
    const { seen, gaps } = mergeTwo(merged.seen, other);
    merged.seen = seen;
    merged.gaps.push(...gaps);
  }
  return merged;
}

function mergeTwo(base: Observation, other: Observation): Merged {
  const disks = uniteDisks(base.disks, other.disks);
  const network = uniteNetwork(base.network, other.network);
  const sources = sourcesByName(other.sources, {
    disks: disks.names,
    network: network.names,
  });
  const seen: Observation = {
    identity: filled(base.identity, other.identity),
    chassis: filled(base.chassis, other.chassis),
    platform: filled(base.platform, other.platform),
    cpu: filled(base.cpu, other.cpu),
    memory: {
      totalBytes: base.memory.totalBytes ?? other.memory.totalBytes,
      modules: base.memory.modules.length > 0 ? base.memory.modules : other.memory.modules,
      ecc: base.memory.ecc ?? other.memory.ecc,
    },
    firmware: filled(base.firmware, other.firmware),
    virtualisation: filled(base.virtualisation, other.virtualisation),
    pci: unitePci(base.pci, other.pci),
    usb: uniteUsb(base.usb, other.usb),
    disks: disks.disks,
    network: network.list,
    power: {
      ...filled(base.power, other.power),
      batteries: uniteBy(base.power.batteries, other.power.batteries, (battery) => battery.name),
    },
    backlights: base.backlights ?? other.backlights,
    displays: uniteDisplays(base.displays, other.displays),
    input: uniteInput(base.input, other.input),
    sensors: filled(base.sensors, other.sensors),
    serialConsoles: base.serialConsoles ?? other.serialConsoles,
    ipmi: base.ipmi ?? other.ipmi,
    edac: base.edac ?? other.edac,
    loadedModules: base.loadedModules ?? other.loadedModules,
    deviceTree: base.deviceTree ?? other.deviceTree,
    iommu: filled(base.iommu, other.iommu),
    audioCodecs: base.audioCodecs ?? other.audioCodecs,
    missingFirmware: base.missingFirmware ?? other.missingFirmware,
    sources: unitedSources(base.sources, sources),
  };
  return { seen, gaps: disks.gaps };
}

/** By the device behind it, since names differ from boot to boot; by name where that is not told. */
function uniteNetwork(
  base: readonly NetworkInterface[],
  others: readonly NetworkInterface[],
): { list: NetworkInterface[]; names: Map<string, string> } {
  const names = new Map<string, string>();
  const list = unite(base, others, (known, other) => {
    const same =
      known.device !== null && other.device !== null
        ? known.device === other.device && kindsAgree(known, other)
        : known.name === other.name && kindsAgree(known, other);
    if (same) names.set(other.name, known.name);
    return same;
  });
  return { list: list.sort((a, b) => byCodeUnit(a.name, b.name)), names };
}

function kindsAgree(a: NetworkInterface, b: NetworkInterface): boolean {
  return a.kind === b.kind || a.kind === 'other' || b.kind === 'other';
}

/** By connector; a witness that knows none is told by the size it saw. */
function uniteDisplays(base: readonly Display[], others: readonly Display[]): Display[] {
  return unite(base, others, (known, other) => {
    if (known.connector !== null && other.connector !== null) {
      return known.connector === other.connector;
    }
    const pixels =
      known.widthPixels === other.widthPixels && known.heightPixels === other.heightPixels;
    const unknown = known.widthPixels === null || other.widthPixels === null;
    return pixels || (unknown && base.length === 1 && others.length === 1);
  });
}

/** By what it is and its ids; tools give the same device different names. */
function uniteInput(base: readonly InputDevice[], others: readonly InputDevice[]): InputDevice[] {
  return unite(base, others, (known, other) => {
    if (known.kind !== other.kind) return false;
    if (known.bus !== null && other.bus !== null && known.bus !== other.bus) return false;
    if (known.vendor === null || other.vendor === null) return known.name === other.name;
    return known.vendor === other.vendor && known.product === other.product;
  });
}
