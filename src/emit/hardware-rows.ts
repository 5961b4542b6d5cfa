import { shownBytes } from '../model/display.ts';
import type { Facts } from '../model/facts.ts';
import type { Disk } from '../model/hardware.ts';

/** A line of the hardware table; the texts are raw and escaped where they are shown. */
export interface HardwareRow {
  what: string;
  is: string;
}

const unknown = 'not known';

/** What the machine is made of, for people: one row a part, several for devices of one kind. */
export function hardwareRows(facts: Facts): HardwareRow[] {
  const { identity, chassis, cpu, memory, firmware, virtualisation, platform, power } = facts;
  return [
    row('Machine', [identity.vendor, identity.product, identity.version]),
    row('Board', [identity.boardVendor, identity.boardName]),
    row('Firmware', [
      firmware.mode?.toUpperCase(),
      identity.biosVendor,
      identity.biosVersion,
      tagged('Secure Boot', firmware.secureBoot),
      tagged('TPM', firmware.tpm),
    ]),
    row('Chassis', [chassis.form ?? tagged('type', chassis.type)]),
    row('Virtualisation', [
      virtualisation.kind === 'none' ? 'none (bare metal)' : virtualisation.kind,
      virtualisation.provider,
    ]),
    row('Processor', [
      cpu.name ?? cpu.vendor,
      counted(cpu.logical, 'thread'),
      platform.architecture,
    ]),
    row('Memory', [shownSize(memory.totalBytes), memory.ecc === true ? 'ECC' : null]),
    ...facts.gpus.map((gpu) =>
      row('Graphics', [
        gpu.maker,
        gpu.generation,
        `${gpu.vendor}:${gpu.device}`,
        tagged('at', gpu.address),
        tagged('driver', gpu.driver),
      ]),
    ),
    ...facts.disks.map((disk) => row('Disk', diskParts(disk))),
    ...facts.network.map((nic) =>
      row('Network', [nic.kind, tagged('driver', nic.driver), tagged('at', nic.device)]),
    ),
    ...facts.displays.map((display) =>
      row('Display', [
        display.connector,
        display.internal === true ? 'built in' : null,
        display.widthPixels !== null && display.heightPixels !== null
          ? `${display.widthPixels}×${display.heightPixels}`
          : null,
      ]),
    ),
    row('Batteries', [String(power.batteries.filter(isSystemBattery).length || 'none seen')]),
    row('Input', [...new Set(facts.input.map((device) => device.kind))].sort()),
  ];
}

function row(what: string, parts: readonly (string | null | undefined)[]): HardwareRow {
  const known = parts.filter((part) => part !== null && part !== undefined && part !== '');
  return { what, is: known.join(', ') || unknown };
}

function diskParts(disk: Disk): (string | null)[] {
  return [
    disk.name,
    disk.model,
    shownSize(disk.sizeBytes),
    disk.transport,
    disk.virtual ? 'virtual' : disk.rotational === true ? 'rotating' : null,
    disk.liveMedium === true ? 'carries the live system' : null,
    disk.holds.length > 0
      ? `holds ${[...new Set(disk.holds.map((holding) => holding.type))].sort().join(', ')}`
      : null,
  ];
}

function shownSize(bytes: number | null): string | null {
  return bytes === null ? null : shownBytes(bytes);
}

function isSystemBattery(battery: Facts['power']['batteries'][number]): boolean {
  return battery.scope !== 'device';
}

function tagged(label: string, value: string | number | null): string | null {
  return value === null ? null : `${label} ${value}`;
}

function counted(count: number | null, one: string): string | null {
  return count === null ? null : `${count} ${count === 1 ? one : `${one}s`}`;
}
