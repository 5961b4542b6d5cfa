import { spawnSync } from 'node:child_process';
import test from 'ava';
import fc from 'fast-check';
import { layoutSvg, layoutTitle } from '../../../src/emit/svg/layout.ts';
import { CELL, WIDTH } from '../../../src/emit/svg/style.ts';
import type { DiskLayout } from '../../../src/model/layout.ts';
import { requireTool } from '../../tools.ts';
import { examplePlan } from '../example.ts';
import { hostileStrings } from '../hostile.ts';

const { layout } = examplePlan();
const [disk] = layout.disks;
const [loss] = layout.losses;
if (disk === undefined || loss === undefined) throw new Error('the example has a disk and a loss');

/** The example with a text of a machine wherever one can stand. */
function withText(text: string): DiskLayout {
  return {
    ...layout,
    disks: layout.disks.map((each) => ({ ...each, name: text })),
    untouched: [{ name: text, reason: 'It was not named in the answers.' }],
    losses: [{ disk: text, partition: text, type: text, mounts: [text, text], alsoOn: [text] }],
  };
}

const TAGS = new Set(['svg', 'title', 'desc', 'style', 'rect', 'text']);

/** The elements of a picture, read strictly: throws where it is not what an XML reader accepts. */
function elementsOf(
  svg: string,
): { name: string; text: string; attributes: Map<string, string> }[] {
  const found: { name: string; text: string; attributes: Map<string, string> }[] = [];
  const open: string[] = [];
  for (const token of svg.trim().match(/<[^>]*>|[^<]+/g) ?? []) {
    const tag =
      /^<(\/?)([a-z]+)((?: [a-z:A-Z-]+="[^"<&]*(?:&(?:amp|lt|gt|quot|apos);[^"<&]*)*")*)(\/?)>$/.exec(
        token,
      );
    if (tag === null) {
      if (!/^(?:[^<&]|&(?:amp|lt|gt|quot|apos);)*$/.test(token)) throw new Error(`text ${token}`);
      const last = found.at(-1);
      if (last !== undefined) last.text += token.trim() === '' ? '' : token;
      continue;
    }
    const [, closing, name = '', words = '', empty] = tag;
    if (!TAGS.has(name)) throw new Error(`element ${name}`);
    if (closing === '/') {
      if (open.pop() !== name) throw new Error(`closes ${name}`);
      continue;
    }
    const pairs = [...words.matchAll(/ ([^=]+)="([^"]*)"/g)];
    found.push({
      name,
      text: '',
      attributes: new Map(pairs.map(([, key = '', value = '']) => [key, value])),
    });
    if (empty !== '/') open.push(name);
  }
  if (open.length > 0) throw new Error(`left open: ${open.join(' ')}`);
  return found;
}

function numberOf(attributes: Map<string, string>, name: string): number {
  return Number(attributes.get(name));
}

test('the picture shows what is on the disk today and what will be', (t) => {
  const svg = layoutSvg({ ...layout, losses: [{ ...loss, disk: disk.name }] }, 'laptop');
  const texts = elementsOf(svg).map(({ text }) => text.trim());
  const today = texts.findIndex((text) => text.startsWith('today'));
  const then = texts.indexOf('then');
  t.true(today > 0 && then > today);
  t.true(texts.slice(today, then).some((text) => text.includes('AND ITS PART ON nvme1n1')));
  t.true(texts.slice(then).some((text) => text.startsWith('2 crypt')));
  t.true(texts.some((text) => text.startsWith('sda is left alone')));
});

test('it is told in words to whoever cannot see it', (t) => {
  const [svg, title, description] = elementsOf(layoutSvg(layout, 'laptop'));
  t.is(svg?.attributes.get('role'), 'img');
  t.is(svg?.attributes.get('aria-labelledby'), 'layout-title layout-description');
  t.is(title?.text.trim(), layoutTitle(layout, 'laptop'));
  t.true(title?.text.startsWith('Disk layout of laptop: takes nvme0n1'));
  t.true(description?.text.includes('crypt the rest (LUKS2'));
  t.true(description?.text.includes('Lost: nvme0n1 partition 2: btrfs'));
});

test('it needs nothing from outside and runs nothing', (t) => {
  const svg = layoutSvg(layout, 'laptop');
  const names = svg.replace('xmlns="http://www.w3.org/2000/svg"', '');
  t.notRegex(names, /https?:|url\(|@import|href|<script|<image|<foreignObject|\son[a-z]+=/i);
  t.true(svg.includes('prefers-color-scheme:dark'));
});

test('a partition too small for its label still has a box with its number, and a line of its own', (t) => {
  const small = {
    ...disk.partitions[0],
    key: 'bios',
    sizeBytes: 1024 ** 2,
  } as (typeof disk.partitions)[number];
  const large = {
    ...small,
    key: 'data',
    sizeBytes: 100 * 1024 ** 4,
  } as (typeof disk.partitions)[number];
  const disks = [{ ...disk, partitions: [small, large] }];
  const elements = elementsOf(layoutSvg({ ...layout, disks }, 'laptop'));
  const boxes = elements.filter(({ attributes }) => attributes.get('class') === 'box boot');
  t.is(boxes.length, 4);
  t.true(boxes.every(({ attributes }) => numberOf(attributes, 'width') >= 12));
  t.true(elements.some(({ text }) => text === '1'));
  t.true(elements.some(({ text }) => text.startsWith('1 bios   1 MiB')));
});

test('no text reaches out of the picture or into the line below it', (t) => {
  for (const text of ['nvme0n1', 'x'.repeat(400), '漢字 '.repeat(90)]) {
    const many = Array.from({ length: 20 }, () => ({
      ...loss,
      disk: disk.name,
      type: text,
      mounts: [text],
    }));
    const elements = elementsOf(layoutSvg({ ...layout, losses: many }, 'laptop'));
    const height = numberOf(elements[0]?.attributes ?? new Map(), 'height');
    const shown = elements.filter(({ name }) => name === 'text');
    for (const { text: words, attributes } of shown) {
      const end = numberOf(attributes, 'x') + words.length * CELL;
      t.true(end <= WIDTH || /&/.test(words), words);
      t.true(numberOf(attributes, 'y') < height);
    }
    const columns = new Map<string, string[]>();
    for (const { attributes } of shown) {
      const at = `${attributes.get('x')} ${attributes.get('y')}`;
      columns.set(at, [...(columns.get(at) ?? []), at]);
    }
    t.true(
      [...columns.values()].every((texts) => texts.length === 1),
      'two texts in one place',
    );
  }
});

const hostileText = fc.oneof(fc.constantFrom(...hostileStrings), fc.string({ unit: 'binary' }));

test('whatever a disk says of itself, the picture is valid and holds only its own elements', (t) => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const svg = layoutSvg(withText(text), text);
      t.notThrows(() => elementsOf(svg));
      // biome-ignore lint/suspicious/noControlCharactersInRegex: XML has no place for these.
      t.notRegex(svg, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]|\p{Surrogate}/u);
    }),
    { numRuns: 300 },
  );
});

test('a real XML reader agrees', (t) => {
  if (!requireTool(t, 'xmllint')) return;
  for (const text of hostileStrings) {
    const read = spawnSync('xmllint', ['--noout', '--nonet', '-'], {
      input: layoutSvg(withText(text), text),
      encoding: 'utf8',
    });
    t.is(read.status, 0, read.stderr);
  }
});

test('the same layout gives the same bytes', (t) => {
  t.is(layoutSvg(layout, 'laptop'), layoutSvg(structuredClone(layout), 'laptop'));
});
