import test from 'ava';
import fc from 'fast-check';
import { patternsIn } from '../../src/profiles/condition.ts';
import { patternProblem } from '../../src/profiles/pattern-problem.ts';
import { shippedProfiles } from '../../src/profiles/registry.ts';

const HARMLESS = [
  '\\brog ally\\b|^legion go',
  '^(system|server) ?x ?[0-9]{4}',
  '^20[a-z]{2}[0-9]{2}(ww|us)?$',
  '([0-9]{4}-){3}x',
  'a.*b.*c',
  '[(+*]+\\(\\)',
];
const ENDLESS = [
  '^(a+)+$',
  '(a|aa)*b',
  '(a*){8}b',
  '(?:a?){8}(?:a?){8}(?:a?){8}b',
  '((a|a){8}){8}b',
  'a*a*a*a*a*b',
  '(\\w+\\s?)*$',
  '(?<x>a*)\\k<x>b',
  '(a*)\\1b',
];

test('patterns that people write are fine, those of the shipped profiles among them', (t) => {
  const shipped = shippedProfiles().flatMap(({ highNeeds, signals }) =>
    [...(highNeeds ? [highNeeds] : []), ...signals.map(({ when }) => when)].flatMap(patternsIn),
  );
  t.true(shipped.length > 20);
  for (const pattern of [...HARMLESS, ...shipped]) t.is(patternProblem(pattern), null, pattern);
});

test('patterns that can take for ever are told why', (t) => {
  for (const pattern of ENDLESS) t.regex(patternProblem(pattern) ?? '', /./, pattern);
});

test('a pattern that passes is quick on any text of the length that is looked at', (t) => {
  const part = fc.constantFrom(
    'a',
    '(',
    ')',
    '(?:',
    '|',
    '*',
    '+',
    '?',
    '{2}',
    '{1,9}',
    '[ab]',
    '.',
    '\\w',
  );
  let passed = 0;
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 24 }),
      fc.constantFrom('a', 'ab', 'aab'),
      (parts, text) => {
        const source = `${parts.join('')}!`;
        let pattern: RegExp;
        try {
          pattern = new RegExp(source, 'i');
        } catch {
          return true;
        }
        if (patternProblem(source) !== null) return true;
        passed += 1;
        const start = performance.now();
        pattern.test(text.repeat(256).slice(0, 256));
        return performance.now() - start < 5000;
      },
    ),
    { numRuns: 2000 },
  );
  t.true(passed > 50, `${passed}`);
});
