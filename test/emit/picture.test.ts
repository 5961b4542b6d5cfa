import test from 'ava';
import fc from 'fast-check';
import { cellsOf, cutTo } from '../../src/emit/picture/cells.ts';
import { drawingOf, speaksUtf8 } from '../../src/emit/picture/drawing.ts';
import { drawLayout } from '../../src/emit/picture.ts';
import type { Disk } from '../../src/model/hardware.ts';
import type { DiskLayout } from '../../src/model/layout.ts';
import { planLayout } from '../../src/plan/layout/layout.ts';
import { answersFor, disk, GIB, machine } from '../plan/layout/machine.ts';
import { hostileStrings } from './hostile.ts';

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

test('of a disk that nobody looked into it promises nothing', (t) => {
  const layout = layoutOf();
  const text = drawLayout(layout, 100, layout.disks);
  t.regex(text, /^lost {2}\S+: what it holds was not seen$/m);
  t.notRegex(text, /is kept|nothing that was seen/);
});

test('it says what is lost, and shouts where that reaches onto another disk', (t) => {
  const text = drawLayout(layoutOf({ holds: [held] }), 100);
  t.true(
    text.includes('lost  nvme0n1 partition 2: btrfs, mounted at /home, AND ITS PART ON nvme1n1\n'),
  );
  t.true(text.includes('NOT   all that reaches onto another disk is kept'));
  t.true(text.includes('left alone  nvme1n1: '));
});

test('what is there today is in proportion where its sizes were recorded', (t) => {
  const efi = { ...held, partition: '1', type: 'vfat', mounts: [], alsoOn: [] };
  const partitions = [
    { number: '1', sizeBytes: GIB },
    { number: '2', sizeBytes: 40 * GIB },
    { number: '4', sizeBytes: 3 * GIB },
  ];
  const lines = drawLayout(layoutOf({ holds: [efi, held], partitions }), 120).split('\n');
  t.is(lines[1], 'today, all of it lost:');
  const boxes = (line: string | undefined) => (line ?? '').split('│').slice(1, -1);
  t.deepEqual(
    boxes(lines[3]).map((label) => label.trim()),
    ['partition 1, 1 GiB', 'partition 2, 40 GiB', 'partition 4, 3 GiB', 'free'],
  );
  t.deepEqual(
    boxes(lines[4]).map((label) => label.trim()),
    ['vfat', 'btrfs', 'nothing known', '20 GiB'],
  );
  const [first = '', second = '', , free = ''] = boxes(lines[3]);
  t.true(second.length > first.length + 5 && second.length > free.length);
  t.is(lines[2]?.length, 120);
});

test('where one size is missing, nothing of today is in proportion', (t) => {
  const partitions = [{ number: '7', sizeBytes: GIB }];
  for (const known of [{ holds: [held] }, { holds: [held], partitions }])
    t.is(
      drawLayout(layoutOf(known), 120).split('\n')[1],
      'today (not in proportion), all of it lost:',
    );
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

test('what is on a disk today is drawn before what will be', (t) => {
  const text = drawLayout(
    layoutOf({ holds: [held, { ...held, partition: '1', alsoOn: [] }] }),
    100,
  );
  const [before = '', after = ''] = text.split('\nthen:\n');
  t.true(before.includes('│ partition 2') && before.includes('│ partition 1'));
  t.false(before.includes('crypt'));
  t.true(after.startsWith('┌'));
  t.false(drawLayout(layoutOf(), 100).includes('today'));
});

test('where the labels do not fit side by side, each partition has a line and a stroke', (t) => {
  const text = drawLayout(layoutOf(), 30);
  t.false(text.includes('│'));
  t.regex(text, /^█ +esp 1 GiB$/m);
  t.regex(text, /^█{7,} +crypt 47 GiB$/m);
});

test('without UTF-8 nothing but ASCII comes out, in the same shape', (t) => {
  const holds = [{ ...held, type: 'bträfs', mounts: ['/漢字'] }];
  const layout = layoutOf({ holds });
  const text = drawLayout(layout, drawingOf(90, { ascii: true }));
  t.regex(text, /^[\n -~]*$/);
  t.true(text.includes('| crypt') && text.includes('+---'));
  t.is(text.split('\n').length, drawLayout(layout, 90).split('\n').length);
});

test('colours are added on request only, and change nothing else', (t) => {
  const layout = layoutOf({ holds: [held] });
  const coloured = drawLayout(layout, drawingOf(90, { color: true }));
  t.true(coloured.includes('\u001b[32m'));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences that were added.
  t.is(coloured.replace(/\u001b\[[0-9;]*m/g, ''), drawLayout(layout, 90));
});

test('wide characters keep a bar straight', (t) => {
  t.is(cellsOf('漢字 é 😀 e\u0301'), 11);
  t.is(cutTo('漢字漢字', 5), '漢字~');
  const text = drawLayout(layoutOf({ holds: [{ ...held, mounts: ['/漢字', '/😀'] }] }), 90);
  for (const line of text.split('\n').filter((each) => each.startsWith('│'))) {
    t.is(cellsOf(line), 90, line);
  }
});

test('the locale says whether the terminal speaks UTF-8', (t) => {
  t.true(speaksUtf8({ LANG: 'de_DE.UTF-8' }));
  t.true(speaksUtf8({ LANG: 'C', LC_ALL: 'C.utf8' }));
  t.false(speaksUtf8({ LANG: 'de_DE.UTF-8', LC_ALL: 'C' }));
  t.false(speaksUtf8({}));
});

/** Everything that a used disk says about itself, as bad as it gets. */
const hostileText = fc.oneof(fc.constantFrom(...hostileStrings), fc.string({ unit: 'binary' }));

test('whatever a disk says of itself, each bar stays straight and nothing acts on the terminal', (t) => {
  const all = fc.record({ text: hostileText, width: fc.integer({ min: 1, max: 150 }) });
  fc.assert(
    fc.property(all, ({ text, width }) => {
      const holds = [
        { ...held, type: text, mounts: [text, text], partition: text, alsoOn: [text] },
      ];
      const layout = layoutOf({ holds });
      const drawing = drawingOf(width);
      for (const line of drawLayout(layout, drawing).split('\n')) {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not pass.
        t.notRegex(line, /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
        if (/^[┌│└]/.test(line)) t.is(cellsOf(line), drawing.columns);
      }
    }),
    { numRuns: 200 },
  );
});

/** Two disks in an array, in the words of a layout that mirrors. */
function mirroredLayout(): DiskLayout {
  const layout = layoutOf();
  const [first] = layout.disks;
  const [last] = first?.partitions.slice(-1) ?? [];
  if (first === undefined || last?.content?.kind !== 'luks') throw new Error('no LUKS to mirror');
  const raid = { ...last, key: 'raid', content: { kind: 'md-member', array: 'panther-root' } };
  const odd = { ...last, key: 'odd', content: { kind: 'something-new' } };
  const disks = ['nvme0n1', 'nvme1n1'].map((name) => ({ ...first, name, partitions: [raid, odd] }));
  const array = {
    name: 'panther-root',
    sizeBytes: GIB,
    content: last.content,
    reason: 'Both hold it.',
  };
  return { ...layout, disks, arrays: [array] } as unknown as DiskLayout;
}

test('an array is drawn after its disks, and what is encrypted is found through it', (t) => {
  const layout = mirroredLayout();
  const text = drawLayout(layout, 100);
  t.is(text.split('half of the array "panther-root"').length, 3);
  t.true(text.includes('array  panther-root  1 GiB  LUKS2 "panther-crypt", btrfs "panther"'));
  t.true(text.includes('@persist    /persist'));
  t.true(text.includes('something-new'));
  t.true(text.includes('NOT   everything but the boot partition is encrypted'));
  const only = layout.disks.map((each) => ({ ...each, partitions: each.partitions.slice(0, 1) }));
  const sealed = drawLayout({ ...layout, disks: only }, 100);
  t.true(sealed.includes('ok    everything but the boot partition is encrypted'));
});
