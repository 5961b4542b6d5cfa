import { blankObservation, type Observation } from '../observation.ts';
import { parseHwinfo } from '../parse/hwinfo.ts';
import type { Readings } from '../readings.ts';
import { disksOfFacter } from './facter-disks.ts';
import { inputOfFacter } from './facter-input.ts';
import { cpuOfFacter } from './facter-machine.ts';
import { networkOfFacter } from './facter-network.ts';
import { pciOfFacter } from './facter-pci.ts';
import { usbOfFacter } from './facter-usb.ts';
import { knownPaths } from './origins.ts';
import { recordedOutputs } from './outputs.ts';

/** What the first recorded text of hwinfo tells of a machine's devices; null without one. */
export function observeHwinfo(readings: Readings): Observation | null {
  for (const { id, text } of recordedOutputs(readings)) {
    const entries = parseHwinfo(text);
    if (entries.length === 0) continue;
    const blank = blankObservation();
    const cpu = cpuOfFacter(entries);
    const guest = cpu?.flags?.includes('hypervisor') ?? null;
    const pci = pciOfFacter(entries);
    const observation: Observation = {
      ...blank,
      cpu: cpu ?? blank.cpu,
      pci,
      usb: usbOfFacter(entries),
      disks: disksOfFacter(entries, guest),
      network: networkOfFacter(entries, pci),
      input: inputOfFacter(entries),
    };
    for (const path of knownPaths(observation)) observation.sources[path] = [id];
    return observation;
  }
  return null;
}
