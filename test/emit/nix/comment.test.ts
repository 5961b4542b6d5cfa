import test from 'ava';
import { commentLines } from '../../../src/emit/nix/comment.ts';

test('a comment holds the reason and the rules that gave it', (t) => {
  t.deepEqual(commentLines('The root disk needs it.', ['storage/nvme', 'boot/root']), [
    '# The root disk needs it. [storage/nvme, boot/root]',
  ]);
});

test('a long comment is wrapped at 100 columns, its indentation counted', (t) => {
  const lines = commentLines('word '.repeat(60).trim(), ['rule'], '    ');
  t.true(lines.length > 2);
  t.true(lines.every((line) => line.startsWith('# ') && line.length <= 96));
  t.is(lines.map((line) => line.slice(2)).join(' '), `${'word '.repeat(60).trim()} [rule]`);
});

test('a reason that could end its comment is refused', (t) => {
  for (const mark of ['\n', '\r', '\0', '\u001b', '\u0085', '\u2028', '\u202e', '\u2066']) {
    t.throws(() => commentLines(`a${mark}b`, ['rule']), undefined, JSON.stringify(mark));
    t.throws(() => commentLines('a', [`rule${mark}`]));
  }
});
