import { isUtf8 } from 'node:buffer';
import type { Reading } from '../../model/capture.ts';

/** 01-system-overview.txt, 04-storage-devices.txt, …: what a hardware scan script leaves behind. */
const NUMBERED = /^[0-9]{2}-[A-Za-z0-9_-]{1,64}\.txt$/;
/** Files named after the command that they hold the output of, or the file that they are a copy of. */
const COMMANDS: ReadonlySet<string> = new Set([
  'cpuinfo',
  'df',
  'dmesg',
  'dmi_id',
  'dmidecode',
  'edid',
  'efibootmgr',
  'fdisk',
  'hostnamectl',
  'hwinfo',
  'input_devices',
  'lsblk',
  'lscpu',
  'lsmod',
  'lspci',
  'lspci_all',
  'lsusb',
  'meminfo',
  'mount',
  'os-release',
  'uname',
  'upower',
]);
/** dmidecode.txt, lspci.log, lsblk.json, lspci-vvnn.txt, cpuinfo */
const NAMED = /^([a-z_]+(?:-release)?)(?:[._-][A-Za-z0-9._-]{0,40})?$/;
/** Reports of other tools, which are known by what is in them. */
const REPORT = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\.json$/;

/** Whether a file of a folder of outputs is worth reading, by its name alone. */
export function isOutputName(name: string): boolean {
  return NUMBERED.test(name) || isCommandName(name) || REPORT.test(name);
}

/** Whether a file is named after a command, in the spelling of people or of hw-probe. */
export function isCommandName(name: string): boolean {
  return COMMANDS.has(NAMED.exec(name)?.[1] ?? '');
}

/** The bytes of a recorded output, whole, as a reading. */
export function outputReading(bytes: Uint8Array): Reading {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isUtf8(data)) return { status: 'ok', kind: 'text', data: data.toString('utf8') };
  return { status: 'ok', kind: 'binary', data: data.toString('base64') };
}
