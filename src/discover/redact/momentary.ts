import type { Reading } from '../../model/capture.ts';
import { firmwareLines } from '../parse/kernel-log.ts';

/** What differs between two recordings of an unchanged machine, by reading, and how to leave it out. */
const MOMENTARY: Readonly<Record<string, (text: string) => string>> = {
  '/proc/meminfo': (text) => text.replace(/^(?!MemTotal:|SwapTotal:).*\n?/gm, ''),
  '/proc/cpuinfo': (text) => text.replace(/^cpu MHz\s*:.*\n?/gm, ''),
  // Times, and whatever else happened since the machine was started.
  'command:dmesg': (text) =>
    firmwareLines(text)
      .map((line) => `${line}\n`)
      .join(''),
  // Name, size, uses, users, state and address: only the names stay what they are.
  '/proc/modules': (text) => text.replace(/^(\S+)[^\n]*/gm, '$1'),
  'command:lsblk': (text) => text.replace(/("fs(?:avail|used|use%)"\s*:\s*)[^\n,}]+/g, '$1null'),
};

/**
 * A reading without what changes from one moment to the next: free memory, clock rates, users of a
 * kernel module, how full a disk is. So two recordings of one machine are the same bytes once they
 * are redacted; no fact rests on any of it.
 */
export function withoutMomentary(id: string, reading: Reading): Reading {
  const steady = Object.hasOwn(MOMENTARY, id) ? MOMENTARY[id] : undefined;
  if (steady === undefined || reading.status !== 'ok') return reading;
  if (reading.kind !== 'text' && reading.kind !== 'command') return reading;
  return { ...reading, data: steady(reading.data) };
}
