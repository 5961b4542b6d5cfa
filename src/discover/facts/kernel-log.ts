import { missingFirmware } from '../parse/kernel-log.ts';
import type { Readings } from '../readings.ts';
import type { Part } from './part.ts';

/** Firmware that the kernel did not find. A log that could not be read tells nothing. */
export function readKernelLog(readings: Readings): Part {
  const log = readings.command('dmesg');
  if (log === null) return { sources: {} };
  return {
    missingFirmware: missingFirmware(log),
    sources: { missingFirmware: ['command:dmesg'] },
  };
}
