import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Capture } from '../../../src/model/capture.ts';
import { CAPTURE_SCHEMA } from '../../../src/model/schema-names.ts';
import {
  type Card,
  type Cpu,
  diskReadings,
  identityReadings,
  type Parts,
  type Platform,
  pciReadings,
  platformReadings,
  type Row,
  type Storage,
} from './readings.ts';

/** A machine that was put together, and what must come of it. */
export interface Composed {
  /** A host name, unique among them. */
  name: string;
  capture: Capture;
  profile: string;
  /** Modules without which stage 1 does not find the root. */
  bootPath: readonly string[];
  cpu: Cpu;
  guest: boolean;
  cppc: boolean;
  nvidia: Card['nvidia'] | null;
  /** Bus ids of a laptop's pair of GPUs, the processor's first. */
  prime: { intel?: string; amd?: string; nvidia: string } | null;
}

const FOLDER = 'test/nix/machines';
const PORTABLE = [8, 9, 10, 14, 31, 32];

/** Every machine of models.yaml, composed of parts.yaml. Throws an Error where parts do not fit. */
export function composedMachines(): Composed[] {
  const read = (file: string) => parse(readFileSync(`${FOLDER}/${file}`, 'utf8'));
  const parts = read('parts.yaml') as Parts;
  return (read('models.yaml') as { rows: Row[] }).rows.map((row, index) =>
    compose(row, parts, index),
  );
}

function compose(row: Row, parts: Parts, index: number): Composed {
  const [vendor, product, version, , , chassis, platformName, storageName, network, gpu] = row;
  const name = `m${String(index).padStart(3, '0')}-${[vendor, product, version].join(' ')}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 50)
    .replace(/-$/, '');
  const platform = found(parts.platforms, platformName, name);
  const storage = found(parts.storage, storageName, name);
  const card = gpu === '' ? null : found(parts.gpus, gpu, name);
  const controller = controllerOf(platform, storage, name);
  const functions = [
    ...platform.pci,
    ...(platform.sata === undefined || storageName === 'rst' ? [] : [platform.sata]),
    ...(controller === null || controller === platform.sata ? [] : [controller]),
    ...(storage.pci ?? []).filter((line) => line !== controller),
    ...(card === null ? [] : [card.pci]),
    found(parts.network, network, name),
  ].filter((line) => line !== '');
  const places = functions.map((line) => line.split(' ')[0] ?? '');
  if (new Set(places).size < places.length) throw new Error(`${name}: two functions at one place`);
  const portable = PORTABLE.includes(chassis);
  const integrated = integratedBus(platform);
  const isPair = portable && card?.bus !== undefined && card.nvidia !== 'nouveau';
  return {
    name,
    capture: {
      schema: CAPTURE_SCHEMA,
      recordedBy: 'composed',
      origin: 'recorded',
      redacted: true,
      readings: {
        ...identityReadings(row),
        ...platformReadings(platform, row, portable),
        ...pciReadings(functions),
        ...diskReadings(storage, storage.pci?.at(-1) ?? controller),
      },
    },
    profile: row[11],
    bootPath: storage.initrd,
    cpu: platform.cpu,
    guest: platform.guest === true,
    cppc: platform.cppc === true,
    nvidia: card?.nvidia ?? null,
    prime: isPair && integrated !== null ? { ...integrated, nvidia: card.bus ?? '' } : null,
  };
}

function found<T>(table: Record<string, T>, key: string, name: string): T {
  const part = table[key];
  if (part === undefined) throw new Error(`${name}: no part ${key}`);
  return part;
}

/** The function in front of the disk that the platform brings along. */
function controllerOf(platform: Platform, { of }: Storage, name: string): string | null {
  if (of === 'vmd' && platform.vmd !== undefined) return `00:0e.0 010400 ${platform.vmd}`;
  if (of === 'sata' && platform.sata !== undefined) return platform.sata;
  if (of === 'emmc' && platform.emmc !== undefined) return platform.emmc;
  if (of === 'sata' || of === 'emmc' || of === 'vmd') throw new Error(`${name}: no ${of}`);
  return null;
}

function integratedBus({ cpu, pci, igpu }: Platform): { intel: string } | { amd: string } | null {
  if (cpu[0] === 'intel') {
    return pci.some((line) => line.startsWith('00:02.0 03')) ? { intel: 'PCI:0:2:0' } : null;
  }
  return igpu === undefined ? null : { amd: AMD_BUSES[igpu] ?? 'not in the list' };
}

/** By hand, so that the arithmetic of the rule is not held against itself. */
const AMD_BUSES: Readonly<Record<string, string>> = {
  '00:01.0': 'PCI:0:1:0',
  '04:00.0': 'PCI:4:0:0',
  '05:00.0': 'PCI:5:0:0',
  '06:00.0': 'PCI:6:0:0',
  '65:00.0': 'PCI:101:0:0',
  'c1:00.0': 'PCI:193:0:0',
};
