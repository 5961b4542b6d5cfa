import { readFileSync } from 'node:fs';
import test from 'ava';
import { printedLines, settingChanges } from '../../../src/emit/nix/printed.ts';
import { recordedCases } from '../../../src/main.ts';

const read = (path: string) => readFileSync(path, 'utf8');

test('every assignment of every emitted file is read, with a reason', async (t) => {
  let seen = 0;
  for (const { name, expected } of await recordedCases('.', [])) {
    for (const file of ['default.nix', 'hardware.nix', 'disko.nix']) {
      const text = read(`${expected}hosts/${name}/${file}`);
      const lines = printedLines(text);
      const values = text.split('\n').filter((line) => / = /.test(line) && !/^\s*#|\{$/.test(line));
      t.is(lines.size, values.length, `${name}/${file}`);
      for (const [option, { value, reason }] of lines) {
        t.notRegex(value, /[;#]$/, option);
        if (option !== 'imports') t.truthy(reason, `${name}/${file} ${option}`);
      }
      seen += lines.size;
    }
  }
  t.true(seen > 300);
});

test('a line that changed, came or went is told with its reason', (t) => {
  const before = read('hosts/zephyrus/hardware.nix');
  const after = before
    .replace('PCI:1:0:0', 'PCI:2:0:0')
    .replace(/ {2}services\.thermald.*\n/, '')
    .replace('"kvm-intel"', '"kvm-intel"\n    "msr"');
  t.deepEqual(
    settingChanges('hardware.nix', before, after).map(
      ({ option, before: was, after: is, reason }) => [
        option,
        was,
        is,
        reason?.replace(/\..*\[/, ' ['),
      ],
    ),
    [
      [
        'boot.kernelModules',
        '[ "kvm-intel" ]',
        '[ "kvm-intel" "msr" ]',
        'The processor can run virtual machines [cpu/kvm]',
      ],
      [
        'hardware.nvidia.prime.nvidiaBusId',
        'lib.mkDefault "PCI:1:0:0"',
        'lib.mkDefault "PCI:2:0:0"',
        'Where the two GPUs sit on the PCI bus, in decimal [gpu/prime]',
      ],
      [
        'services.thermald.enable',
        'lib.mkDefault true',
        null,
        'Intel laptops throttle late and hard without it [cpu/thermald]',
      ],
    ],
  );
});

test('a comment alone is no change', (t) => {
  const before = read('hosts/yoga/default.nix');
  t.deepEqual(
    settingChanges('default.nix', before, before.replace(/^ {2}#.*$/gm, '  # other')),
    [],
  );
});
