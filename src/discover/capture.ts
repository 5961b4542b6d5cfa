import { isUtf8 } from 'node:buffer';
import type { CommandResult, Machine, Outcome } from '../machine/machine.ts';
import type { Capture, Reading } from '../model/capture.ts';
import { expandGlobs, type FoundProbe } from './globs.ts';
import { COMMAND_PROBES, type CommandProbe } from './manifest.ts';

/** Reads under way at once; the thread pool behind them has four threads. */
const IN_FLIGHT = 32;
const FILE_TIMEOUT_MS = 5000;
const COMMAND_TIMEOUT_MS = 10_000;

export interface TimeLimits {
  fileMs: number;
  commandMs: number;
}

/**
 * Records a machine as the manifest says. Never fails: a probe that is absent, denied, failed or too
 * slow is a reading that says so. Needs no privilege, and a file's odd content is kept as it is.
 */
export async function recordCapture(
  machine: Machine,
  recordedBy: string,
  limits: TimeLimits = { fileMs: FILE_TIMEOUT_MS, commandMs: COMMAND_TIMEOUT_MS },
): Promise<Capture> {
  const readings = new Map<string, Reading>();
  const commands = runCommands(machine, limits.commandMs, (name, reading) =>
    readings.set(`command:${name}`, reading),
  );
  const bounded = boundedMachine(machine, limits.fileMs);
  await expandGlobs(bounded, {
    onDirectory: (path, reading) => readings.set(path, reading),
    async onProbe(probe) {
      const reading = await readProbe(bounded, probe);
      // Below a wildcard a file that is not there is the ordinary case and says nothing.
      if (reading.status === 'absent' && !probe.recordAbsence) return;
      readings.set(probe.path, reading);
    },
  });
  await commands;
  return {
    schema: 'panther.capture/1',
    recordedBy,
    origin: machine.origin,
    redacted: false,
    readings: sortedReadings(readings),
  };
}

/** Readings as an object whose keys are sorted by code unit. */
export function sortedReadings(readings: ReadonlyMap<string, Reading>): Record<string, Reading> {
  return Object.fromEntries([...readings].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

async function runCommands(
  machine: Machine,
  timeoutMs: number,
  onReading: (name: string, reading: Reading) => void,
): Promise<void> {
  const wishes = COMMAND_PROBES.map(({ command, maxBytes }) => ({
    words: command,
    timeoutMs,
    maxBytes,
  }));
  const answers = machine.run(wishes).map(async (answer, index) => {
    const outcome = await withinTime(() => answer, timeoutMs * 2);
    onReading((COMMAND_PROBES[index] as CommandProbe).name, commandReading(outcome));
  });
  await Promise.all(answers);
}

function commandReading(outcome: Outcome<CommandResult>): Reading {
  if (outcome.status !== 'ok') return outcome;
  const { output, exitCode } = outcome.data;
  return { status: 'ok', kind: 'command', data: output, exitCode };
}

async function readProbe(machine: Machine, probe: FoundProbe): Promise<Reading> {
  if (probe.kind === 'link') {
    const target = await machine.readLink(probe.path);
    if (target.status === 'ok') return { status: 'ok', kind: 'link', data: target.data };
    // EINVAL: it is there and it is not a link.
    return target.reason === 'EINVAL' ? { status: 'absent', reason: 'not a link' } : target;
  }
  if (probe.kind === 'list') {
    const names = await machine.listDirectory(probe.path);
    return names.status === 'ok' ? { status: 'ok', kind: 'list', data: names.data } : names;
  }
  const bytes = await machine.readFile(probe.path, probe.maxBytes);
  return bytes.status === 'ok' ? fileReading(bytes.data, probe) : bytes;
}

function fileReading(bytes: Uint8Array, probe: FoundProbe): Reading {
  if (bytes.length > probe.maxBytes) {
    if (probe.path !== '/proc/cpuinfo') {
      return { status: 'failed', reason: `more than ${probe.maxBytes} bytes` };
    }
    return { status: 'ok', kind: 'text', data: wholeBlocks(bytes.subarray(0, probe.maxBytes)) };
  }
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (probe.kind === 'text' && isUtf8(bytes)) {
    return { status: 'ok', kind: 'text', data: data.toString('utf8') };
  }
  return { status: 'ok', kind: 'binary', data: data.toString('base64') };
}

/** /proc/cpuinfo repeats itself for each processor: a long one is cut after a whole block. */
function wholeBlocks(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('utf8');
  const end = text.lastIndexOf('\n\n');
  return end === -1 ? text : text.slice(0, end + 2);
}

/** The same machine with a bounded number of reads under way, each with a time limit. */
function boundedMachine(machine: Machine, timeoutMs: number): Machine {
  const waiting: (() => void)[] = [];
  let underWay = 0;
  async function bounded<T>(read: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    if (underWay >= IN_FLIGHT) await new Promise<void>((resolve) => waiting.push(resolve));
    else underWay += 1;
    try {
      return await withinTime(read, timeoutMs);
    } finally {
      const next = waiting.shift();
      if (next === undefined) underWay -= 1;
      else next();
    }
  }
  return {
    origin: machine.origin,
    readFile: (path, maxBytes) => bounded(() => machine.readFile(path, maxBytes)),
    readLink: (path) => bounded(() => machine.readLink(path)),
    listDirectory: (path) => bounded(() => machine.listDirectory(path)),
    run: machine.run,
  };
}

/** What the machine answers, or "timed out"; a read that hangs is left behind. */
function withinTime<T>(read: () => Promise<Outcome<T>>, timeoutMs: number): Promise<Outcome<T>> {
  return new Promise((resolve) => {
    // On a slow machine the time may pass while this process is busy: an answer that came in the
    // meantime is taken first.
    const giveUp = () => resolve({ status: 'failed', reason: 'timed out' });
    const timer = setTimeout(() => setImmediate(giveUp), timeoutMs);
    const settle = (outcome: Outcome<T>) => {
      clearTimeout(timer);
      resolve(outcome);
    };
    read().then(settle, () => settle({ status: 'failed', reason: 'unknown error' }));
  });
}
