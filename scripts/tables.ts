// Renews the device-id tables under src/assets/tables from files that are given by path:
//   npm run tables -- aliases FILE SOURCE DATE   modules.alias of a kernel; names GPUs that have no row
//   npm run tables -- readers FILE SOURCE DATE   libfprint's data/autosuspend.hwdb
//   npm run tables -- gpus FILE SOURCE DATE      pci.ids
// SOURCE and DATE are written into the table. Nothing is fetched.
import { readFileSync, writeFileSync } from 'node:fs';
import { refreshModules } from './tables/aliases.ts';
import { unknownGpus } from './tables/coverage.ts';
import { refreshGpus } from './tables/gpus.ts';
import { refreshReaders } from './tables/readers.ts';

const TABLES: Readonly<
  Record<string, { names: string[]; refresh: (table: string, source: string) => string }>
> = {
  aliases: {
    names: ['pci-modules', 'pci-network-modules', 'device-modules'],
    refresh: refreshModules,
  },
  readers: { names: ['fingerprint-readers'], refresh: refreshReaders },
  gpus: { names: ['gpu-generations'], refresh: refreshGpus },
};

const [kind = '', file = '', source = '', date = ''] = process.argv.slice(2);
const chosen = Object.hasOwn(TABLES, kind) ? TABLES[kind] : undefined;
if (chosen === undefined || source.trim() === '' || !/^\d{4}-\d{2}-\d{2}$/.test(date)) {
  throw new Error('npm run tables -- aliases|readers|gpus FILE SOURCE DATE (YYYY-MM-DD)');
}
const given = readFileSync(file, 'utf8');
for (const name of chosen.names) {
  const path = `src/assets/tables/${name}.yaml`;
  writeFileSync(path, dated(chosen.refresh(readFileSync(path, 'utf8'), given)));
  process.stdout.write(`${path}\n`);
}
if (kind === 'aliases') {
  const gpus = readFileSync('src/assets/tables/gpu-generations.yaml', 'utf8');
  for (const line of unknownGpus(gpus, given)) process.stdout.write(`${line}\n`);
}

/** Source and date of a table, which may go over several lines. */
function dated(text: string): string {
  return text
    .replace(/^source: .*\n(?:[ ]+.*\n)*/m, () => `source: ${JSON.stringify(source)}\n`)
    .replace(/^date: .*$/m, () => `date: '${date}'`);
}
