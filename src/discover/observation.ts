import type { Facts } from '../model/facts.ts';

/** The subjects that a witness can tell about; everything else in `Facts` is derived from them. */
export type ObservedSubject = Exclude<keyof Facts, DerivedSubject | 'schema' | 'gaps' | 'sources'>;

/** Lists that follow from the PCI and USB devices, whichever witness saw those. */
export type DerivedSubject =
  | 'gpus'
  | 'controllers'
  | 'cameras'
  | 'fingerprintReaders'
  | 'bluetooth'
  | 'audio';

/**
 * What one witness (the machine's own files, another tool's report, recorded command outputs) saw.
 * The same fields as `Facts`, null where it did not see or cannot tell; derived fields
 * (`chassis.form`, `virtualisation.provider`, a disk's `alsoOn`, `unfit`, …) are left null or empty.
 * `sources` uses the fact paths of `Facts`.
 */
export type Observation = Pick<Facts, ObservedSubject | 'sources'>;

/** An observation that saw nothing. */
export function blankObservation(): Observation {
  return {
    identity: {
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
    },
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
    virtualisation: { kind: null, provider: null, guestAgent: null, spice: null, vmbus: null },
    pci: [],
    usb: [],
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
    audioCodecs: null,
    missingFirmware: null,
    sources: {},
  };
}
