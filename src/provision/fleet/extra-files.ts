import { chmodSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { MemoryFolder } from './memory-folder.ts';

/** The folder, in memory, of all that is copied to the root of a host's new system. */
export function extraFiles(memory: MemoryFolder, host: string): string {
  return join(memory.path, host, 'root');
}

/**
 * Writes a private file (0600) at its place in a new system. Its folders are as the new system has them: what
 * copies them carries their modes over, also onto folders that are there already.
 *
 * @returns where it lies here.
 */
export function writeExtraFile(
  memory: MemoryFolder,
  host: string,
  place: string,
  content: string,
): string {
  const root = extraFiles(memory, host);
  const path = memory.write(join(host, 'root', place), content);
  for (let folder = dirname(path); folder.startsWith(root); folder = dirname(folder)) {
    const isPrivate = folder.slice(root.length).split('/').includes('secrets');
    chmodSync(folder, isPrivate ? 0o700 : 0o755);
  }
  return path;
}
