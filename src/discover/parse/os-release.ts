import { fieldOf, linesOf } from './lines.ts';

/** ID of os-release(5) (`linux` where a file leaves it out, as the manual says), or null. */
export function parseOsId(text: string): string | null {
  let keys = 0;
  for (const line of linesOf(text)) {
    if (line.startsWith('#')) continue;
    const field = fieldOf(line, '=');
    if (field === null || !/^[A-Z_0-9]+$/.test(field[0])) continue;
    keys += 1;
    if (field[0] !== 'ID') continue;
    const value = field[1].replace(/^(["'])(.*)\1$/, '$2');
    return /^[a-z0-9._-]{1,64}$/.test(value) ? value : null;
  }
  return keys > 0 ? 'linux' : null;
}
