import test from 'ava';
import { drawLayout } from '../../src/emit/picture.ts';
import type { Disk } from '../../src/model/hardware.ts';
import { planLayout } from '../../src/plan/layout/layout.ts';
import { answersFor, disk, GIB, machine } from '../plan/layout/machine.ts';

function layoutOf(known: Partial<Disk> = {}) {
  const facts = machine({
    disks: [disk('nvme0n1', { sizeBytes: 64 * GIB, ...known }), disk('nvme1n1')],
    firmware: { mode: 'bios', width: null, secureBoot: null, tpm: null, esrt: null },
  });
  const answers = answersFor('/dev/disk/by-path/pci-0000:01:00.0-nvme-1', {
    layout: { espSize: '1G', swapSize: '16G', label: 'panther' },
  });
  return planLayout(facts, answers, []).layout;
}

const held = {
  partition: '2',
  type: 'btrfs',
  identity: null,
  mounts: ['/home'],
  alsoOn: ['nvme1n1'],
};

test('the bar is in proportion, and every partition has its label and size', (t) => {
  const lines = drawLayout(layoutOf(), 100).split('\n');
  const [, bios = '', esp = '', swap = '', crypt = ''] = (lines[2] ?? '').split('│');
  t.deepEqual(
    [bios, esp, swap, crypt].map((label) => label.trim()),
    ['bios', 'esp', 'swap', 'crypt'],
  );
  t.true(crypt.length > 2 * swap.length && swap.length > 2 * esp.length);
  t.is(lines[1]?.length, 100);
  t.regex(lines[3] ?? '', /│ 1 MiB +│ 1 GiB +│ 16 GiB +│ 47 GiB +│/);
});

test('it says what is lost, and shouts where that reaches onto another disk', (t) => {
  const text = drawLayout(layoutOf({ holds: [held] }), 100);
  t.true(
    text.includes('lost  nvme0n1 partition 2: btrfs, mounted at /home, AND ITS PART ON nvme1n1\n'),
  );
  t.true(text.includes('NOT   nothing that reaches onto another disk is lost'));
  t.true(text.includes('left alone  nvme1n1: '));
});

test('it says what is encrypted and where everything is mounted', (t) => {
  const text = drawLayout(layoutOf(), 100);
  t.true(text.includes('LUKS2 "panther-crypt", btrfs "panther", compress=zstd:1 noatime'));
  t.true(text.includes('swap, a new random key on every boot'));
  t.true(text.includes('@persist    /persist'));
  t.true(text.includes('ok    everything but the boot partition is encrypted'));
});

test('no line is wider than asked for, whatever the width, but for a word that is', (t) => {
  for (const width of [40, 60, 80, 120, 200]) {
    for (const line of drawLayout(layoutOf({ holds: [held] }), width).split('\n')) {
      const breakable = line.trim().includes(' ') && !line.startsWith('│');
      t.true(line.length <= width || !breakable, `${width}: ${line}`);
    }
  }
});

test('a disk of unknown size is drawn without one', (t) => {
  const text = drawLayout(layoutOf({ sizeBytes: null }), 80);
  t.true(text.includes('nvme0n1  size unknown'));
  t.true(text.includes('crypt  the rest'));
});

test('hostile names and mount points do not reach the terminal', (t) => {
  const bad = '\u001b[2J\u202eevil\n';
  const holds = [{ ...held, type: bad, mounts: [`/run/media/${bad}`], partition: bad }];
  const text = drawLayout(layoutOf({ holds }), 100);
  t.false(text.includes('\u001b') || text.includes('\u202e'));
});

test('the same layout gives the same text', (t) => {
  t.is(drawLayout(layoutOf(), 90), drawLayout(layoutOf(), 90));
});
