import type { Answers } from '../../../src/model/answers.ts';
import type { Facts } from '../../../src/model/facts.ts';
import type { Disk } from '../../../src/model/hardware.ts';
import type { Match } from '../../../src/model/match.ts';
import type { Profile } from '../../../src/model/profile.ts';

export const GIB = 1024 ** 3;

/** A machine that nothing is known of but what a test says. */
export function machine(known: Partial<Facts> = {}): Facts {
  return {
    schema: 'panther.facts/1',
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
    platform: { architecture: 'x86_64', kernel: null, os: null, container: null },
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
    memory: { totalBytes: 16 * GIB, modules: [], ecc: null },
    firmware: { mode: 'uefi', width: 64, secureBoot: null, tpm: null, esrt: null },
    virtualisation: { kind: 'none', provider: null, guestAgent: null, spice: null, vmbus: null },
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

/** An empty NVMe disk of 1 TB on its own PCI address, unless a test says otherwise. */
export function disk(name: string, known: Partial<Disk> = {}): Disk {
  const number = Number(/\d+/.exec(name)?.[0] ?? 0) + 1;
  return {
    name,
    transport: 'nvme',
    model: `Fast Disk ${name}`,
    sizeBytes: 1_000_204_886_016,
    logicalSectorBytes: 512,
    physicalSectorBytes: 512,
    rotational: false,
    removable: false,
    readOnly: false,
    discard: true,
    controller: `0000:0${number}:00.0`,
    byPath: [`/dev/disk/by-path/pci-0000:0${number}:00.0-nvme-1`],
    byId: [],
    partitionTable: 'none',
    holds: [],
    serial: null,
    wwid: null,
    virtual: false,
    liveMedium: false,
    unfit: null,
    ...known,
  };
}

export function profile(id: string): Profile {
  const remote = id === 'vps' || id === 'server';
  return {
    id,
    title: id,
    description: '',
    encryption: id === 'vps' ? 'ask' : 'luks',
    needsSshKeys: remote,
    modules: [],
    signals: [],
  };
}

export const PROFILES: Profile[] = ['yoga', 'zephyrus', 'workstation', 'server', 'vps'].map(
  profile,
);

/** A match that leaves no doubt, or none at all. */
export function matched(id: string | null): Match {
  return {
    schema: 'panther.match/1',
    profile: id,
    confidence: id === null ? 'ambiguous' : 'high',
    ranked: PROFILES.map(({ id: each }) => ({
      profile: each,
      score: each === id ? 90 : 10,
      evidence: [],
    })),
    traits: [],
  };
}

const SYSTEM_KEYS = ['bios', 'esp', 'swap', 'crypt', 'root'];

/** Settled answers for a machine whose system disk is known. */
export function answersFor(device: string, known: Partial<Answers> = {}): Answers {
  return {
    schema: 'panther.answers/1',
    host: 'panther',
    profile: 'workstation',
    user: 'panther',
    sshKeys: [],
    timeZone: 'UTC',
    locale: 'en_US.UTF-8',
    keyMap: 'us',
    stateVersion: '26.05',
    encryption: 'luks',
    hibernation: false,
    publicDiskIds: false,
    disk: device,
    disks: {},
    layout: { espSize: '1G', swapSize: null, label: 'panther' },
    partitionUuids: Object.fromEntries(
      [
        ...SYSTEM_KEYS,
        'data',
        'data2',
        'raid',
        'backup',
        ...[...SYSTEM_KEYS, 'raid'].map((key) => `copy-${key}`),
      ].map((key, index) => [key, drawn(index)]),
    ),
    rules: 1,
    ...known,
  };
}

/** The n-th uuid of a test: never random, always well-formed. */
export function drawn(index: number): string {
  return `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
}

/** Draws uuids that a test can foretell. */
export function drawing(): () => string {
  let index = 0;
  return () => {
    index += 1;
    return drawn(index);
  };
}
