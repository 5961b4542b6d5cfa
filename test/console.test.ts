import { setTimeout } from 'node:timers/promises';
import test from 'ava';
import fc from 'fast-check';
import { progressLine, startProgress } from '../src/console/progress.ts';
import { wrapText } from '../src/console/wrap.ts';

test('a line is broken at spaces, and goes on below its text', (t) => {
  t.is(
    wrapText('warning  one two three', 16),
    'warning  one two\n         three'.replace('         ', '  '),
  );
  t.is(wrapText('gap  one two three', 12), 'gap  one two\n     three');
  t.is(wrapText('  one two three', 9), '  one two\n    three');
  t.is(wrapText('short', 9), 'short');
});

test('a word that is wider than the terminal stays whole', (t) => {
  const path = '/dev/disk/by-path/pci-0000:02:00.0-nvme-1';
  t.is(wrapText(`at ${path} now`, 20), `at\n  ${path}\n  now`);
});

test('colours take no room', (t) => {
  const strong = '\u001b[1mone two\u001b[0m';
  t.is(wrapText(`${strong} three`, 13), `${strong} three`);
});

test('whatever the text, no word is lost and only lines of one word are too wide', (t) => {
  const word = fc.stringMatching(/^[a-z:/-]{1,30}$/);
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1 }),
      fc.integer({ min: 8, max: 60 }),
      (words, columns) => {
        const lines = wrapText(words.join(' '), columns).split('\n');
        t.deepEqual(lines.join(' ').split(/ +/).filter(Boolean), words);
        for (const line of lines) if (line.length > columns) t.false(/\S \S/.test(line.trim()));
      },
    ),
  );
});

test('the line of progress never wraps and holds nothing that acts on a terminal', (t) => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.string(),
      fc.nat(9999),
      fc.integer({ min: 1, max: 200 }),
      (about, detail, seconds, columns) => {
        const line = progressLine(about, detail, seconds, columns);
        t.regex(line, /^[\x20-\x7e]*$/);
        if (columns > 12) t.true(line.length < columns);
      },
    ),
  );
});

test('nobody is told of anything in the first second, and the line goes when the work is done', (t) => {
  let now = 0;
  const written: string[] = [];
  const stream = { columns: 40, write: (text: string) => written.push(text) };
  const progress = startProgress('matching', stream, () => now);
  progress.tell('1');
  now = 999;
  progress.tell('2');
  t.deepEqual(written, []);
  now = 1001;
  progress.tell('3');
  t.deepEqual(written, ['\r\u001b[2Kmatching: 3 1 s']);
  now = 1050;
  progress.tell('4');
  t.is(written.length, 1, 'no eye follows more');
  progress.aside(() => written.push('a line\n'));
  const line = '\r\u001b[2Kmatching: 4 1 s';
  t.deepEqual(written.slice(1), ['\r\u001b[2K', 'a line\n', line]);
  progress.end();
  t.deepEqual(written.slice(4), ['\r\u001b[2K']);
});

test('the line is drawn by itself while the work says nothing', async (t) => {
  const written: string[] = [];
  const progress = startProgress('asking', { write: (text: string) => written.push(text) });
  const held = globalThis.setInterval(() => undefined, 1000);
  while (written.length === 0) await setTimeout(100);
  progress.end();
  clearInterval(held);
  t.regex(written[0] ?? '', /asking \d+ s$/);
});
