import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { Capture } from '../../src/model/capture.ts';
import { filesBelow, place, run, succeeds } from './run.ts';

const PERSON = 'plantagenet';

/** A machine as it says itself what it is, with the name of a person in a mount point. */
function liveMachine(): Capture {
  const recorded = readFileSync('test/discover/facts/fixtures/laptop.json', 'utf8');
  const { hashKey: _, ...capture } = Capture.parse(JSON.parse(recorded));
  const mounts = `/dev/nvme1n1p2 /home/${PERSON} btrfs rw 0 0\n`;
  const mounted = { status: 'ok', kind: 'text', data: mounts } as const;
  return {
    ...capture,
    redacted: false,
    readings: { ...capture.readings, '/proc/mounts': mounted },
  };
}

test('what a live run commits names nobody, and is what the committed recording leads to', async (t) => {
  const where = await place(t);
  await writeFile(join(where.work, 'machine.json'), JSON.stringify(liveMachine()));
  const root = join(where.work, 'out');
  const disk = 'disk=/dev/disk/by-path/pci-0000:03:00.0-nvme-1';
  const words = ['--from', 'machine.json', '--host', 'live', '--set', disk, '--out', root, '-q'];
  succeeds(t, await run(where, words));
  const files = await filesBelow(root);
  t.regex(files['hardware-discovery/live/report.md'] ?? '', /\/home\/\\\*/);
  for (const [path, content] of Object.entries(files)) t.false(content.includes(PERSON), path);
  succeeds(t, await run(where, ['check'], { cwd: root }));
});
