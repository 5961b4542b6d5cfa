import { runTogether } from './command-group.ts';
import { directoryNames, readFileBytes, readLinkTarget } from './files.ts';
import type { Machine } from './machine.ts';

/** The machine that this process runs on, read with whatever privilege it has. */
export function localMachine(): Machine {
  return {
    origin: 'local',
    readFile: readFileBytes,
    readLink: readLinkTarget,
    listDirectory: directoryNames,
    run: runTogether,
  };
}
