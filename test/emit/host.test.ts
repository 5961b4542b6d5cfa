import test from 'ava';
import { renderHost } from '../../src/emit/host.ts';
import { PantherError } from '../../src/model/errors.ts';
import { FileTree } from '../../src/model/tree.ts';
import { examplePlan, setting } from './example.ts';
import { hostileStrings } from './hostile.ts';
import { evaluate, hasNix, parse } from './nix-instantiate.ts';

const withNix = hasNix ? test : test.skip;

test('a host is five files, of which two are its owner’s', (t) => {
  const tree = FileTree.parse(renderHost(examplePlan(), 'host: laptop\n'));
  t.deepEqual(
    Object.entries(tree).map(([path, { ownership }]) => [path, ownership]),
    [
      ['hosts/laptop/answers.yaml', 'once'],
      ['hosts/laptop/default.nix', 'owned'],
      ['hosts/laptop/disko.nix', 'owned'],
      ['hosts/laptop/hardware.nix', 'owned'],
      ['hosts/laptop/local.nix', 'once'],
    ],
  );
  t.is(tree['hosts/laptop/answers.yaml']?.content, 'host: laptop\n');
});

test('the entry imports the host’s other files, the user’s last, and holds the modules', (t) => {
  const text = renderHost(examplePlan(), '')['hosts/laptop/default.nix']?.content ?? '';
  t.regex(text, /imports = \[\n\s+\.\/hardware\.nix\n\s+\.\/disko\.nix\n\s+\.\/local\.nix\n\s+\];/);
  t.regex(text, /# Every host has it\. \[profile\/workstation\]\n\s+panther\.core\.base\.enable/);
  t.regex(text, /networking\.hostName = "laptop";/);
  t.notRegex(text, /availableKernelModules/);
});

test('hardware settings stand in hardware.nix alone', (t) => {
  const text = renderHost(examplePlan(), '')['hosts/laptop/hardware.nix']?.content ?? '';
  t.regex(text, /availableKernelModules = \[/);
  t.notRegex(text, /hostName/);
});

test('disks, partitions and subvolumes carry their reasons', (t) => {
  const text = renderHost(examplePlan(), '')['hosts/laptop/disko.nix']?.content ?? '';
  t.regex(text, /# The only disk\.\n\s+main = \{/);
  t.regex(text, /# The firmware boots from it\.\n\s+esp = \{/);
  t.regex(text, /# Reset on every boot\.\n\s+"@root" = \{/);
});

test('every file says who made it and holds no version or date', (t) => {
  const tree = renderHost(examplePlan(), '');
  for (const path of ['default.nix', 'hardware.nix', 'disko.nix']) {
    const text = tree[`hosts/laptop/${path}`]?.content ?? '';
    t.regex(text, /^# Made by panther-discover .*local\.nix\.\n.*panther-discover explain/);
    t.true(text.endsWith('}\n'));
    t.true(text.split('\n').every((line) => line.length <= 100 && line === line.trimEnd()));
  }
});

test('the same plan gives the same bytes, also after a round through JSON', (t) => {
  const again = JSON.parse(JSON.stringify(examplePlan()));
  t.deepEqual(renderHost(again, ''), renderHost(examplePlan(), ''));
});

withNix('every file of a host parses as Nix', (t) => {
  for (const [path, { content }] of Object.entries(renderHost(examplePlan(), ''))) {
    if (path.endsWith('.nix')) t.notThrows(() => parse(content), path);
  }
});

withNix('hostile strings in settings reach Nix as they are', (t) => {
  const plan = examplePlan();
  plan.settings = [
    setting({ option: ['services', 'x'], value: [...hostileStrings], part: 'hardware' }),
  ];
  const text = renderHost(plan, '')['hosts/laptop/hardware.nix']?.content ?? '';
  t.deepEqual(evaluate(`(${text}).services.x`), hostileStrings);
});

test('a plan from a file cannot write outside of hosts', (t) => {
  for (const host of ['../x', 'a/b', '', 'A', '.', 'a b']) {
    const error = t.throws(() => renderHost({ ...examplePlan(), host }, ''), {
      instanceOf: PantherError,
    });
    t.is(error?.failure, 'input');
  }
});
