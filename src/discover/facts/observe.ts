import { outputIds } from '../import/outputs.ts';
import { blankObservation, type Observation } from '../observation.ts';
import type { Readings } from '../readings.ts';
import { readBoard } from './board.ts';
import { readDisks } from './disks.ts';
import { readDmidecode } from './dmidecode.ts';
import { readFirmware } from './firmware.ts';
import { readIdentity } from './identity.ts';
import { readInput } from './input.ts';
import { readIommu } from './iommu.ts';
import { readKernelLog } from './kernel-log.ts';
import { readNetwork } from './network.ts';
import type { Part } from './part.ts';
import { readLspci, readPci } from './pci.ts';
import { readPlatform } from './platform.ts';
import { readPower } from './power.ts';
import { readScreens } from './screens.ts';
import { readSensors } from './sensors.ts';
import { readSound } from './sound.ts';
import { readUsb } from './usb.ts';
import { readVirtualisation } from './virtualisation.ts';

const SUBJECTS: readonly ((readings: Readings) => Part)[] = [
  readIdentity,
  readPlatform,
  readFirmware,
  readVirtualisation,
  readPci,
  readUsb,
  readDisks,
  readNetwork,
  readPower,
  readScreens,
  readInput,
  readSensors,
  readSound,
  readIommu,
  readKernelLog,
  readBoard,
];

/**
 * What the machine's own files and commands tell, most trusted first: sysfs and procfs, then
 * dmidecode and lspci, which only fill what those left open.
 */
export function observeNative(readings: Readings): Observation[] {
  // Of a machine that only another tool looked at there is nothing to read here.
  const wasAsked = readings.ids('/').length > 0 || readings.ids('command:').length > 0;
  const dmidecode = readDmidecode(readings);
  if (!wasAsked) return dmidecode === null ? [] : [observationOf([dmidecode])];
  const lspci = readLspci(readings);
  const witnesses = [observationOf(SUBJECTS.map((read) => read(readings)))];
  if (dmidecode !== null) witnesses.push(observationOf([dmidecode]));
  if (lspci.pci !== undefined) witnesses.push(observationOf([lspci]));
  return witnesses;
}

/** A text of dmidecode among recorded outputs: of memory it tells what is installed, not what is usable. */
export function observeRecordedDmidecode(readings: Readings): Observation | null {
  const part = readDmidecode(readings, outputIds(readings));
  return part === null ? null : observationOf([part]);
}

/** One observation out of the parts that tell about different subjects. */
function observationOf(parts: readonly Part[]): Observation {
  const observation = blankObservation();
  for (const part of parts) {
    const { sources, ...subjects } = part;
    Object.assign(observation, subjects);
    Object.assign(observation.sources, sources);
  }
  return observation;
}
