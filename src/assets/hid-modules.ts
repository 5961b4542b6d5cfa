import { table } from './read.ts';

interface Source {
  rows: { module: string; ids: string[] }[];
  t2: string[];
}

let read: Source | null = null;

function source(): Source {
  read ??= table('hid-modules') as Source;
  return read;
}

/** Modules without which a keyboard on USB or I2C stays dumb, by `vendor:product`; none for most. */
export function hidModules(id: string): string[] {
  return source()
    .rows.filter(({ ids }) => ids.includes(id))
    .map(({ module }) => module);
}

/** Whether a keyboard is one that hangs on Apple's T2. */
export function isBehindT2(id: string): boolean {
  return source().t2.includes(id);
}
