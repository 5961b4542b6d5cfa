import { readFileSync } from 'node:fs';
import type { GuestImage } from './guest-image.ts';
import { slotsOf } from './slots.ts';

/** A disk of the guest: a file on the host, and how the guest sees it. */
export interface GuestDisk {
  file: string;
  bus: 'nvme' | 'sata' | 'virtio' | 'virtio-scsi';
  /** Logical and physical sector; 512 unless told. A SATA disk has 512. */
  sectorBytes?: 512 | 4096;
  /** The link by path that it has, which says where it is plugged in. */
  path: string;
}

/** Where a guest's input is, and where what it says goes. */
export interface GuestFiles {
  initrd: string;
  console: string;
  output: string;
  results: string;
}

const COMMAND_LINE = [
  'console=ttyS0 loglevel=7 panic=-1',
  // The kernel's tests of its own ciphers take an emulated processor longer than dm-crypt waits.
  'cryptomgr.notests',
  // Nobody attacks the guest, and an emulated timer fails the kernel's test of it.
  'mitigations=off audit=0 no_timer_check random.trust_cpu=on',
].join(' ');

/** The serial number of the disk in that place, by which the guest tells its disks apart. */
export function diskSerial(index: number): string {
  return `panther-disk-${index}`;
}

/**
 * The arguments of qemu-system-x86_64. The guest has no network, no display and no firmware variables;
 * each text comes out of a port of its own.
 */
export function qemuArguments(
  image: GuestImage,
  files: GuestFiles,
  disks: readonly GuestDisk[],
  memoryMiB: number,
): string[] {
  const kvm = hasKvm();
  const slots = slotsOf(disks);
  const controllers = new Set(slots.filter((_, index) => disks[index]?.bus === 'virtio-scsi'));
  return [
    ...['-nodefaults', '-no-user-config', '-no-reboot', '-display', 'none', '-machine', 'q35'],
    // Without AVX: an emulated processor that had it lost the guest's udevd once.
    ...['-accel', kvm ? 'kvm' : 'tcg,thread=multi', '-cpu', kvm ? 'host' : 'Westmere'],
    // One processor: emulated ones wait for each other more than they help.
    ...['-m', `${memoryMiB}`],
    ...['-kernel', image.kernel, '-initrd', files.initrd, '-append', COMMAND_LINE],
    ...['-chardev', `file,id=console,path=${files.console}`, '-serial', 'chardev:console'],
    ...['-device', 'virtio-serial-pci,addr=1e.0'],
    ...port('output', files.output),
    ...port('results', files.results),
    ...[...controllers].flatMap((slot) => [
      '-device',
      `virtio-scsi-pci,id=${scsiBus(slot)},addr=${slot}`,
    ]),
    ...disks.flatMap((disk, index) => diskArguments(disk, index, slots[index] ?? '')),
  ];
}

function port(name: string, path: string): string[] {
  const chardev = ['-chardev', `file,id=${name},path=${path}`];
  return [...chardev, '-device', `virtserialport,chardev=${name},name=${name}`];
}

function diskArguments(disk: GuestDisk, index: number, slot: string): string[] {
  // The file is scratch: nothing of it needs to reach the host's own disk.
  const drive = `if=none,id=disk${index},format=raw,file=${disk.file},cache=unsafe,discard=ignore`;
  const sectors = disk.sectorBytes ?? 512;
  const sizes = `logical_block_size=${sectors},physical_block_size=${sectors}`;
  const common = `drive=disk${index},serial=${diskSerial(index)},${sizes}`;
  const device = {
    nvme: `nvme,addr=${slot},${common}`,
    sata: `ide-hd,bus=${slot},rotation_rate=1,${common}`,
    virtio: `virtio-blk-pci,addr=${slot},${common}`,
    'virtio-scsi': `scsi-hd,bus=${scsiBus(slot)}.0,${common}`,
  }[disk.bus];
  return ['-drive', drive, '-device', device];
}

function scsiBus(slot: string): string {
  return `scsi-${slot.replace('.', '-')}`;
}

/** A /dev/kvm on a processor that does not say vmx or svm is one that cannot be trusted with a kernel. */
function hasKvm(): boolean {
  try {
    readFileSync('/dev/kvm', { flag: 'r+' });
  } catch (error) {
    // Reading it fails after it was opened; only the opening matters.
    if ((error as NodeJS.ErrnoException).syscall === 'open') return false;
  }
  return /^flags\b.*\b(vmx|svm)\b/m.test(readFileSync('/proc/cpuinfo', 'utf8'));
}
