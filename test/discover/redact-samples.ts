import type { Capture, Reading } from '../../src/model/capture.ts';

export const KEY = new Uint8Array(32).fill(1);
const HASH = /h:[0-9a-f]{12}/g;

export function captureOf(readings: Readonly<Record<string, Reading>>): Capture {
  return {
    schema: 'panther.capture/1',
    recordedBy: 'test',
    origin: 'local',
    redacted: false,
    readings: { ...readings },
  };
}

export function text(data: string): Reading {
  return { status: 'ok', kind: 'text', data };
}

export function link(data: string): Reading {
  return { status: 'ok', kind: 'link', data };
}

export function command(data: string): Reading {
  return { status: 'ok', kind: 'command', data, exitCode: 0 };
}

export function report(data: unknown): Reading {
  return { status: 'ok', kind: 'report', format: 'nixos-facter', data };
}

/** What a reading holds, with every hash written as h:…. */
export function shown(reading: Reading | undefined): string {
  if (reading?.status !== 'ok') return `${reading?.status}`;
  const data = typeof reading.data === 'string' ? reading.data : JSON.stringify(reading.data);
  return data.replace(HASH, 'h:…');
}

/** The hashes in a reading, in their order. */
export function hashes(reading: Reading | undefined): string[] {
  if (reading?.status !== 'ok') return [];
  const data = typeof reading.data === 'string' ? reading.data : JSON.stringify(reading.data);
  return data.match(HASH) ?? [];
}
