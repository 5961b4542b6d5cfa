import type { ChildProcess } from 'node:child_process';
import { missing, type Outcome } from './machine.ts';

/**
 * Runs a program without a shell, gives it bytes on standard input, and returns what it printed:
 * no more than `maxBytes`, for a small packed file may stand for an endless one.
 */
export async function filterBytes(
  [program, ...words]: readonly [string, ...string[]],
  input: Uint8Array,
  timeoutMs: number,
  maxBytes: number,
): Promise<Outcome<Uint8Array>> {
  const { spawn } = await import('node:child_process');
  let child: ChildProcess;
  try {
    child = spawn(program, words, { stdio: ['pipe', 'pipe', 'ignore'] });
  } catch (error) {
    return missing(error);
  }
  return new Promise((resolve) => {
    const output: Buffer[] = [];
    let size = 0;
    const settle = (outcome: Outcome<Uint8Array>) => {
      clearTimeout(timer);
      resolve(outcome);
    };
    const endEarly = (reason: string) => {
      child.kill('SIGKILL');
      child.stdout?.destroy();
      settle({ status: 'failed', reason });
    };
    const timer = setTimeout(() => endEarly('timed out'), timeoutMs);
    child.stdout?.on('data', (chunk: Buffer) => {
      output.push(chunk);
      size += chunk.length;
      if (size > maxBytes) endEarly(`more than ${maxBytes} bytes`);
    });
    // The program may end before it has read everything; its exit code tells why.
    child.stdin?.on('error', () => {});
    child.on('error', (error) => settle(missing(error)));
    child.on('close', (exitCode) => {
      if (exitCode === 0) settle({ status: 'ok', data: Buffer.concat(output, size) });
      else settle({ status: 'failed', reason: `exit code ${exitCode}` });
    });
    child.stdin?.end(input);
  });
}
