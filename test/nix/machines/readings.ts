import type { Reading } from '../../../src/model/capture.ts';

export type Cpu = readonly [maker: 'intel' | 'amd', family: number, model: number];

export interface Platform {
  cpu: Cpu;
  cppc?: boolean;
  guest?: boolean;
  vmbus?: boolean;
  /** Functions that storage may hang on. */
  sata?: string;
  emmc?: string;
  /** Ids of the volume management device. */
  vmd?: string;
  /** Where the graphics of an AMD processor are; Intel's are always at 00:02.0. */
  igpu?: string;
  pci: string[];
}

export interface Storage {
  disk: string;
  of?: 'sata' | 'emmc' | 'vmd' | 'usb' | 'vmbus' | 'xen';
  pci?: string[];
  path: string;
  initrd: string[];
}

export interface Card {
  pci: string;
  nvidia?: 'open' | 'legacy_580' | 'nouveau';
  bus?: string;
}

export interface Parts {
  platforms: Record<string, Platform>;
  storage: Record<string, Storage>;
  gpus: Record<string, Card>;
  network: Record<string, string>;
}

export type Row = [
  vendor: string,
  product: string,
  version: string,
  boardVendor: string,
  board: string,
  chassis: number,
  platform: string,
  storage: string,
  network: string,
  gpu: string,
  firmware: 'uefi' | 'bios',
  profile: string,
];

/** What DMI says. */
export function identityReadings(row: Row): Record<string, Reading> {
  const [vendor, product, version, boardVendor, board, chassis] = row;
  const fields = {
    sys_vendor: vendor,
    product_name: product,
    product_version: version,
    board_vendor: boardVendor,
    board_name: board,
    chassis_type: `${chassis}`,
  };
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [`/sys/class/dmi/id/${key}`, text(`${value}\n`)]),
  );
}

/** systemd's words for the hypervisors, by the platform's name. */
const KINDS: Readonly<Record<string, string>> = {
  virtualbox: 'oracle',
  vmware: 'vmware',
  'hyper-v': 'microsoft',
  xen: 'xen',
  nitro: 'amazon',
};

/** Processor, memory, firmware, hypervisor, battery and a PS/2 keyboard. */
export function platformReadings(
  platform: Platform,
  row: Row,
  portable: boolean,
): Record<string, Reading> {
  const [maker, family, model] = platform.cpu;
  const virtual = platform.guest === true;
  const own = maker === 'intel' ? 'vmx' : 'svm';
  const flags = ['lm', virtual ? 'hypervisor' : own, ...(platform.cppc ? ['cppc'] : [])];
  const cpuinfo = [
    'processor : 0',
    `vendor_id : ${maker === 'intel' ? 'GenuineIntel' : 'AuthenticAMD'}`,
    `cpu family : ${family}`,
    `model : ${model}`,
    `flags : ${flags.join(' ')}`,
  ];
  const kind = virtual ? (KINDS[row[6]] ?? 'kvm') : 'none';
  const battery = '/sys/class/power_supply/BAT0';
  const efi: Reading =
    row[10] === 'uefi'
      ? { status: 'ok', kind: 'list', data: ['efivars', 'fw_platform_size'] }
      : { status: 'absent', reason: 'ENOENT' };
  return {
    '/proc/cpuinfo': text(`${cpuinfo.join('\n')}\n`),
    '/proc/meminfo': text('MemTotal:       16263456 kB\n'),
    '/proc/sys/kernel/arch': text('x86_64\n'),
    '/proc/mounts': text('tmpfs / tmpfs rw 0 0\n'),
    '/sys/firmware/efi': efi,
    ...(row[10] === 'uefi' ? { '/sys/firmware/efi/fw_platform_size': text('64\n') } : {}),
    'command:systemd-detect-virt': {
      status: 'ok',
      kind: 'command',
      data: `${kind}\n`,
      exitCode: virtual ? 0 : 1,
    } as const,
    '/proc/bus/input/devices': text(KEYBOARD),
    ...(platform.vmbus ? { '/sys/bus/vmbus/devices': list('00000000-0000-0000-0000-0') } : {}),
    ...(portable
      ? {
          '/sys/class/power_supply': list('BAT0'),
          [`${battery}/type`]: text('Battery\n'),
        }
      : {}),
  };
}

const KEYBOARD = `I: Bus=0011 Vendor=0001 Product=0001 Version=ab41
N: Name="AT Translated Set 2 keyboard"
S: Sysfs=/devices/platform/i8042/serio0/input/input3
B: EV=120013
B: KEY=402000000 3803078f800d001 feffffdfffefffff fffffffffffffffe

`;

/** Functions as sysfs lists them; nothing is bound to them. */
export function pciReadings(functions: readonly string[]): Record<string, Reading> {
  const devices = '/sys/bus/pci/devices';
  const readings: Record<string, Reading> = {};
  for (const line of functions) {
    const [place = '', ofClass = '', ids = ''] = line.split(' ');
    const [vendor, device] = ids.split(':');
    const address = addressOf(place);
    readings[`${devices}/${address}`] = link(`../../../devices/${pciPath(address)}`);
    readings[`${devices}/${address}/class`] = text(`0x${ofClass}\n`);
    readings[`${devices}/${address}/vendor`] = text(`0x${vendor}\n`);
    readings[`${devices}/${address}/device`] = text(`0x${device}\n`);
  }
  const addresses = functions.map((line) => addressOf(line.split(' ')[0] ?? ''));
  return { ...readings, [devices]: list(...addresses.sort()) };
}

function addressOf(place: string): string {
  return place.split(':').length === 3 ? place : `0000:${place}`;
}

/** A function on the root bus, or behind a port of it; a domain of its own lies below VMD. */
function pciPath(address: string): string {
  const [domain = '', bus = ''] = address.split(':');
  if (domain !== '0000') {
    return `pci0000:00/0000:00:0e.0/pci${domain}:e0/${domain}:e0:06.0/${address}`;
  }
  return bus === '00' ? `pci0000:00/${address}` : `pci0000:00/0000:00:1c.4/${address}`;
}

const LINKS: Readonly<Record<string, string>> = {
  usb: 'pci0000:00/0000:00:14.0/usb2/2-1/2-1:1.0/host0/target0:0:0/0:0:0:0',
  vmbus: 'LNXSYSTM:00/LNXSYBUS:00/ACPI0004:00/VMBUS:00/00000000-0000-0000-0000-0/host0',
  xen: 'vbd-51712',
};

/** A disk without partitions; `holder` is the function that it hangs on, if that is one of PCI. */
export function diskReadings(storage: Storage, holder: string | null): Record<string, Reading> {
  const { disk, of = '', path } = storage;
  const address = addressOf(holder?.split(' ')[0] ?? '');
  const below = LINKS[of] ?? `${pciPath(address)}${within(storage)}`;
  const name = path === 'ata-1' ? `pci-${address}-ata-1` : path;
  const directory = `/sys/block/${disk}`;
  return {
    '/sys/block': list(disk),
    [directory]: link(`../devices/${below}/block/${disk}`),
    [`${directory}/size`]: text('1000215216\n'),
    [`${directory}/removable`]: text('0\n'),
    [`${directory}/ro`]: text('0\n'),
    [`${directory}/queue/rotational`]: text('0\n'),
    [`${directory}/queue/logical_block_size`]: text('512\n'),
    ...(name === '' ? {} : { [`/dev/disk/by-path/${name}`]: link(`../../${disk}`) }),
  };
}

/** What stands between a controller and the block device in sysfs. */
function within({ disk, path }: Storage): string {
  if (disk.startsWith('nvme')) return '/nvme/nvme0';
  if (disk.startsWith('vd')) return '/virtio3';
  if (disk.startsWith('mmc')) return '/mmc_host/mmc0/mmc0:0001';
  return path.includes('ata') ? '/ata1/host0/target0:0:0/0:0:0:0' : '/host0/target0:0:0/0:0:0:0';
}

function text(data: string): Reading {
  return { status: 'ok', kind: 'text', data };
}

function list(...data: string[]): Reading {
  return { status: 'ok', kind: 'list', data };
}

function link(data: string): Reading {
  return { status: 'ok', kind: 'link', data };
}
