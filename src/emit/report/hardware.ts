import { counted, shownBytes } from '../../model/display.ts';
import type { Facts } from '../../model/facts.ts';
import type { Disk, Gpu, NetworkInterface } from '../../model/hardware.ts';
import type { HardwareRow } from '../../model/report.ts';
import { partWord } from '../part-words.ts';

type Part = string | null | undefined;

/**
 * What the machine is made of: one row a part, several for devices of one kind, each with what is not
 * known of it. The texts are the machine's own and are escaped where they are shown.
 */
export function hardwareRows(facts: Facts): HardwareRow[] {
  const { identity, chassis } = facts;
  return [
    row('Machine', [identity.vendor, identity.product, identity.version], {
      maker: identity.vendor,
      model: identity.product ?? identity.version,
    }),
    row('Board', [identity.boardVendor, identity.boardName], { model: identity.boardName }),
    firmwareRow(facts),
    row('Chassis', [chassis.form ?? tagged('type', chassis.type)], { form: chassis.form }),
    virtualisationRow(facts),
    ...processorRows(facts),
    ...facts.gpus.map(gpuRow),
    ...facts.disks.map(diskRow),
    ...facts.network.map(networkRow),
    ...deviceRows(facts),
  ];
}

function firmwareRow({ firmware, identity }: Facts): HardwareRow {
  const { mode, secureBoot, tpm, width } = firmware;
  const parts = [
    mode?.toUpperCase(),
    width === 32 ? '32 bit' : null,
    identity.biosVendor,
    identity.biosVersion,
    tagged('Secure Boot', secureBoot),
    tagged('TPM', tpm),
  ];
  return row('Firmware', parts, { 'UEFI or BIOS': mode, 'Secure Boot': secureBoot, TPM: tpm });
}

function virtualisationRow({ virtualisation: { kind, provider } }: Facts): HardwareRow {
  const isGuest = kind !== null && kind !== 'none';
  const named = provider === 'generic' ? null : provider;
  return row('Virtualisation', [kind === 'none' ? 'none (bare metal)' : kind, named], {
    kind,
    ...(isGuest ? { provider: named } : {}),
  });
}

function processorRows({ cpu, memory, platform }: Facts): HardwareRow[] {
  return [
    row(
      'Processor',
      [cpu.name ?? cpu.vendor, known(cpu.logical, 'thread'), platform.architecture],
      { name: cpu.name, threads: cpu.logical, architecture: platform.architecture },
    ),
    row('Memory', [shownSize(memory.totalBytes), memory.ecc === true ? 'ECC' : null], {
      size: memory.totalBytes,
      ECC: memory.ecc,
    }),
  ];
}

function gpuRow({ maker, generation, vendor, device, address, driver }: Gpu): HardwareRow {
  const parts = [
    maker === null ? null : partWord(maker),
    generation,
    `${vendor}:${device}`,
    tagged('at', address),
    tagged('driver', driver),
  ];
  const isReal = maker !== 'virtual' && maker !== 'bmc';
  return row('Graphics', parts, { driver, ...(isReal ? { generation } : {}) });
}

function diskRow(disk: Disk): HardwareRow {
  const held = [...new Set(disk.holds.map((holding) => holding.type))].sort().join(', ');
  const parts = [
    disk.name,
    disk.model,
    shownSize(disk.sizeBytes),
    disk.transport === null ? null : partWord(disk.transport),
    disk.virtual ? 'virtual' : disk.rotational === true ? 'rotating' : null,
    disk.liveMedium === true ? 'carries the live system' : null,
    held === '' ? null : `holds ${held}`,
  ];
  return row('Disk', parts, {
    model: disk.model,
    size: disk.sizeBytes,
    'what it holds': held === '' ? disk.partitionTable : held,
    'a link by path': disk.byPath[0] ?? null,
  });
}

function networkRow({ kind, driver, device }: NetworkInterface): HardwareRow {
  return row('Network', [kind, tagged('driver', driver), tagged('at', device)], { driver });
}

function deviceRows(facts: Facts): HardwareRow[] {
  const batteries = facts.power.batteries.filter(({ scope }) => scope !== 'device').length;
  const input = [...new Set(facts.input.map((device) => device.kind))].sort();
  const sound = [...new Set(facts.audio.map((device) => device.kind))].sort();
  return [
    ...facts.displays.map(({ connector, internal, widthPixels, heightPixels }) =>
      row(
        'Display',
        [
          connector,
          internal === true ? 'built in' : null,
          widthPixels === null || heightPixels === null ? null : `${widthPixels}×${heightPixels}`,
        ],
        { connector, resolution: widthPixels },
      ),
    ),
    row('Batteries', [batteries === 0 ? 'none seen' : String(batteries)], {}),
    row('Input', [input.join(', ')], { 'input devices': input[0] ?? null }),
    ...(sound.length === 0 ? [] : [row('Sound', [sound.join(', ')], {})]),
    ...facts.cameras.map(({ kind, vendor, product }) =>
      row('Camera', [kind, `${vendor}:${product}`], {}),
    ),
    ...facts.fingerprintReaders.map(({ vendor, product, supported }) =>
      row(
        'Fingerprint reader',
        [`${vendor}:${product}`, supported === false ? 'no driver' : null],
        {
          'whether a driver knows it': supported,
        },
      ),
    ),
  ];
}

/** A row, and the names of those facts that are null. */
function row(
  what: string,
  parts: readonly Part[],
  facts: Readonly<Record<string, unknown>>,
): HardwareRow {
  return {
    what,
    is: parts.filter((part): part is string => Boolean(part)),
    unknown: Object.keys(facts).filter((name) => facts[name] === null),
  };
}

function shownSize(bytes: number | null): string | null {
  return bytes === null ? null : shownBytes(bytes);
}

function tagged(label: string, value: string | number | null): string | null {
  return value === null ? null : `${label} ${value}`;
}

function known(count: number | null, one: string): string | null {
  return count === null ? null : counted(count, one);
}
