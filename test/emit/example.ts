import type { Capture } from '../../src/model/capture.ts';
import type { Facts } from '../../src/model/facts.ts';
import type { Match } from '../../src/model/match.ts';
import type { HostPlan, Setting } from '../../src/model/plan.ts';

/** A setting with everything that a test does not care about filled in. */
export function setting(parts: Partial<Setting> & Pick<Setting, 'value'>): Setting {
  return {
    option: ['boot', 'example'],
    priority: 'normal',
    merge: 'unique',
    part: 'host',
    rule: 'boot/example',
    reason: 'The machine needs it.',
    facts: [],
    ...parts,
  };
}

const partition = '0f6c3f1e-8f4b-4a53-9d0e-3a8f5b7c9d21';

/** A small plan of a laptop with LUKS and a root that is reset. */
export function examplePlan(): HostPlan {
  return {
    schema: 'panther.plan/1',
    host: 'laptop',
    imports: [],
    profile: {
      id: 'workstation',
      confidence: 'high',
      evidence: [
        { signal: 'battery', weight: 20, text: 'It has a battery.', facts: ['power.batteries'] },
        { signal: 'guest', weight: -30, text: 'It is no guest.', facts: ['virtualisation.kind'] },
      ],
      traits: ['laptop'],
    },
    answers: {
      schema: 'panther.answers/1',
      host: 'laptop',
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
      disk: '/dev/disk/by-path/pci-0000:01:00.0-nvme-1',
      disks: {},
      layout: { espSize: '1G', swapSize: null, label: 'panther' },
      partitionUuids: { esp: partition },
      rules: 1,
    },
    modules: [
      { module: 'core/base', rule: 'profile/workstation', reason: 'Every host has it.' },
      { module: 'hardware/workstations', rule: 'profile/workstation', reason: 'A desk machine.' },
    ],
    settings: [
      setting({
        option: ['networking', 'hostName'],
        value: 'laptop',
        rule: 'host',
        reason: 'The name that was answered.',
      }),
      setting({
        option: ['boot', 'initrd', 'availableKernelModules'],
        value: ['nvme'],
        merge: 'list',
        part: 'hardware',
        rule: 'storage/nvme',
        reason: 'The root disk is an NVMe disk.',
      }),
      setting({
        option: ['boot', 'initrd', 'availableKernelModules'],
        value: ['xhci_pci', 'nvme'],
        merge: 'list',
        part: 'hardware',
        rule: 'usb/controller',
        reason: 'Keyboards hang on USB.',
      }),
    ],
    layout: {
      disks: [
        {
          key: 'main',
          role: 'system',
          device: '/dev/disk/by-path/pci-0000:01:00.0-nvme-1',
          name: 'nvme0n1',
          sizeBytes: 1_000_204_886_016,
          reason: 'The only disk.',
          partitions: [
            {
              key: 'esp',
              type: 'EF00',
              size: '1G',
              sizeBytes: 1_073_741_824,
              uuid: partition,
              content: { kind: 'esp', mountpoint: '/boot', mountOptions: ['umask=0077'] },
              reason: 'The firmware boots from it.',
            },
            {
              key: 'crypt',
              type: '8309',
              size: '100%',
              sizeBytes: null,
              uuid: null,
              reason: 'All data is encrypted.',
              content: {
                kind: 'luks',
                mapper: 'laptop-crypt',
                passwordFile: '/run/panther/disk.key',
                formatArgs: ['--type', 'luks2'],
                allowDiscards: true,
                bypassWorkqueues: true,
                content: {
                  kind: 'btrfs',
                  label: 'panther',
                  blankSnapshot: '@root-blank',
                  subvolumes: [
                    {
                      name: '@root',
                      mountpoint: '/',
                      mountOptions: ['compress=zstd:1', 'noatime'],
                      swapFile: null,
                      reason: 'Reset on every boot.',
                    },
                  ],
                },
              },
            },
          ],
        },
      ],
      untouched: [{ name: 'sda', reason: 'It was not named in the answers.' }],
      losses: [
        { disk: 'nvme0n1', partition: '2', type: 'btrfs', mounts: ['/'], alsoOn: ['nvme1n1'] },
      ],
      reset: {
        device: '/dev/mapper/laptop-crypt',
        subvolume: '@root',
        blankSnapshot: '@root-blank',
      },
      zram: { memoryPercent: 50, reason: 'Memory pressure comes before swap.' },
    },
    warnings: [{ code: 'disk-in-use', text: 'The disk holds data.', facts: ['disks[nvme0n1]'] }],
    gaps: [],
  };
}

export function exampleMatch(): Match {
  return {
    schema: 'panther.match/1',
    profile: 'workstation',
    confidence: 'high',
    ranked: [
      { profile: 'workstation', score: 60, evidence: [] },
      { profile: 'yoga', score: 10, evidence: [] },
    ],
    traits: ['laptop'],
  };
}

/** A redacted capture with a reading of every status. */
export function exampleCapture(): Capture {
  return {
    schema: 'panther.capture/1',
    recordedBy: 'panther-discover 0.1.0',
    origin: 'local',
    redacted: true,
    readings: {
      '/sys/b': { status: 'ok', kind: 'text', data: 'b' },
      '/sys/a': { status: 'denied', reason: 'EACCES' },
      '/sys/c': { status: 'absent', reason: 'ENOENT' },
    },
  };
}

/** Facts in which every free text is the given one. */
export function exampleFacts(text: string): Facts {
  const nothing = null;
  return {
    schema: 'panther.facts/1',
    identity: {
      vendor: text,
      product: text,
      version: text,
      family: text,
      sku: text,
      boardVendor: text,
      boardName: text,
      boardVersion: text,
      biosVendor: text,
      biosVersion: text,
      biosDate: text,
      chassisVendor: text,
      assetTag: text,
    },
    chassis: { type: 10, form: 'laptop' },
    platform: { architecture: text, kernel: text, os: text, container: nothing },
    cpu: {
      vendor: text,
      name: text,
      family: 6,
      model: 1,
      stepping: 1,
      flags: [],
      sockets: 1,
      logical: 8,
    },
    memory: { totalBytes: 17_179_869_184, modules: [], ecc: true },
    firmware: { mode: 'uefi', width: 64, secureBoot: 'off', tpm: '2.0', esrt: true },
    virtualisation: { kind: text, provider: text, guestAgent: false, spice: false, vmbus: false },
    pci: [],
    usb: [],
    gpus: [
      {
        address: '0000:00:02.0',
        class: '030000',
        vendor: '8086',
        device: '9a49',
        maker: 'intel',
        generation: text,
        driver: text,
      },
    ],
    disks: [
      {
        name: text,
        transport: 'nvme',
        model: text,
        sizeBytes: 1_000_204_886_016,
        logicalSectorBytes: 512,
        physicalSectorBytes: 512,
        rotational: false,
        removable: false,
        readOnly: false,
        discard: true,
        controller: nothing,
        byPath: [],
        byId: [],
        partitionTable: 'gpt',
        holds: [{ partition: '1', type: text, identity: text, mounts: [text], alsoOn: [text] }],
        serial: text,
        wwid: text,
        virtual: false,
        liveMedium: false,
        unfit: nothing,
      },
    ],
    network: [{ name: text, kind: 'wireless', driver: text, device: text }],
    power: {
      batteries: [{ name: text, scope: 'system', technology: text, chargeLimit: true }],
      onMains: true,
      platformProfile: true,
      sleepStates: ['s2idle'],
    },
    backlights: [],
    displays: [
      {
        connector: text,
        internal: true,
        gpu: text,
        widthPixels: 1920,
        heightPixels: 1200,
        widthMillimetres: 300,
        heightMillimetres: 190,
      },
    ],
    input: [{ name: text, kind: 'touchpad', bus: 'i2c', vendor: nothing, product: nothing }],
    sensors: { accelerometer: true, ambientLight: true, hub: text },
    serialConsoles: [],
    ipmi: false,
    edac: false,
    loadedModules: [],
    deviceTree: [text],
    iommu: { active: true, table: 'dmar' },
    controllers: [],
    cameras: [],
    fingerprintReaders: [],
    bluetooth: [],
    audio: [],
    audioCodecs: [{ vendor: '10ec', product: '0287', name: text }],
    missingFirmware: [text],
    gaps: [{ code: 'denied', subject: text, text: 'A reading was denied.' }],
    sources: { identity: ['/sys/class/dmi/id/sys_vendor'], cpu: ['/proc/cpuinfo'] },
  };
}
