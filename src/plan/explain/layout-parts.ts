import type { MdArray, Partition, PlannedDisk } from '../../model/layout.ts';
import type { HostPlan } from '../../model/plan.ts';
import { diskFact } from '../layout/disk-kind.ts';
import type { ExplainedPart } from './types.ts';

/** A part of the layout, the names by which a person may ask for it, and what decides it. */
export interface LayoutPart extends Omit<ExplainedPart, 'facts'> {
  names: string[];
  facts: string[];
}

type Content = Partition['content'] | MdArray['content'];

/** Every part of a layout: what disko makes, what it leaves alone, and the decisions behind both. */
export function layoutParts({ layout }: HostPlan): LayoutPart[] {
  const arrays = (layout.arrays ?? []).flatMap((array) => [
    part('array', array.name, array.reason, ARRAY_FACTS, [
      `/dev/md/${array.name}`,
      `disko.devices.mdadm.${array.name}`,
    ]),
    ...contentParts(array.content, array.reason, `disko.devices.mdadm.${array.name}`),
  ]);
  return [
    ...layout.disks.flatMap(diskParts),
    ...arrays,
    ...layout.untouched.map(({ name, reason }) =>
      part('untouched', name, reason, ['disks', 'answers.disk', 'answers.disks'], [`/dev/${name}`]),
    ),
    ...(layout.choices ?? []).map(({ row, about, choice, reason }) =>
      // The row of the machine heads several decisions; only these two depend on it.
      about === 'disks' || about === 'boot'
        ? part('choice', about, `${choice}. ${reason} (row ${row})`, ROW_FACTS, [`row ${row}`])
        : part('choice', about, `${choice}. ${reason}`, CHOICE_FACTS[about] ?? ROW_FACTS, []),
    ),
    ...(layout.boot === undefined
      ? []
      : [
          part('boot', 'boot menu', layout.boot.reason, BOOT_FACTS, [
            'panther.core.boot.configurationLimit',
          ]),
        ]),
    part('zram', 'zram', layout.zram.reason, ZRAM_FACTS, ['swap', 'zramSwap']),
  ];
}

const ARRAY_FACTS = ['answers.layout.redundancy', 'answers.disks', 'disks'];
/** What the row of the whole machine rests on: its purpose, firmware, memory and disks. */
const ROW_FACTS = [
  'answers.profile',
  'answers.layout.redundancy',
  'chassis.form',
  'disks',
  'firmware.mode',
  'memory.totalBytes',
  'platform.architecture',
];
const CHOICE_FACTS: Readonly<Record<string, readonly string[]>> = {
  encryption: ['answers.encryption', 'answers.profile', 'memory.totalBytes'],
  swap: ['answers.layout.swapSize', 'answers.layout.redundancy', 'answers.hibernation'],
  'disk kind': ['disks'],
  sectors: ['disks'],
  contents: ['disks'],
  unlocking: ['answers.encryption', 'answers.profile', 'firmware.tpm'],
  machine: ['answers.profile', 'virtualisation.kind', 'cpu.flags'],
};
const BOOT_FACTS = [
  'answers.layout.espSize',
  'answers.profile',
  'cpu.flags',
  'disks',
  'gpus',
  'virtualisation.kind',
];
const ZRAM_FACTS = [
  'answers.layout.swapSize',
  'chassis.form',
  'memory.totalBytes',
  'power.batteries',
];

function diskParts(disk: PlannedDisk): LayoutPart[] {
  const place = `disko.devices.disk.${disk.key}`;
  const facts = disk.role === 'system' ? ['answers.disk', 'disks'] : ['answers.disks', 'disks'];
  return [
    part('disk', disk.key, disk.reason, facts, [
      disk.name,
      `/dev/${disk.name}`,
      disk.device,
      place,
    ]),
    ...disk.partitions.flatMap((partition) => partitionParts(disk, partition, place)),
  ];
}

function partitionParts(disk: PlannedDisk, partition: Partition, above: string): LayoutPart[] {
  const { key, uuid, reason, content } = partition;
  const place = `${above}.content.partitions.${key}`;
  const names = [place];
  if (uuid !== null) names.push(uuid, `/dev/disk/by-partuuid/${uuid}`);
  if (content?.kind === 'esp') {
    names.push(content.mountpoint, `fileSystems.${content.mountpoint}`);
  }
  if (content?.kind === 'swap') names.push('swapDevices');
  return [
    part('partition', key, reason, partitionFacts(disk, partition), names),
    ...(content === null ? [] : contentParts(content, reason, `${place}.content`)),
  ];
}

function partitionFacts({ name }: PlannedDisk, { key }: Partition): string[] {
  const size = diskFact(name, 'sizeBytes');
  switch (key) {
    case 'bios':
      return ['firmware.mode', 'platform.architecture'];
    case 'esp':
      return ['answers.layout.espSize', 'firmware.mode', 'platform.architecture'];
    case 'swap':
      return ['answers.layout.swapSize', 'answers.encryption', 'memory.totalBytes', size];
    default:
      // What lies before it takes from its size.
      return [
        'answers.encryption',
        'answers.layout',
        'firmware.mode',
        'memory.totalBytes',
        'platform.architecture',
        diskWhole(name),
      ];
  }
}

function contentParts(content: Content, reason: string, place: string): LayoutPart[] {
  if (content?.kind === 'luks' || content?.kind === 'luks-member') {
    const container = part(
      'container',
      content.mapper,
      reason,
      ['answers.encryption', 'disks', 'memory.totalBytes'],
      [`/dev/mapper/${content.mapper}`, `boot.initrd.luks.devices.${content.mapper}`],
    );
    const inner = content.kind === 'luks' ? content.content : null;
    return [container, ...contentParts(inner, reason, `${place}.content`)];
  }
  if (content?.kind !== 'btrfs') return [];
  return content.subvolumes.map(({ name, mountpoint, swapFile, reason: why }) =>
    part(
      'subvolume',
      name,
      why,
      ['answers.layout', 'answers.hibernation', 'disks'],
      [
        mountpoint,
        `fileSystems.${mountpoint}`,
        `${place}.subvolumes.${name}`,
        ...(swapFile === null ? [] : ['swap', 'swapDevices']),
      ],
    ),
  );
}

/** All of a disk's facts: one path for both its kind and its sectors. */
function diskWhole(name: string): string {
  return diskFact(name, '').replace(/\.$/, '');
}

function part(
  kind: LayoutPart['kind'],
  name: string,
  reason: string,
  facts: readonly string[],
  names: readonly string[],
): LayoutPart {
  return { kind, name, reason, facts: [...facts], names: [...names] };
}
