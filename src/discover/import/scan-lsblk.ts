import type { Disk, Holding } from '../../model/hardware.ts';
import { listedPartitions } from '../facts/old-partitions.ts';
import type { LsblkNode } from '../parse/lsblk.ts';
import type { ListedBlock } from '../parse/scan-lsblk.ts';

const DISK_NAME = /^(nvme[0-9]+n[0-9]+|mmcblk[0-9]+|(?:sd|vd|xvd|hd)[a-z]{1,3})$/;
const PARTITION_NAME =
  /^((?:nvme[0-9]+n[0-9]+|mmcblk[0-9]+)(?=p[0-9])|(?:sd|vd|xvd|hd)[a-z]{1,3})p?([0-9]{1,4})$/;
const MADE_UP = /^(QEMU|VBOX|VMware|Msft|Virtual)/i;
const TRANSPORTS: Readonly<Record<string, Disk['transport']>> = {
  nvme: 'nvme',
  sata: 'sata',
  ata: 'ide',
  usb: 'usb',
  mmc: 'mmc',
  virtio: 'virtio',
  sas: 'scsi',
  fc: 'scsi',
  iscsi: 'scsi',
};

/** The whole disks of a recorded `lsblk -J`; with fewer columns it tells less. */
export function disksOfLsblk(nodes: readonly LsblkNode[]): Disk[] {
  return nodes
    .filter((node) => DISK_NAME.test(node.name) && (node.type ?? 'disk') === 'disk')
    .map((node) => ({
      ...blankDisk(node.name, node.model),
      transport: TRANSPORTS[node.transport ?? ''] ?? transportOf(node.name),
      sizeBytes: node.sizeBytes,
      logicalSectorBytes: node.logicalSectorBytes,
      physicalSectorBytes: node.physicalSectorBytes,
      rotational: node.rotational,
      removable: node.removable,
      readOnly: node.readOnly,
      discard: node.discardMaxBytes === null ? null : node.discardMaxBytes > 0,
      partitionTable: tableOf(node.partitionTable),
      ...listedPartitions(node),
      holds: [
        holdingOf(node, null),
        ...node.children.map((child) => holdingOf(child, child.partition)),
      ].filter((holding) => holding !== null),
      serial: node.serial,
      wwid: node.wwid,
    }));
}

function holdingOf(node: LsblkNode, partition: string | null): Holding | null {
  if (node.signature === null) return null;
  const mounts = new Set([node, ...node.children].flatMap((each) => each.mounts));
  return {
    partition,
    type: node.signature,
    identity: node.uuid,
    mounts: [...mounts].sort(),
    alsoOn: [],
  };
}

/** The whole disks of a flat listing, where a partition tells its disk by its name. */
export function disksOfList(rows: readonly ListedBlock[]): Disk[] {
  const disks = new Map<string, Disk>();
  for (const { name, type, sizeBytes, model, partitionTable } of rows) {
    if (type !== 'disk' || !DISK_NAME.test(name) || disks.has(name)) continue;
    disks.set(name, {
      ...blankDisk(name, model),
      sizeBytes,
      partitionTable: tableOf(partitionTable),
    });
  }
  for (const { name, signature, uuid, mount } of rows) {
    const [, parent, number] = PARTITION_NAME.exec(name) ?? [];
    const disk = disks.get(parent ?? name);
    if (signature === null || disk === undefined) continue;
    disk.holds.push({
      partition: number ?? null,
      type: signature,
      identity: uuid,
      mounts: mount === null ? [] : [mount],
      alsoOn: [],
    });
  }
  return [...disks.values()];
}

function blankDisk(name: string, model: string | null): Disk {
  return {
    name,
    transport: transportOf(name),
    model,
    sizeBytes: null,
    logicalSectorBytes: null,
    physicalSectorBytes: null,
    rotational: null,
    removable: null,
    readOnly: null,
    discard: null,
    controller: null,
    byPath: [],
    byId: [],
    partitionTable: null,
    holds: [],
    serial: null,
    wwid: null,
    virtual: name.startsWith('vd') || (model !== null && MADE_UP.test(model)),
    liveMedium: null,
    unfit: null,
  };
}

function tableOf(told: string | null): Disk['partitionTable'] {
  if (told === null) return null;
  return told === 'gpt' || told === 'dos' ? told : 'other';
}

function transportOf(name: string): Disk['transport'] {
  if (name.startsWith('nvme')) return 'nvme';
  if (name.startsWith('vd')) return 'virtio';
  if (name.startsWith('xvd')) return 'xen';
  return name.startsWith('mmcblk') ? 'mmc' : null;
}
