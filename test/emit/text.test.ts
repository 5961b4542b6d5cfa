import test from 'ava';
import fc from 'fast-check';
import { markdownBlock, markdownCode, markdownText } from '../../src/emit/markdown.ts';
import { plainText } from '../../src/emit/terminal.ts';

test('plain text has no escape sequences', (t) => {
  t.is(plainText('a\u001b[31mred\u001b[0mb'), 'aredb');
  t.is(plainText('a\u001b]0;title\u0007b'), 'ab');
  t.is(plainText('a\u001b]8;;https://x\u001b\\link\u001b]8;;\u001b\\b'), 'alinkb');
  t.is(plainText('a\u009b2Jb'), 'ab');
  t.is(plainText('a\u001bPq\u001b\\b\u001bc'), 'ab');
});

test('plain text is one line without marks that hide or turn text', (t) => {
  t.is(plainText('a\r\nb\tc\u2028d'), 'a b c d');
  t.is(plainText('\u202ea\u2066b\u200bc\ufeff\u{e0041}'), 'abc');
  t.is(plainText('Gerät 漢字 😀'), 'Gerät 漢字 😀');
});

test('whatever comes in, no control character comes out', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not pass.
      t.notRegex(plainText(text), /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/);
    }),
  );
});

test('Markdown text holds no markup, link, HTML or end of a cell', (t) => {
  t.is(markdownText('a|b'), 'a\\|b');
  t.is(markdownText('<b>&amp;'), '\\<b\\>&amp;amp;');
  t.is(markdownText('[x](y) *z* `c` _u_'), '\\[x\\](y) \\*z\\* \\`c\\` \\_u\\_');
  t.is(markdownText('https://x.org www.x.org'), 'https\\://x.org www\\.x.org');
  t.is(markdownText('- item'), '\\- item');
  t.is(markdownText('12. item'), '12\\. item');
  t.is(markdownText('# head\nnext'), '\\# head next');
});

test('a code span cannot be ended from within', (t) => {
  t.is(markdownCode('a'), '`a`');
  t.is(markdownCode('a`b``c'), '```a`b``c```');
  t.is(markdownCode('`'), '`` ` ``');
  t.is(markdownCode('a|b'), 'a\\|b');
  t.is(markdownCode(' '), '–');
});

test('a block’s fence is longer than any in it', (t) => {
  t.is(markdownBlock('x\n'), '```text\nx\n```');
  t.is(markdownBlock('````', ''), '`````\n````\n`````');
});

test('nobody and no issue is called by what a machine is named', (t) => {
  t.is(markdownText('for @someone, #1'), 'for `@`someone, `#`1');
  t.is(markdownText('`@a`'), '`` `@ ``a\\`');
  t.is(markdownText('@'), '`@`');
  t.is(markdownText('a # b'), 'a \\# b');
});
