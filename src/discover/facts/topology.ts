import type { Cpu } from '../../model/facts.ts';
import { countOfList } from '../parse/cpu-list.ts';
import { decimal } from '../parse/lines.ts';
import type { Readings } from '../readings.ts';
import { readWell } from './part.ts';

const CPUS = '/sys/devices/system/cpu';
const PRESENT = `${CPUS}/present`;
const NODES = '/sys/devices/system/node/online';
const UNITS = ['cpu', 'cpu_core', 'cpu_atom'].map((name) => `/sys/devices/${name}/type`);

export type Topology = Required<
  Pick<Cpu, 'sockets' | 'logical' | 'cores' | 'hybrid' | 'numaNodes'>
>;

/** How many processors of which kinds there are: sysfs tells it, however long /proc/cpuinfo is. */
export function readTopology(readings: Readings): { topology: Topology; ids: string[] } {
  const names = readings.children(CPUS).filter((name) => /^cpu[0-9]{1,5}$/.test(name));
  const file = (name: string, path: string): string | null =>
    readings.text(`${CPUS}/${name}/${path}`)?.trim() || null;
  const distinct = (path: string): Set<string> =>
    new Set(names.flatMap((name) => file(name, path) ?? []));
  // Some Arm firmware numbers no packages: the kernel then says -1.
  const packages = [...distinct('topology/physical_package_id')].filter(
    (id) => decimal(id) !== null,
  );
  const siblings = distinct('topology/thread_siblings_list');
  const capacities = [...distinct('cpu_capacity')].filter((value) => decimal(value) !== null);
  const present = readings.text(PRESENT);
  const nodes = readings.text(NODES);
  return {
    topology: {
      sockets: packages.length || null,
      logical: present === null ? null : countOfList(present),
      cores: siblings.size || null,
      hybrid: hybridOf(readings, capacities, [...distinct('cpufreq/cpuinfo_max_freq')]),
      numaNodes: nodes === null ? null : countOfList(nodes),
    },
    ids: readWell(readings, [
      PRESENT,
      NODES,
      ...UNITS,
      ...names.flatMap((name) => [
        `${CPUS}/${name}/cpu_capacity`,
        `${CPUS}/${name}/cpufreq/cpuinfo_max_freq`,
        `${CPUS}/${name}/topology/physical_package_id`,
        `${CPUS}/${name}/topology/thread_siblings_list`,
      ]),
    ]),
  };
}

/**
 * AMD's compact cores (Zen 4c, Zen 5c) run at no more than two thirds to three quarters of the others'
 * highest frequency; cores of one kind differ by a tenth of it, as some are better than others.
 */
const COMPACT = 0.8;

/**
 * Intel's hybrid processors have one counter unit a kind of core, all others of Intel one for all.
 * Arm's kinds differ in capacity, and AMD's in frequency alone; where that says nothing, it is unknown.
 */
function hybridOf(
  readings: Readings,
  capacities: readonly string[],
  frequencies: readonly string[],
): boolean | null {
  const [one, core, atom] = UNITS.map((id) => readings.reading(id)?.status === 'ok');
  if (core && atom) return true;
  if (capacities.length > 1) return true;
  const info = readings.text('/proc/cpuinfo') ?? '';
  // Kernels for x86 have the file too, and there equal values say nothing.
  if (capacities.length === 1 && !/^vendor_id/m.test(info)) return false;
  const isAmd = /^vendor_id\s*:\s*AuthenticAMD/m.test(info);
  const highest = frequencies.map((value) => decimal(value)).filter((value) => value !== null);
  if (isAmd && Math.min(...highest) < COMPACT * Math.max(...highest)) return true;
  const isIntel = /^vendor_id\s*:\s*GenuineIntel/m.test(info);
  return one && isIntel ? false : null;
}
