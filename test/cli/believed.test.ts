import { readFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { edit } from './git.ts';
import { failsInOneLine, filesBelow, place, recorded, run, succeeds, VPS_ANSWERS } from './run.ts';

const SERIAL = 'S64DNX0R123456';
const DISK = ['--set', 'disk=/dev/disk/by-path/pci-0000:02:00.0-nvme-1'];

for (const [file, where] of [
  ['capture.json', 'import:nixos-facter, hardware.disk[0].serial (serial)'],
  ['facts.json', 'disks[0].serial (serial)'],
] as const) {
  test(`${file} that is given with an identifier in it makes no host, and the place is named`, async (t) => {
    const at = await place(t);
    const planted = join(at.work, 'planted.json');
    await cp(recorded('zephyrus', file), planted);
    await edit(planted, { 'h:1229a998d593': SERIAL });
    for (const words of [[], ['--dry-run'], ['--json', '--force']]) {
      const ran = await run(at, ['--from', planted, ...DISK, ...words]);
      failsInOneLine(t, ran, 4, `hardware-discovery/zephyrus/${file}`, where);
      t.false(ran.stderr.includes(SERIAL));
    }
    t.deepEqual(await filesBelow(join(at.work, 'pantheros')), {});
    succeeds(t, await run(at, ['explain', '--from', planted, ...DISK]));
  });
}

test('an address in free text of another tool is found as well', async (t) => {
  const at = await place(t);
  const capture = JSON.parse(readFileSync(recorded('ovh-vps'), 'utf8'));
  const id = Object.keys(capture.readings).find((name) => name.startsWith('import:scan/'));
  capture.readings[id ?? ''].data += '\nlink/ether 3c:7c:3f:12:34:56 brd ff:ff:ff:ff:ff:ff\n';
  const ran = await run(at, ['--from', '-', ...VPS_ANSWERS], { stdin: JSON.stringify(capture) });
  failsInOneLine(t, ran, 4, `${id}, line `);
  t.false(ran.stderr.includes('3c:7c:3f'));
});

test('what was never redacted is redacted, and not refused', async (t) => {
  const at = await place(t);
  const raw = { ...JSON.parse(readFileSync(recorded('yoga'), 'utf8')), redacted: false };
  succeeds(t, await run(at, ['--from', '-', '-q'], { stdin: JSON.stringify(raw) }));
});
