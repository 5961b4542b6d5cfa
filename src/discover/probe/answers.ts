import { endedCommand } from '../../machine/command.ts';
import { errorCode } from '../../machine/error-texts.ts';
import { type CommandResult, type Machine, missing, type Outcome } from '../../machine/machine.ts';
import { COMMAND_PROBES } from '../manifest.ts';
import type { Frame } from './frames.ts';
import { isAsked, leftOut } from './questions.ts';

const LATE: Outcome<never> = { status: 'failed', reason: 'timed out' };
/** What the probe says nothing about is not there: see `leftOut` for what it has to speak of. */
const ABSENT: Outcome<never> = { status: 'absent', reason: 'ENOENT' };

/**
 * The machine that a probe's frames tell of. Reading it with the manifest gives what a local reader
 * gives: limits, kinds and reasons are decided in one place. What nobody asked for is never looked at,
 * and null says that there is such a frame, that a needed one is missing, or that a name is none.
 */
export function answeredMachine(frames: readonly Frame[]): Machine | null {
  const answers = new Map<string, Frame>();
  for (const frame of frames) {
    if (!isAsked(frame) || (frame.kind === 'list' && namesOf(frame) === null)) return null;
    const key = `${frame.kind} ${frame.about}`;
    if (!answers.has(key)) answers.set(key, frame);
  }
  if (leftOut((kind, about) => answers.has(`${kind} ${about}`))) return null;
  return {
    origin: 'ssh',
    async readFile(path, maxBytes) {
      const frame = answers.get(`file ${path}`);
      return frame === undefined ? ABSENT : fileOutcome(frame, maxBytes);
    },
    async readLink(path) {
      const frame = answers.get(`link ${path}`);
      if (frame === undefined) return ABSENT;
      const target = Buffer.from(frame.data).toString('utf8').replace(/\n$/, '');
      return frame.end === 0 ? { status: 'ok', data: target } : failure(frame);
    },
    async listDirectory(path) {
      const frame = answers.get(`list ${path}`);
      if (frame === undefined) return ABSENT;
      return frame.end === 0
        ? { status: 'ok', data: (namesOf(frame) ?? []).sort() }
        : failure(frame);
    },
    run(wishes) {
      return wishes.map(async ({ words, maxBytes }) => {
        const probe = COMMAND_PROBES.find((known) => known.command === words);
        const frame = answers.get(`command ${probe?.name}`);
        return frame === undefined ? ABSENT : commandOutcome(frame, maxBytes);
      });
    },
  };
}

function fileOutcome(frame: Frame, maxBytes: number): Outcome<Uint8Array> {
  // Whoever prints more than is taken ends with an error of its own.
  if (frame.end === 0 || (frame.end !== 'late' && frame.data.length > maxBytes)) {
    return { status: 'ok', data: frame.data.subarray(0, maxBytes + 1) };
  }
  return failure(frame);
}

function commandOutcome(frame: Frame, maxBytes: number): Outcome<CommandResult> {
  if (frame.end === 'absent') return ABSENT;
  if (frame.data.length > maxBytes) {
    return { status: 'failed', reason: `more than ${maxBytes} bytes` };
  }
  if (frame.end === 'late') return LATE;
  const output = Buffer.from(frame.data).toString('utf8');
  return endedCommand(output, frame.complaint, frame.end);
}

function failure(frame: Frame): Outcome<never> {
  return frame.end === 'late' ? LATE : missing({ code: errorCode(frame.complaint) });
}

/** Null where one of them cannot be the name of a file. */
function namesOf({ data }: Frame): string[] | null {
  const names = Buffer.from(data).toString('utf8').split('/');
  if (names.pop() !== '') return null;
  return names.some((name) => name === '' || name === '.' || name === '..') ? null : names;
}
