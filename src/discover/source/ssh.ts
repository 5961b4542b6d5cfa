import { randomBytes } from 'node:crypto';
import { runOverSsh, type SshAnswer, type SshOptions } from '../../machine/ssh.ts';
import { parseSshTarget } from '../../machine/ssh-target.ts';
import type { Capture } from '../../model/capture.ts';
import { PantherError } from '../../model/errors.ts';
import { recordCapture } from '../capture.ts';
import { answeredMachine } from '../probe/answers.ts';
import { endMark, type Frames, parseFrames } from '../probe/frames.ts';
import { probeScript } from '../probe/script.ts';
import { sshFailure } from './ssh-words.ts';
import { quoted } from './words.ts';

/** A server with hundreds of devices gives 2 MiB, and every command may give one more. */
const MAX_BYTES = 32 * 2 ** 20;
const LIMITS = { connectSeconds: 15, wholeMs: 180_000, maxBytes: MAX_BYTES };

export interface SshWishes {
  acceptNewHostKey?: boolean | undefined;
  /** Other limits than the usual ones. */
  limits?: Partial<Omit<SshOptions, 'acceptNewHostKey'>> | undefined;
}

/**
 * Records another machine over SSH in one round trip. The capture is that of a local run there.
 * Throws a PantherError, in one line, when the connection or the conversation fails: what came until
 * then is thrown away.
 */
export async function recordOverSsh(
  source: string,
  recordedBy: string,
  { acceptNewHostKey, limits }: SshWishes = {},
): Promise<Capture> {
  const target = parseSshTarget(source);
  if (target === null) {
    throw new PantherError(
      'usage',
      `${quoted(source)}: is no address of the form ssh://user@host:port; user and port may be left out`,
    );
  }
  const nonce = randomBytes(16).toString('hex');
  const options = { ...LIMITS, ...limits, acceptNewHostKey: acceptNewHostKey ?? false };
  const work = { script: probeScript(nonce), endMark: endMark(nonce) };
  const answer = await runOverSsh(target, work, options);
  const frames = parseFrames(answer.output, nonce);
  const machine = frames.status === 'whole' ? answeredMachine(frames.frames) : null;
  if (machine === null) throw refusal(source, answer, frames, options);
  return recordCapture(machine, recordedBy);
}

function refusal(
  source: string,
  answer: SshAnswer,
  { status }: Frames,
  options: SshOptions,
): PantherError {
  const { failure, what } = sshFailure({ ...answer, heard: status }, options);
  return new PantherError(failure, `${quoted(source)}: ${what}`);
}
