import type { Facts } from '../../src/model/facts.ts';
import type { PciDevice } from '../../src/model/hardware.ts';
import { FACTS_SCHEMA } from '../../src/model/schema-names.ts';

/** Facts of a machine of which nothing is known, but for what is given. */
export function machine(known: Partial<Facts> = {}): Facts {
  return {
    schema: FACTS_SCHEMA,
    identity: identity({}),
    chassis: { type: null, form: null },
    platform: { architecture: null, kernel: null, os: null, container: null },
    cpu: {
      vendor: null,
      name: null,
      family: null,
      model: null,
      stepping: null,
      flags: null,
      sockets: null,
      logical: null,
    },
    memory: { totalBytes: null, modules: [], ecc: null },
    firmware: { mode: null, width: null, secureBoot: null, tpm: null, esrt: null },
    virtualisation: virtualisation(null),
    pci: [],
    usb: [],
    gpus: [],
    disks: [],
    network: [],
    power: { batteries: [], onMains: null, platformProfile: null, sleepStates: null },
    backlights: null,
    displays: [],
    input: [],
    sensors: { accelerometer: null, ambientLight: null, hub: null },
    serialConsoles: null,
    ipmi: null,
    edac: null,
    loadedModules: null,
    deviceTree: null,
    iommu: { active: null, table: null },
    controllers: [],
    cameras: [],
    fingerprintReaders: [],
    bluetooth: [],
    audio: [],
    audioCodecs: null,
    missingFirmware: null,
    gaps: [],
    sources: {},
    ...known,
  };
}

export function identity(known: Partial<Facts['identity']>): Facts['identity'] {
  return {
    vendor: null,
    product: null,
    version: null,
    family: null,
    sku: null,
    boardVendor: null,
    boardName: null,
    boardVersion: null,
    biosVendor: null,
    biosVersion: null,
    biosDate: null,
    chassisVendor: null,
    assetTag: null,
    ...known,
  };
}

export function virtualisation(kind: string | null): Facts['virtualisation'] {
  return { kind, provider: null, guestAgent: null, spice: null, vmbus: null };
}

export function cpuWith(...flags: string[]): Facts['cpu'] {
  return { ...machine().cpu, flags };
}

export function battery(scope: 'system' | 'device'): Facts['power'] {
  const one = { name: 'BAT0', scope, technology: null, chargeLimit: null };
  return { ...machine().power, batteries: [one] };
}

export function pciDevice(ofClass: string, vendor: string, device: string): PciDevice {
  return {
    address: '0000:01:00.0',
    class: ofClass,
    vendor,
    device,
    subvendor: null,
    subdevice: null,
    driver: null,
    modalias: null,
    parents: null,
  };
}

export function gpu(maker: Facts['gpus'][number]['maker'], address: string): Facts['gpus'][number] {
  return {
    address,
    class: '030000',
    vendor: '0000',
    device: '0000',
    maker,
    generation: null,
    driver: null,
  };
}
