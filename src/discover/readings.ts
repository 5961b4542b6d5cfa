import type { Capture, Reading } from '../model/capture.ts';
import { acceptedExitCodes } from './manifest.ts';

/** What the fact readers ask a capture. Null always means: no such reading, or one that failed. */
export interface Readings {
  /** A file's text without the newlines at its end; binary is decoded with replacement characters. */
  text(id: string): string | null;
  /** A file's bytes. */
  bytes(id: string): Uint8Array | null;
  /** The stored target of a symbolic link, not resolved. */
  link(id: string): string | null;
  /** The names in a directory. Empty is known to be empty; null is not known. */
  list(id: string): string[] | null;
  /** Output of `command:<name>`, when it ended with an exit code that the manifest accepts. */
  command(name: string): string | null;
  /** Another tool's report, `import:<format>`, as it was parsed; its shape is not validated. */
  report(format: string): unknown | null;
  /** Ids of every reading that starts with the prefix, sorted by code unit, whatever its status. */
  ids(prefix: string): string[];
  /** Names right below a directory at or below which there are readings that are ok, sorted. */
  children(directory: string): string[];
  /** The reading itself, with its status and reason. */
  reading(id: string): Reading | null;
}

/** Opens a capture for reading. The ids are sorted once; nothing else is computed before it is asked. */
export function openReadings(capture: Capture): Readings {
  const readings = new Map(Object.entries(capture.readings));
  const sorted = [...readings.keys()].sort();
  const ok = (id: string) => {
    const reading = readings.get(id);
    return reading?.status === 'ok' ? reading : null;
  };
  return {
    text(id) {
      const reading = ok(id);
      if (reading?.kind === 'text') return withoutEndNewlines(reading.data);
      if (reading?.kind !== 'binary') return null;
      return withoutEndNewlines(Buffer.from(reading.data, 'base64').toString('utf8'));
    },
    bytes(id) {
      const reading = ok(id);
      if (reading?.kind === 'binary') return new Uint8Array(Buffer.from(reading.data, 'base64'));
      return reading?.kind === 'text' ? new Uint8Array(Buffer.from(reading.data, 'utf8')) : null;
    },
    link(id) {
      const reading = ok(id);
      return reading?.kind === 'link' ? reading.data : null;
    },
    list(id) {
      const reading = ok(id);
      return reading?.kind === 'list' ? [...reading.data] : null;
    },
    command(name) {
      const reading = ok(`command:${name}`);
      if (reading?.kind !== 'command') return null;
      return acceptedExitCodes(name).includes(reading.exitCode) ? reading.data : null;
    },
    report(format) {
      const reading = ok(`import:${format}`);
      return reading?.kind === 'report' ? reading.data : null;
    },
    ids(prefix) {
      return startingWith(sorted, prefix);
    },
    children(directory) {
      const prefix = directory.endsWith('/') ? directory : `${directory}/`;
      const names = new Set<string>();
      for (const id of startingWith(sorted, prefix)) {
        if (ok(id) === null) continue;
        const end = id.indexOf('/', prefix.length);
        names.add(end === -1 ? id.slice(prefix.length) : id.slice(prefix.length, end));
      }
      return [...names].sort();
    },
    reading(id) {
      return readings.get(id) ?? null;
    },
  };
}

function withoutEndNewlines(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 10) end -= 1;
  return text.slice(0, end);
}

function startingWith(sorted: readonly string[], prefix: string): string[] {
  const first = lowerBound(sorted, prefix);
  let end = first;
  while (end < sorted.length && (sorted[end] as string).startsWith(prefix)) end += 1;
  return sorted.slice(first, end);
}

function lowerBound(sorted: readonly string[], key: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as string) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
