import { PantherError } from '../../model/errors.ts';
import { blankObservation, type Observation } from '../observation.ts';
import { smbiosGroups } from '../parse/facter-older.ts';
import {
  countOf,
  type FacterEntry,
  facterEntries,
  fieldsOf,
  textListOf,
  textOf,
} from '../parse/facter-report.ts';
import type { Readings } from '../readings.ts';
import { disksOfFacter } from './facter-disks.ts';
import { displaysOfFacter, inputOfFacter } from './facter-input.ts';
import {
  architectureOfFacter,
  chassisOfFacter,
  cpuOfFacter,
  firmwareOfFacter,
  identityOfFacter,
  memoryOfFacter,
  virtualisationOfFacter,
} from './facter-machine.ts';
import { networkOfFacter } from './facter-network.ts';
import { pciOfFacter } from './facter-pci.ts';
import { usbOfFacter } from './facter-usb.ts';
import { knownPaths } from './origins.ts';

const FORMAT = 'nixos-facter';
const READING = `import:${FORMAT}`;
/** The newest version of the report format that is read; the first reports had none, or 0. */
const VERSION = 1;

/**
 * What a nixos-facter report, up to version 1, tells of a machine; null when the capture holds none.
 * Whatever in it is not as expected is passed over. Fails (`input`) on a report of a newer version.
 */
export function observeFacter(readings: Readings): Observation | null {
  const report = readings.report(FORMAT);
  if (report === null) return null;
  const fields = fieldsOf(report);
  refuseNewerVersions(countOf(fields['version']));
  const entries = facterEntries(report);
  const smbios = smbiosGroups(fields['smbios']);
  const blank = blankObservation();
  const cpu = cpuOfFacter(entries, smbios);
  const kind = virtualisationOfFacter(fields, cpu);
  const pci = pciOfFacter(entries);
  const observation: Observation = {
    ...blank,
    identity: { ...blank.identity, ...identityOfFacter(smbios) },
    chassis: chassisOfFacter(smbios),
    platform: { ...blank.platform, architecture: architectureOfFacter(fields) },
    cpu: cpu ?? blank.cpu,
    memory: memoryOfFacter(entries, smbios),
    firmware: { ...blank.firmware, ...firmwareOfFacter(fields) },
    virtualisation: { ...blank.virtualisation, kind },
    pci,
    usb: usbOfFacter(entries),
    disks: disksOfFacter(entries, kind === null ? null : kind !== 'none'),
    network: networkOfFacter(entries, pci),
    displays: displaysOfFacter(entries),
    input: inputOfFacter(entries),
    sensors: { ...blank.sensors, hub: sensorHub(entries) },
    serialConsoles: serialConsoles(entries),
  };
  for (const path of knownPaths(observation)) observation.sources[path] = [READING];
  return observation;
}

function refuseNewerVersions(version: number | null): void {
  if (version === null || version <= VERSION) return;
  throw new PantherError(
    'input',
    `the nixos-facter report has version ${version} and is read up to version ${VERSION}; ` +
      'update panther-discover, or record the machine with panther-discover capture',
  );
}

/** Sensor hubs are PCI functions of their own; the module says which, the driver's name may not. */
function sensorHub(entries: readonly FacterEntry[]): string | null {
  for (const { fields } of entries) {
    const module = textOf(fields['driver_module']);
    if (module === 'amd_sfh' || module === 'intel_ish_ipc') return module;
  }
  return null;
}

/** hwinfo lists a port when a chip answered behind it. That it lists none is no proof of none. */
function serialConsoles(entries: readonly FacterEntry[]): string[] | null {
  const ports = new Set<string>();
  for (const { fields } of entries) {
    for (const path of textListOf(fields['unix_device_names'])) {
      if (/^\/dev\/tty(S|AMA)[0-9]{1,3}$/.test(path)) ports.add(path.slice('/dev/'.length));
    }
  }
  return ports.size === 0 ? null : [...ports].sort();
}
