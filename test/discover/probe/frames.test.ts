import test from 'ava';
import fc from 'fast-check';
import { type Frame, parseFrames } from '../../../src/discover/probe/frames.ts';

const NONCE = '0123456789abcdef0123456789abcdef';
const LETTERS = { file: 'f', link: 's', list: 'l', command: 'c' } as const;

/** What probe.sh prints for these frames, with its noise before and after. */
function printed(frames: readonly Frame[], before = '', after = ''): Buffer {
  const parts: Uint8Array[] = [Buffer.from(`${before}${NONCE} begin 1\n`)];
  for (const [index, frame] of frames.entries()) {
    const { kind, about, data, complaint, end } = frame;
    parts.push(Buffer.from(`${NONCE} ${index + 1} ${LETTERS[kind]}\n${about}${NONCE} d\n`), data);
    const last = end === 'late' ? 't' : end === 'absent' ? 'a' : `r ${end}`;
    parts.push(Buffer.from(`${NONCE} e\n${complaint}${NONCE} ${last}\n`));
  }
  parts.push(Buffer.from(`${NONCE} end ${frames.length}\n${after}`));
  return Buffer.concat(parts);
}

const anyFrame: fc.Arbitrary<Frame> = fc.record({
  kind: fc.constantFrom('file' as const, 'link' as const, 'list' as const, 'command' as const),
  about: fc.string({ maxLength: 40 }),
  data: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  complaint: fc.string({ maxLength: 40 }),
  end: fc.oneof(fc.nat(255), fc.constantFrom('late' as const, 'absent' as const)),
});
const anyFrames = fc.array(anyFrame, { maxLength: 6 });

test('whatever the bytes are, they arrive as they were, in order', (t) => {
  fc.assert(
    fc.property(anyFrames, fc.string(), fc.string(), (frames, before, after) => {
      t.deepEqual(parseFrames(printed(frames, before, after), NONCE), { status: 'whole', frames });
    }),
  );
});

test('cut at any position, an answer is not whole', (t) => {
  const frames: Frame[] = [
    { kind: 'file', about: '/a', data: Buffer.from('x\0\n'), complaint: '', end: 0 },
    { kind: 'command', about: 'lspci', data: Buffer.from(''), complaint: 'no', end: 127 },
    { kind: 'link', about: '/b', data: Buffer.from('../c\n'), complaint: '', end: 'late' },
  ];
  const bytes = printed(frames, 'Welcome!\n');
  for (let length = 0; length < bytes.length; length += 1) {
    t.not(parseFrames(bytes.subarray(0, length), NONCE).status, 'whole', `${length}`);
  }
  t.is(parseFrames(bytes, NONCE).status, 'whole');
});

test('a piece that is missing, doubled or moved makes an answer worthless', (t) => {
  fc.assert(
    fc.property(
      fc.array(anyFrame, { minLength: 2, maxLength: 6 }),
      fc.nat(),
      fc.nat(),
      (frames, first, second) => {
        const marks = printed(frames).toString('latin1').split(NONCE).slice(1);
        const from = first % marks.length;
        const without = marks.filter((_, index) => index !== from);
        const doubled = marks.flatMap((mark, index) =>
          index === second % marks.length ? [mark, mark] : [mark],
        );
        for (const changed of [without, doubled]) {
          const bytes = Buffer.from(changed.map((mark) => NONCE + mark).join(''), 'latin1');
          const parsed = parseFrames(bytes, NONCE);
          // Standard error may be left out or said twice: nothing depends on where it is cut.
          if (parsed.status !== 'whole') continue;
          t.deepEqual(
            parsed.frames.map(({ about, data }) => [about, data]),
            frames.map(({ about, data }) => [about, data]),
          );
        }
      },
    ),
  );
});

test('random bytes, with and without marks in them, are never a whole answer', (t) => {
  const words = fc.constantFrom(
    'begin 1',
    '1 f',
    '2 s',
    'd',
    'e',
    'r 0',
    'r',
    't',
    'a',
    'end 0',
    'end 9',
  );
  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
    words.map((word) => `${NONCE} ${word}\n`),
    fc.constant(NONCE),
  );
  fc.assert(
    fc.property(fc.array(noise, { maxLength: 12 }), (pieces) => {
      const parsed = parseFrames(Buffer.from(pieces.join(''), 'latin1'), NONCE);
      if (parsed.status !== 'whole') return true;
      // Only what follows the protocol by chance.
      return pieces.join('').includes(`${NONCE} begin 1\n${NONCE} `);
    }),
  );
  t.pass();
});

test('a line after the nonce that no probe prints is garbled, however long', (t) => {
  for (const line of ['', ' ', ' begin 2', 'begin 1', ` begin 1${' '.repeat(100_000)}`, ' end 0']) {
    t.is(parseFrames(Buffer.from(`${NONCE}${line}\n`), NONCE).status, 'garbled', line.slice(0, 20));
  }
  const begun = `${NONCE} begin 1\n`;
  for (const line of ['end 1', 'end 99999999999', 'end', 'end 0 0', 'end -0']) {
    t.is(parseFrames(Buffer.from(`${begun}${NONCE} ${line}\n`), NONCE).status, 'garbled', line);
  }
  t.is(parseFrames(Buffer.from(''), NONCE).status, 'silent');
  t.is(parseFrames(Buffer.from('motd\n'), NONCE).status, 'silent');
  t.is(parseFrames(Buffer.from(begun), NONCE).status, 'cut');
});
