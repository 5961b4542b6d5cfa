import { blankObservation } from '../../../src/discover/observation.ts';
import type { Answers } from '../../../src/model/answers.ts';
import type { Facts } from '../../../src/model/facts.ts';
import type { Disk, Gpu, InputDevice, PciDevice, UsbDevice } from '../../../src/model/hardware.ts';
import type { DiskLayout, PlannedDisk } from '../../../src/model/layout.ts';
import type { Profile } from '../../../src/model/profile.ts';
import { ANSWERS_SCHEMA, FACTS_SCHEMA } from '../../../src/model/schema-names.ts';
import type { RuleContext } from '../../../src/plan/rules/rule.ts';
import { shippedProfiles } from '../../../src/profiles/registry.ts';

const profiles = new Map(shippedProfiles().map((profile) => [profile.id, profile]));

/** Facts of a machine of which only the given subjects are known. */
export function facts(known: Partial<Facts>): Facts {
  return {
    ...blankObservation(),
    schema: FACTS_SCHEMA,
    gpus: [],
    controllers: [],
    cameras: [],
    fingerprintReaders: [],
    bluetooth: [],
    audio: [],
    gaps: [],
    ...known,
    platform: {
      architecture: 'x86_64',
      kernel: null,
      os: null,
      container: null,
      ...known.platform,
    },
    sources: known.sources ?? { pci: ['/sys/bus/pci/devices'], 'cpu.vendor': ['/proc/cpuinfo'] },
  };
}

/** One subject of facts, of which only the given fields are known. */
export function subject<
  S extends 'cpu' | 'firmware' | 'virtualisation' | 'sensors' | 'power' | 'memory' | 'chassis',
>(name: S, known: Partial<Facts[S]>): Facts[S] {
  return { ...blankObservation()[name], ...known } as Facts[S];
}

export function pci(
  address: string,
  code: string,
  id: string,
  driver: string | null = null,
): PciDevice {
  const [vendor = '', device = ''] = id.split(':');
  return {
    address,
    class: code,
    vendor,
    device,
    subvendor: null,
    subdevice: null,
    driver,
    modalias: null,
    parents: [],
  };
}

export function gpu(address: string, maker: Gpu['maker'], generation: string | null): Gpu {
  const vendor = {
    nvidia: '10de',
    amd: '1002',
    intel: '8086',
    bmc: '1a03',
    virtual: '1234',
    other: 'ffff',
  };
  return {
    address,
    class: '0300',
    vendor: vendor[maker],
    device: '0001',
    maker,
    generation,
    driver: null,
  };
}

export function disk(name: string, transport: Disk['transport'], known: Partial<Disk> = {}): Disk {
  return {
    name,
    transport,
    model: null,
    sizeBytes: 512e9,
    logicalSectorBytes: 512,
    physicalSectorBytes: 512,
    rotational: false,
    removable: false,
    readOnly: false,
    discard: true,
    controller: null,
    byPath: [`/dev/disk/by-path/pci-0000:00:05.0-${name}`],
    byId: [],
    partitionTable: null,
    holds: [],
    serial: null,
    wwid: null,
    virtual: false,
    liveMedium: null,
    unfit: null,
    ...known,
  };
}

export function usb(path: string, id: string, code = 'ff/00/00'): UsbDevice {
  const [vendor = '', product = ''] = id.split(':');
  const [kind = '', subclass = '', protocol = ''] = code.split('/');
  return {
    path,
    vendor,
    product,
    name: null,
    interfaces: [{ class: kind, subclass, protocol, driver: null }],
  };
}

export function keyboard(bus: InputDevice['bus']): InputDevice {
  return { name: 'keyboard', kind: 'keyboard', bus, vendor: null, product: null };
}

export function answers(known: Partial<Answers>): Answers {
  return {
    schema: ANSWERS_SCHEMA,
    host: 'example',
    profile: 'workstation',
    user: 'panther',
    sshKeys: [],
    timeZone: 'UTC',
    locale: 'en_US.UTF-8',
    keyMap: 'us',
    stateVersion: '26.05',
    encryption: 'none',
    hibernation: false,
    publicDiskIds: false,
    disk: '/dev/disk/by-path/pci-0000:00:05.0-sda',
    disks: {},
    layout: { espSize: '1G', swapSize: null, label: 'example' },
    partitionUuids: {},
    rules: 1,
    ...known,
  };
}

export const KEY =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExampleExa a';

export const withoutModules: Profile = {
  id: 'plain',
  title: 'Plain',
  description: 'Switches nothing on.',
  encryption: 'ask',
  needsSshKeys: false,
  modules: [],
  signals: [],
};

/** What a rule sees of a machine: its facts, a profile, traits, answers, and a layout that fits them. */
export function context(
  profile: string | Profile,
  machine: Facts,
  traits: string[] = [],
  given: Partial<Answers> = {},
): RuleContext {
  const found = typeof profile === 'string' ? profiles.get(profile) : profile;
  if (found === undefined) throw new Error(`no profile ${String(profile)}`);
  const settled = answers({ ...given, profile: found.id });
  return {
    facts: machine,
    answers: settled,
    traits,
    profile: found,
    layout: layout(machine, settled),
  };
}

function layout(machine: Facts, { encryption, disks, layout: sizes }: Answers): DiskLayout {
  const [system] = machine.disks;
  const encrypted = encryption === 'luks';
  const data = machine.disks.filter(({ name }) => disks[name] === 'data');
  const copies = machine.disks.filter(({ name }) => disks[name] === 'mirror');
  const array = {
    name: 'example-root',
    sizeBytes: null,
    content: { kind: 'swap', randomEncryption: true },
    reason: 'Over both disks.',
  } as const;
  const espSize = sizes.espSize === '512M' ? 512 : 1024;
  return {
    disks: [
      ...(system === undefined
        ? []
        : [plannedDisk('main', 'system', system.name, encrypted, espSize)]),
      ...copies.map(({ name }) => plannedDisk('copy', 'mirror', name, encrypted, espSize)),
      ...data.map(({ name }) => plannedDisk('data', 'data', name, encrypted, 0)),
    ],
    ...(sizes.redundancy === 'md' ? { arrays: [array] } : {}),
    untouched: [],
    losses: [],
    reset: {
      ...(sizes.redundancy === 'raid1' ? { waitFor: ['/dev/mapper/example-copy'] } : {}),
      device: encrypted
        ? '/dev/mapper/example-crypt'
        : '/dev/disk/by-partuuid/11111111-2222-3333-4444-555555555555',
      subvolume: '@root',
      blankSnapshot: '@root-blank',
    },
    zram: {
      memoryPercent: (machine.memory.totalBytes ?? 16e9) < 2 ** 32 ? 100 : 50,
      reason: 'By size of memory.',
    },
  };
}

function plannedDisk(
  key: string,
  role: PlannedDisk['role'],
  name: string,
  encrypted: boolean,
  espMebibytes: number,
): PlannedDisk {
  const btrfs = {
    kind: 'btrfs' as const,
    label: key,
    blankSnapshot: null,
    subvolumes: [
      {
        name: '@root',
        mountpoint: role === 'system' ? '/' : '/data',
        mountOptions: [],
        swapFile: null,
        reason: 'Root.',
      },
    ],
  };
  const reason = 'As planned.';
  return {
    key,
    role,
    device: `/dev/disk/by-path/pci-0000:00:05.0-${name}`,
    name,
    sizeBytes: null,
    reason,
    partitions: [
      ...(espMebibytes === 0
        ? []
        : [
            {
              key: 'esp' as const,
              type: 'EF00' as const,
              size: `${espMebibytes}M`,
              sizeBytes: espMebibytes * 2 ** 20,
              uuid: null,
              content: { kind: 'esp' as const, mountpoint: '/boot', mountOptions: [] },
              reason,
            },
          ]),
      {
        key: encrypted ? 'crypt' : 'root',
        type: encrypted ? '8309' : '8300',
        size: '100%',
        sizeBytes: null,
        uuid: null,
        content: encrypted
          ? {
              kind: 'luks',
              mapper: 'example-crypt',
              passwordFile: '/run/panther/passphrase',
              formatArgs: [],
              allowDiscards: true,
              bypassWorkqueues: true,
              content: btrfs,
            }
          : btrfs,
        reason,
      },
    ],
  };
}
