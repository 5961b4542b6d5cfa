import type { Disk, Holding } from '../../model/hardware.ts';
import {
  countOf,
  type FacterEntry,
  type FacterFields,
  fieldListOf,
  textListOf,
  textOf,
} from '../parse/facter-report.ts';
import { pciAddresses } from '../parse/facter-sysfs.ts';

/** Names of block devices that are no disks: memory, loops, maps, arrays, optical drives, eMMC parts. */
const NO_DISK = /^(zram|ram|loop|dm-|md|sr|fd|nbd|zd|bcache)[0-9]|^mmcblk[0-9]+(boot|rpmb|gp)/;
const BY_PATH = '/dev/disk/by-path/';
const BY_ID = '/dev/disk/by-id/';
const BY_UUID = '/dev/disk/by-uuid/';
/** Disks that hypervisors make up name themselves in their inquiry data. */
const MADE_UP = /^(QEMU|VBOX|VMware|Msft|Virtual|ORACLE BlockVolume|Google|Amazon Elastic Block)/i;

/** The whole disks, sorted by name. Without a device below /sys/devices it is no hardware. */
export function disksOfFacter(
  entries: readonly FacterEntry[],
  virtualMachine: boolean | null,
): Disk[] {
  const disks = new Map<string, Disk>();
  for (const { hardwareClass, fields } of entries) {
    if (hardwareClass !== 'disk') continue;
    const name = nameOf(fields);
    const link = textOf(fields['sysfs_device_link']);
    if (name === null || link === null || NO_DISK.test(name)) continue;
    if (!disks.has(name)) disks.set(name, diskOf(name, link, fields, virtualMachine));
  }
  return [...disks.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function diskOf(
  name: string,
  link: string,
  fields: FacterFields,
  virtualMachine: boolean | null,
): Disk {
  const transport = transportOf(name, link, textListOf(fields['drivers']));
  const links = textListOf(fields['unix_device_names']);
  const byId = links.filter((path) => path.startsWith(BY_ID));
  const size = sizeOf(fields);
  const model = modelOf(fields);
  const madeUp = model !== null && MADE_UP.test(model);
  return {
    name,
    transport,
    model,
    sizeBytes: size.bytes,
    logicalSectorBytes: size.sector,
    physicalSectorBytes: null,
    rotational: null,
    removable: null,
    readOnly: null,
    discard: null,
    controller: pciAddresses(link).at(-1) ?? null,
    byPath: links.filter((path) => path.startsWith(BY_PATH)),
    byId,
    partitionTable: null,
    holds: holdingsOf(links),
    serial: textOf(fields['serial']),
    wwid: wwidOf(byId),
    virtual: madeUp || (virtualMachine === true && transport !== 'usb'),
    liveMedium: null,
    unfit: null,
  };
}

function nameOf(fields: FacterFields): string | null {
  const found = /^\/class\/block\/([A-Za-z0-9!._-]{1,64})$/.exec(textOf(fields['sysfs_id']) ?? '');
  return found?.[1] ?? null;
}

/** hwinfo calls a disk that tells no model just "Disk". */
function modelOf(fields: FacterFields): string | null {
  const model = textOf(fields['model']);
  return model === 'Disk' ? null : model;
}

function sizeOf(fields: FacterFields): { bytes: number | null; sector: number | null } {
  for (const resource of fieldListOf(fields['resources'])) {
    if (resource['type'] !== 'size' || resource['unit'] !== 'sectors') continue;
    const sectors = countOf(resource['value_1']);
    const sector = countOf(resource['value_2']);
    if (sectors === null || sector === null) continue;
    return { bytes: countOf(sectors * sector), sector };
  }
  return { bytes: null, sector: null };
}

function transportOf(name: string, link: string, drivers: readonly string[]): Disk['transport'] {
  if (name.startsWith('nvme')) return 'nvme';
  if (name.startsWith('vd')) return 'virtio';
  if (name.startsWith('xvd')) return 'xen';
  if (name.startsWith('mmcblk')) return 'mmc';
  if (drivers.includes('usb-storage') || drivers.includes('uas') || /\/usb[0-9]+\//.test(link)) {
    return 'usb';
  }
  if (/\/ata[0-9]+\//.test(link)) {
    return drivers.some((driver) => driver === 'ahci' || driver.startsWith('sata_'))
      ? 'sata'
      : 'ide';
  }
  return name.startsWith('sd') ? 'scsi' : null;
}

/** The wwid as sysfs tells it: by-id links hold it with another prefix. */
function wwidOf(byId: readonly string[]): string | null {
  for (const link of byId) {
    const id = link.slice(BY_ID.length);
    if (/^nvme-(eui|uuid|nvme)\./.test(id)) return id.slice('nvme-'.length);
    if (id.startsWith('wwn-0x')) return `naa.${id.slice('wwn-0x'.length)}`;
  }
  return null;
}

/** A link by uuid to the whole disk: something without partitions is on it, of a type not told. */
function holdingsOf(links: readonly string[]): Holding[] {
  const uuid = links.find((path) => path.startsWith(BY_UUID))?.slice(BY_UUID.length);
  if (uuid === undefined) return [];
  return [{ partition: null, type: 'unknown', identity: uuid, mounts: [], alsoOn: [] }];
}
