import type { Facts } from '../../model/facts.ts';
import type { HardwareChange, Part } from '../../model/hardware-change.ts';
import { pair } from './pairing.ts';
import { arrivals, type Compared, valueChange } from './subject.ts';

type Module = Facts['memory']['modules'][number];

const MEBIBYTE = 2 ** 20;

/** Memory modules that came or went, or other memory where the modules are not known. */
export function memoryChanges({ before, after }: Compared): HardwareChange[] {
  const [was, is] = [before.memory, after.memory];
  const ecc = valueChange('memory.ecc', [was.ecc, is.ecc]);
  if (was.modules.length === 0 || is.modules.length === 0) {
    return [...(isOtherTotal(before, after) ? totals(was.totalBytes, is.totalBytes) : []), ...ecc];
  }
  const { removed, added } = pair(was.modules, is.modules, [
    ({ sizeBytes, type, speedMts }) => `${sizeBytes} ${type} ${speedMts}`,
    // The same module, of which one recording tells less, or that runs at another speed.
    ({ sizeBytes }) => String(sizeBytes),
  ]);
  const [before_, after_] = [installed(was.modules), installed(is.modules)];
  return [
    ...(before_ === after_ ? [] : totals(before_, after_)),
    ...arrivals('removed', removed.map(modulePart)),
    ...arrivals('added', added.map(modulePart)),
    ...ecc,
  ];
}

function totals(before: number | null, after: number | null): HardwareChange[] {
  return valueChange('memory.totalBytes', [before, after]);
}

function installed(modules: readonly Module[]): number | null {
  const sizes = modules.map(({ sizeBytes }) => sizeBytes);
  return sizes.reduce(
    (sum: number | null, size) => (sum === null || size === null ? null : sum + size),
    0,
  );
}

/**
 * What is usable differs a little from one kernel to the next, and what is installed from what is usable:
 * firmware and graphics keep a part.
 */
function isOtherTotal(before: Facts, after: Facts): boolean {
  const [was, is] = [before.memory.totalBytes, after.memory.totalBytes];
  if (was === null || is === null) return was !== is;
  const sourcesOf = ({ sources }: Facts) =>
    JSON.stringify(sources['memory.totalBytes'] ?? sources['memory'] ?? []);
  const alike = sourcesOf(before) === sourcesOf(after);
  const tolerance = alike ? Math.max(64 * MEBIBYTE, was / 100) : Math.max(512 * MEBIBYTE, was / 12);
  return Math.abs(was - is) > tolerance;
}

function modulePart({ sizeBytes, type, formFactor }: Module): Part {
  const name = [type, formFactor].filter((word) => word !== null).join(' ');
  return {
    kind: 'memory module',
    name: name === '' ? null : name,
    ids: null,
    sizeBytes,
    place: null,
  };
}
