import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { place, recorded, run, succeeds } from './run.ts';

const ZEPHYRUS = ['layout', '--from', recorded('zephyrus')];
const DISK = ['--set', 'disk=/dev/disk/by-path/pci-0000:02:00.0-nvme-1'];

test('--svg writes the picture beside the text, and - gives the picture alone', async (t) => {
  const where = await place(t);
  const beside = await run(where, [...ZEPHYRUS, ...DISK, '--svg', 'disks.svg']);
  succeeds(t, beside);
  t.true(beside.stdout.includes('crypt'));
  const alone = await run(where, [...ZEPHYRUS, ...DISK, '--svg', '-']);
  succeeds(t, alone);
  t.is(alone.stdout, readFileSync(join(where.work, 'disks.svg'), 'utf8'));
  t.regex(alone.stdout, /^<svg [^>]*role="img"[\s\S]*<\/svg>\n$/);
});

test('--svg - and --json do not go together, and a place that cannot be written is said', async (t) => {
  const where = await place(t);
  t.is((await run(where, [...ZEPHYRUS, ...DISK, '--svg', '-', '--json'])).code, 2);
  writeFileSync(join(where.work, 'file'), '');
  const ran = await run(where, [...ZEPHYRUS, ...DISK, '--svg', 'file/disks.svg']);
  t.true([2, 5].includes(ran.code ?? -1), ran.stderr);
  t.regex(ran.stderr, /cannot write file\/disks\.svg/);
});

test('the locale decides about the marks, --color about the colours', async (t) => {
  const where = await place(t);
  const inLocale = async (LC_ALL: string, ...flags: string[]): Promise<string> =>
    (await run(where, [...ZEPHYRUS, ...DISK, ...flags], { env: { LC_ALL } })).stdout;
  t.true((await inLocale('C.UTF-8')).includes('┌'));
  t.regex(await inLocale('C'), /^[\n -~]+$/);
  t.true((await inLocale('C', '--color')).includes('\u001b[32m'));
});
