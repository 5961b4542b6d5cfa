import { blankObservation, type Observation } from '../observation.ts';
import { lshwNodes } from '../parse/lshw.ts';
import type { Readings } from '../readings.ts';
import { networkOfLshw, pciOfLshw, usbOfLshw } from './lshw-devices.ts';
import { disksOfLshw } from './lshw-disks.ts';
import {
  architectureOfLshw,
  batteriesOfLshw,
  chassisTypeOfLshw,
  cpuOfLshw,
  identityOfLshw,
  inputOfLshw,
  memoryOfLshw,
} from './lshw-machine.ts';
import { knownPaths } from './origins.ts';

const FORMAT = 'lshw';
const READING = `import:${FORMAT}`;

/**
 * What a report of `lshw -json` tells of a machine; null when the capture holds none. The firmware's
 * mode stays open: lshw tells what the firmware can do, not how the system was started.
 */
export function observeLshw(readings: Readings): Observation | null {
  const report = readings.report(FORMAT);
  if (report === null) return null;
  const nodes = lshwNodes(report);
  const blank = blankObservation();
  const observation: Observation = {
    ...blank,
    identity: { ...blank.identity, ...identityOfLshw(nodes) },
    chassis: { type: chassisTypeOfLshw(nodes), form: null },
    platform: { ...blank.platform, architecture: architectureOfLshw(nodes) },
    cpu: cpuOfLshw(nodes) ?? blank.cpu,
    memory: memoryOfLshw(nodes),
    pci: pciOfLshw(nodes),
    usb: usbOfLshw(nodes),
    disks: disksOfLshw(nodes),
    network: networkOfLshw(nodes),
    power: { ...blank.power, batteries: batteriesOfLshw(nodes) },
    input: inputOfLshw(nodes),
  };
  for (const path of knownPaths(observation)) observation.sources[path] = [READING];
  return observation;
}
