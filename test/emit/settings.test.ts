import test from 'ava';
import { printGroups } from '../../src/emit/lines.ts';
import { groupSettings, moduleArguments, moduleSetting } from '../../src/emit/settings.ts';
import type { Setting } from '../../src/model/plan.ts';
import { setting } from './example.ts';

const lines = (...settings: Setting[]): string => printGroups(groupSettings(settings), '  ');

test('a line carries its reason and rule', (t) => {
  t.is(
    lines(setting({ value: true, priority: 'default' })),
    '  # The machine needs it. [boot/example]\n  boot.example = lib.mkDefault true;\n',
  );
});

test('a forced value is forced', (t) => {
  t.regex(lines(setting({ value: 'x', priority: 'force' })), /boot\.example = lib\.mkForce "x";/);
});

test('list settings of several rules are one list without repetitions, each part with its reason', (t) => {
  t.is(
    lines(
      setting({ value: ['b', 'a'], merge: 'list', rule: 'one', reason: 'First.' }),
      setting({ value: ['a', 'c'], merge: 'list', rule: 'two', reason: 'Second.' }),
    ),
    [
      '  boot.example = [',
      '    # First. [one]',
      '    "b"',
      '    # First. [one]',
      '    # Second. [two]',
      '    "a"',
      '    # Second. [two]',
      '    "c"',
      '  ];',
      '',
    ].join('\n'),
  );
});

test('list settings that say the same for the same reason share one comment', (t) => {
  t.is(
    lines(
      setting({ value: ['a'], merge: 'list', rule: 'one' }),
      setting({ value: ['a'], merge: 'list', rule: 'two' }),
    ),
    '  # The machine needs it. [one, two]\n  boot.example = [ "a" ];\n',
  );
});

test('equal unique settings of two rules are one line that names both', (t) => {
  t.is(
    lines(
      setting({ value: { attrs: { a: 1, b: 2 } }, rule: 'one' }),
      setting({ value: { attrs: { b: 2, a: 1 } }, rule: 'two' }),
    ),
    '  # The machine needs it. [one, two]\n  boot.example = {\n    a = 1;\n    b = 2;\n  };\n',
  );
});

test('rules that contradict each other are a bug that names both', (t) => {
  const contradictions: [Setting, Setting][] = [
    [setting({ value: 1, rule: 'one' }), setting({ value: 2, rule: 'two' })],
    [
      setting({ value: 1, rule: 'one', part: 'hardware' }),
      setting({ value: 2, rule: 'two', part: 'host' }),
    ],
    [setting({ value: 1, rule: 'one' }), setting({ value: 1, rule: 'two', priority: 'force' })],
    [setting({ value: ['a'], rule: 'one', merge: 'list' }), setting({ value: ['a'], rule: 'two' })],
    [
      setting({ value: { attrs: {} }, rule: 'one' }),
      setting({ value: 1, rule: 'two', option: ['boot', 'example', 'x'] }),
    ],
  ];
  for (const [first, second] of contradictions) {
    for (const settings of [
      [first, second],
      [second, first],
    ]) {
      const error = t.throws(() => groupSettings(settings), { instanceOf: Error });
      t.regex(error?.message ?? '', /\bone\b/);
      t.regex(error?.message ?? '', /\btwo\b/);
      t.is(error?.name, 'Error');
    }
  }
});

test('a list rule that gives no list is a bug', (t) => {
  t.throws(() => groupSettings([setting({ value: 'a', merge: 'list' })]), {
    message: /not a list/,
  });
});

test('lines are sorted by option, whatever the order of the rules', (t) => {
  const one = setting({ value: 1, option: ['b'] });
  const two = setting({ value: 2, option: ['a', 'x y'] });
  t.is(lines(one, two), lines(two, one));
  t.regex(lines(one, two), /a\."x y" = 2;\n {2}b = 1;/);
});

test('a module is switched on by default, with its reason', (t) => {
  const chosen = { module: 'core/base', rule: 'profile/vps', reason: 'Every host has it.' };
  t.is(
    lines(moduleSetting(chosen)),
    '  # Every host has it. [profile/vps]\n  panther.core.base.enable = lib.mkDefault true;\n',
  );
});

test('only the module arguments that are used are named', (t) => {
  const names = (...settings: Setting[]): string[] => moduleArguments(groupSettings(settings));
  t.deepEqual(names(setting({ value: 1 })), []);
  t.deepEqual(names(setting({ value: [{ attrs: { a: { pkg: 'hello' } } }] })), ['pkgs']);
  t.deepEqual(names(setting({ value: { ref: 'config.x' }, priority: 'default' })), [
    'config',
    'lib',
  ]);
});
