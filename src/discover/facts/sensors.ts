import type { Readings } from '../readings.ts';
import { baseName, type Part, readWell } from './part.ts';

const IIO = '/sys/bus/iio/devices';
const PCI = '/sys/bus/pci/devices';
const MODULES = '/proc/modules';

// PCI driver of a sensor hub → the kernel module that it goes by.
const HUBS: ReadonlyMap<string, string> = new Map([
  ['pcie_mp2_amd', 'amd_sfh'],
  ['intel_ish_ipc', 'intel_ish_ipc'],
]);
const HUB_MODULES: readonly (readonly [module: string, hub: string])[] = [
  ['amd_sfh', 'amd_sfh'],
  ['intel_ishtp_hid', 'intel_ish_ipc'],
  ['intel_ishtp', 'intel_ish_ipc'],
];

/** Accelerometer and light sensor (industrial I/O), and the hub that they hang on. */
export function readSensors(readings: Readings): Part {
  const devices = readings.children(IIO).map((name) => `${IIO}/${name}`);
  const attributes = devices.flatMap((dir) => readings.list(dir) ?? []);
  const names = devices.map((dir) => readings.text(`${dir}/name`)?.trim() ?? '');
  const known = devices.length > 0 || readings.list(IIO) !== null;
  const seen = (prefix: string, name: RegExp): boolean | null =>
    known
      ? attributes.some((attribute) => attribute.startsWith(prefix)) ||
        names.some((given) => name.test(given))
      : null;
  const hub = hubOf(readings);
  const sources: Record<string, string[]> = {};
  if (known) {
    const ids = readWell(readings, [IIO, ...devices.flatMap((dir) => [dir, `${dir}/name`])]);
    sources['sensors.accelerometer'] = ids;
    sources['sensors.ambientLight'] = ids;
  }
  if (hub !== null) sources['sensors.hub'] = [hub.id];
  return {
    sensors: {
      accelerometer: seen('in_accel', /accel/i),
      ambientLight: seen('in_illuminance', /^als$|illuminance/i),
      hub: hub?.name ?? null,
    },
    sources,
  };
}

function hubOf(readings: Readings): { name: string; id: string } | null {
  for (const id of readings.ids(`${PCI}/`)) {
    if (!id.endsWith('/driver')) continue;
    const name = HUBS.get(baseName(readings.link(id) ?? ''));
    if (name !== undefined) return { name, id };
  }
  const modules = readings.text(MODULES);
  if (modules === null) return null;
  for (const [module, name] of HUB_MODULES) {
    if (modules.startsWith(`${module} `) || modules.includes(`\n${module} `)) {
      return { name, id: MODULES };
    }
  }
  return null;
}
