import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { type Entry, folder, program } from './folder.ts';
import { requireSshd, type Sshd, startSshd } from './sshd.ts';

/** A PCI function by its address. */
export interface Function_ {
  class: string;
  ids: string;
}

/** What a machine is made of, as far as a test changes it. */
export interface Parts {
  bios: string;
  disk: { place: string; model: string; serial: string };
  pci: Readonly<Record<string, Function_>>;
  usb: Readonly<Record<string, { ids: string; product: string }>>;
  memoryGiB: number;
}

/** A tower as it is recorded first. */
export const TOWER: Parts = {
  bios: '1.10',
  disk: { place: '0000:01:00.0', model: 'ACME SSD 1TB', serial: 'S64DNX0R100001' },
  pci: {
    '0000:00:02.0': { class: '0x030000', ids: '8086:4680' },
    '0000:00:14.0': { class: '0x0c0330', ids: '8086:7ae0' },
    '0000:01:00.0': { class: '0x010802', ids: '144d:a80a' },
    '0000:04:00.0': { class: '0x020000', ids: '8086:15f3' },
  },
  usb: { '1-14': { ids: '0b05:1939', product: 'Lights' } },
  memoryGiB: 32,
};

/** Another machine behind a real sshd. */
export interface RemoteMachine extends Sshd {
  /** Makes it another one, from the next connection on. */
  become(parts: Parts): void;
}

const CPU = [
  'processor\t: 0',
  'vendor_id\t: GenuineIntel',
  'cpu family\t: 6',
  'model\t\t: 151',
  'model name\t: 12th Gen Intel(R) Core(TM) i7-12700K',
  'physical id\t: 0',
  'cpu cores\t: 1',
  'flags\t\t: fpu vme de pse tsc msr lm avx2 aes',
  '',
].join('\n');
/** The real ones would tell of the machine that the test runs on. */
const TOOLS = {
  'systemd-detect-virt': 'echo none; exit 1',
  ...Object.fromEntries(['dmidecode', 'lspci', 'lsblk', 'dmesg'].map((name) => [name, 'exit 1'])),
};

/**
 * An sshd whose sessions see the /sys, /dev/disk and processor of another machine; null, and the test
 * says so aloud, where there is no sshd or no mount namespace can be made.
 */
export async function remoteMachine(
  t: ExecutionContext,
  parts: Parts,
): Promise<RemoteMachine | null> {
  if (!requireSshd(t)) return null;
  if (spawnSync('unshare', ['--mount', 'true']).status !== 0) {
    t.log('SKIPPED: no mount namespace can be made here');
    t.pass();
    return null;
  }
  const root = await folder(t, { 'dev/null': '', 'dev/urandom': '', 'bin/none': '' });
  for (const [name, script] of Object.entries(TOOLS)) {
    await program(join(root, 'bin', name), script);
  }
  const become = (now: Parts): void => {
    rmSync(join(root, 'sys'), { recursive: true, force: true });
    rmSync(join(root, 'dev/disk'), { recursive: true, force: true });
    for (const [path, entry] of Object.entries(filesOf(now))) put(join(root, path), entry);
  };
  become(parts);
  await program(
    join(root, 'session'),
    [
      'set -e',
      `mount --bind ${root}/sys /sys`,
      ...['null', 'urandom'].map((name) => `mount --bind /dev/${name} ${root}/dev/${name}`),
      `mount --rbind ${root}/dev /dev`,
      ...['cpuinfo', 'meminfo'].map((name) => `mount --bind ${root}/${name} /proc/${name}`),
      `PATH=${root}/bin:$PATH`,
      'export PATH',
      'exec /bin/sh -c "$SSH_ORIGINAL_COMMAND"',
    ].join('\n'),
  );
  const sshd = await startSshd(t, [`ForceCommand unshare --mount ${root}/session`]);
  return { ...sshd, become };
}

function put(path: string, entry: Entry): void {
  mkdirSync(dirname(path), { recursive: true });
  if (typeof entry === 'string' || entry instanceof Uint8Array) writeFileSync(path, entry);
  else symlinkSync(entry.link, path);
}

function filesOf({ bios, disk, pci, usb, memoryGiB }: Parts): Record<string, Entry> {
  const block = 'sys/block/nvme0n1';
  const files: Record<string, Entry> = {
    cpuinfo: CPU,
    meminfo: `MemTotal: ${memoryGiB * 1024 * 1024} kB\n`,
    'sys/class/dmi/id/sys_vendor': 'Micro-Star International Co., Ltd.\n',
    'sys/class/dmi/id/product_name': 'MS-7D25\n',
    'sys/class/dmi/id/product_serial': 'TOWER0001\n',
    'sys/class/dmi/id/product_uuid': '3f2504e0-4f89-41d3-9a0c-0305e82c3301\n',
    'sys/class/dmi/id/board_vendor': 'Micro-Star International Co., Ltd.\n',
    'sys/class/dmi/id/board_name': 'PRO Z690-A\n',
    'sys/class/dmi/id/chassis_type': '3\n',
    'sys/class/dmi/id/bios_version': `${bios}\n`,
    'sys/firmware/efi/fw_platform_size': '64\n',
    [`${block}/size`]: '1953525168\n',
    [`${block}/removable`]: '0\n',
    [`${block}/ro`]: '0\n',
    [`${block}/wwid`]: `eui.${Buffer.from(disk.serial).toString('hex').slice(0, 16)}\n`,
    [`${block}/queue/rotational`]: '0\n',
    [`${block}/queue/logical_block_size`]: '512\n',
    [`${block}/device`]: { link: '../../class/nvme/nvme0' },
    'sys/class/nvme/nvme0/model': `${disk.model}\n`,
    'sys/class/nvme/nvme0/serial': `${disk.serial}\n`,
    'sys/class/nvme/nvme0/transport': 'pcie\n',
    [`dev/disk/by-path/pci-${disk.place}-nvme-1`]: { link: '../../nvme0n1' },
  };
  for (const [address, { class: of, ids }] of Object.entries(pci)) {
    const [vendor = '', device = ''] = ids.split(':');
    const at = `sys/bus/pci/devices/${address}`;
    files[`${at}/class`] = `${of}\n`;
    files[`${at}/vendor`] = `0x${vendor}\n`;
    files[`${at}/device`] = `0x${device}\n`;
    files[`${at}/modalias`] =
      `pci:v0000${vendor}d0000${device}sv00000000sd00000000bc${of.slice(2, 4)}sc${of.slice(4, 6)}i${of.slice(6)}\n`.replace(
        /(?<=v0000|d0000)[0-9a-f]{4}/g,
        (word) => word.toUpperCase(),
      );
  }
  for (const [port, { ids, product }] of Object.entries(usb)) {
    const [vendor = '', device = ''] = ids.split(':');
    files[`sys/bus/usb/devices/${port}/idVendor`] = `${vendor}\n`;
    files[`sys/bus/usb/devices/${port}/idProduct`] = `${device}\n`;
    files[`sys/bus/usb/devices/${port}/product`] = `${product}\n`;
    files[`sys/bus/usb/devices/${port}/removable`] = 'removable\n';
  }
  return files;
}
