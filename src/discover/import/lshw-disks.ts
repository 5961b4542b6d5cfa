import type { Disk, Holding } from '../../model/hardware.ts';
import { type LshwNode, nearest, pciAddressOf } from '../parse/lshw.ts';

const DISK = /^\/dev\/(nvme[0-9]+n[0-9]+|mmcblk[0-9]+|(?:sd|vd|xvd|hd)[a-z]{1,3})$/;
const PARTITION =
  /^\/dev\/(?:(?:nvme[0-9]+n|mmcblk)[0-9]+p|(?:sd|vd|xvd|hd)[a-z]{1,3})([0-9]{1,4})$/;
const MADE_UP = /^(QEMU|VBOX|VMware|Msft|Virtual)/i;
/** lshw's names of what stands on a volume, where blkid has another. */
const SIGNATURES: Readonly<Record<string, string>> = {
  fat: 'vfat',
  luks: 'crypto_LUKS',
  lvm2: 'LVM2_member',
};

/** The whole disks, sorted by name, with what their volumes hold. */
export function disksOfLshw(nodes: readonly LshwNode[]): Disk[] {
  const disks = new Map<LshwNode, Disk>();
  for (const node of nodes) {
    const name = diskName(node);
    if (name === null || [...disks.values()].some((disk) => disk.name === name)) continue;
    disks.set(node, diskOf(name, node));
  }
  for (const node of nodes) {
    if (node.class !== 'volume') continue;
    const above = nearest(node, (candidate) => disks.has(candidate));
    const holding = above === null ? null : holdingOf(node);
    if (above !== null && holding !== null) disks.get(above)?.holds.push(holding);
  }
  return [...disks.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function diskName({ class: kind, logicalNames }: LshwNode): string | null {
  if (kind !== 'disk') return null;
  for (const path of logicalNames) {
    const name = DISK.exec(path)?.[1];
    if (name !== undefined) return name;
  }
  return null;
}

function diskOf(name: string, node: LshwNode): Disk {
  // A namespace has no model of its own: newer versions name it on the NVMe device above.
  const above = node.parent?.description === 'NVMe device' ? node.parent : null;
  const model = node.product ?? above?.product ?? null;
  return {
    name,
    transport: transportOf(name, node),
    model,
    sizeBytes: node.size,
    logicalSectorBytes: numberOf(node.configuration.get('logicalsectorsize')),
    physicalSectorBytes: numberOf(node.configuration.get('sectorsize')),
    rotational: [...node.capabilities].some((word) => /^[0-9]{4,5}rpm$/.test(word)) || null,
    removable: node.capabilities.has('removable') || null,
    readOnly: null,
    discard: null,
    controller: pciAddressOf(node),
    byPath: [],
    byId: [],
    partitionTable: partitionTableOf(node.capabilities),
    holds: [],
    serial: node.serial ?? above?.serial ?? null,
    wwid: wwidOf(node),
    virtual: name.startsWith('vd') || (model !== null && MADE_UP.test(model)),
    liveMedium: null,
    unfit: null,
  };
}

function transportOf(name: string, node: LshwNode): Disk['transport'] {
  if (name.startsWith('nvme')) return 'nvme';
  if (name.startsWith('vd')) return 'virtio';
  if (name.startsWith('xvd')) return 'xen';
  if (name.startsWith('mmcblk')) return 'mmc';
  if (nearest(node, ({ businfo }) => businfo?.startsWith('usb@') === true) !== null) return 'usb';
  const controller = nearest(node, ({ businfo }) => businfo?.startsWith('pci@') === true);
  if (controller?.description === 'SATA controller') return 'sata';
  if (controller?.description === 'IDE interface') return 'ide';
  return name.startsWith('sd') ? 'scsi' : null;
}

function partitionTableOf(capabilities: ReadonlySet<string>): Disk['partitionTable'] {
  for (const word of capabilities) if (word.startsWith('gpt-')) return 'gpt';
  if (capabilities.has('partitioned:dos')) return 'dos';
  return capabilities.has('partitioned') ? 'other' : null;
}

function wwidOf({ configuration }: LshwNode): string | null {
  const wwid = configuration.get('wwid');
  return wwid === undefined || wwid === '[REMOVED]' ? null : wwid;
}

function holdingOf(node: LshwNode): Holding | null {
  const told =
    node.configuration.get('filesystem') ??
    node.configuration.get('mount.fstype') ??
    (node.capabilities.has('lvm2') ? 'lvm2' : undefined);
  if (told === undefined || !/^[A-Za-z0-9_]{1,32}$/.test(told)) return null;
  const partition = node.logicalNames.map((path) => PARTITION.exec(path)?.[1]).find(Boolean);
  const mounts = node.logicalNames.filter((path) => /^\/(?!dev\/)/.test(path));
  return {
    partition: partition ?? null,
    type: SIGNATURES[told] ?? told,
    identity: node.serial,
    mounts: [...new Set(mounts)].sort(),
    alsoOn: [],
  };
}

function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^[0-9]{1,7}$/.test(text) ? Number(text) : null;
}
