import { completionScript } from '../assets/read.ts';
import type { Console } from '../console.ts';

/** `completion SHELL`: the script by which a shell completes the command line. */
export function runCompletion(shell: string, out: Console): void {
  out.data(completionScript(shell));
}
