import test from 'ava';
import fc from 'fast-check';
import { PantherError } from '../../src/model/errors.ts';
import { parseAnswersYaml, parseSet } from '../../src/plan/answers.ts';

const [A, B, C] = ['A', 'B', 'C'].map((letter) => letter.repeat(68));

test('--set takes dotted keys, booleans, lists and "none"', (t) => {
  t.deepEqual(
    parseSet([
      'layout.espSize=2G',
      'layout.swapSize=none',
      'disks.nvme1n1=data',
      'disks./dev/disk/by-path/pci-0000:03:00.0-nvme-1=untouched',
      'hibernation=true',
      `sshKeys=ssh-ed25519 ${A} a, b,ssh-rsa ${B}`,
      `sshKeys=ssh-ed25519 ${C}`,
    ]),
    {
      layout: { espSize: '2G', swapSize: null },
      disks: {
        nvme1n1: 'data',
        '/dev/disk/by-path/pci-0000:03:00.0-nvme-1': 'untouched',
      },
      hibernation: true,
      sshKeys: [`ssh-ed25519 ${A} a, b`, `ssh-rsa ${B}`, `ssh-ed25519 ${C}`],
    },
  );
});

for (const [pair, wanted] of [
  ['colour=red', 'no such key; the keys are host, profile,'],
  ['novalue', 'should be key=value'],
  ['=x', 'should be key=value'],
  ['hibernation=maybe', 'should be true or false'],
  ['host=Bad Host', 'should be a host name'],
  ['layout.espSize=big', 'should be a size such as 512M'],
  ['user=root;rm', 'should be a user name'],
  ['timeZone=Mars/X', 'should be a time zone such as Europe/Berlin'],
  ['timeZone=europe/berlin', 'should be a time zone such as Europe/Berlin, spelled like that'],
  ['timeZone=Europe/berlin', 'should be a time zone such as Europe/Berlin, spelled like that'],
  ['disks.__proto__=data', 'should name a disk'],
  ['disks.=data', 'should name a disk'],
  ['user=root', 'should be a user name other than root'],
  ['sshKeys=nonsense', 'should be an OpenSSH public key'],
  ['encryption=rot13', '--set encryption:'],
  ['__proto__.x=1', 'no such key'],
] as const) {
  test(`--set ${pair} is refused in one line`, (t) => {
    const error = t.throws(() => parseSet([pair]), { instanceOf: PantherError });
    t.is(error.failure, 'usage');
    t.true(error.message.includes(wanted), error.message);
    t.false(error.message.includes('\n'));
  });
}

test('--set survives any input', (t) => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 4 }), (pairs) => {
      try {
        parseSet(pairs);
      } catch (error) {
        t.true(error instanceof PantherError && !error.message.includes('\n'));
      }
    }),
    { seed: 26, numRuns: 300 },
  );
  t.pass();
});

for (const [name, text, wanted] of [
  [
    'a wrong value',
    'user: panther\n\nlayout:\n  espSize: big\n',
    'a.yaml:4: layout.espSize: should be a size',
  ],
  ['an unknown key', 'user: panther\ncolour: red\n', 'a.yaml:2: colour: no such key'],
  ['broken YAML', 'user: anna\nuser: berta\n', 'a.yaml:2: not valid YAML: '],
  ['a list', '- 1\n', 'a.yaml: the file: '],
  ['a newer schema', 'schema: panther.answers/9\n', 'a.yaml: schema: this tool reads'],
  [
    'a key that is no public key',
    'sshKeys:\n  - ok\n',
    'a.yaml:2: sshKeys.0: should be an OpenSSH',
  ],
] as const) {
  test(`${name} in an answers file is named with its line`, async (t) => {
    const error = await t.throwsAsync(parseAnswersYaml(text, 'a.yaml'), {
      instanceOf: PantherError,
    });
    t.is(error.failure, 'input');
    t.true(error.message.startsWith(wanted), error.message);
    t.false(error.message.includes('\n'));
  });
}

test('an empty answers file says nothing', async (t) => {
  t.deepEqual(await parseAnswersYaml('', 'a.yaml'), {});
  t.deepEqual(await parseAnswersYaml('# nothing yet\n', 'a.yaml'), {});
});

test('a billion laughs are not laughed', async (t) => {
  const lines = ['a: &a [x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 9; level += 1) {
    const below = `*${String.fromCharCode(96 + level)}`;
    const name = String.fromCharCode(97 + level);
    lines.push(`${name}: &${name} [${Array(9).fill(below).join(', ')}]`);
  }
  const error = await t.throwsAsync(parseAnswersYaml(lines.join('\n'), 'a.yaml'));
  t.true(error instanceof PantherError);
});

test('an answers file survives any text', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 80 }), async (text) => {
      try {
        await parseAnswersYaml(text, 'a.yaml');
      } catch (error) {
        t.true(error instanceof PantherError, String(error));
      }
    }),
    { seed: 26, numRuns: 200 },
  );
  t.pass();
});

test('modules for the initrd are a list by commas or repeated, of names that can be modules', async (t) => {
  const given = parseSet([
    'initrdModules=megaraid_sas, mpt3sas',
    'initrdModules=vmd',
    'unlock=fido2',
  ]);
  t.deepEqual(given, { initrdModules: ['megaraid_sas', 'mpt3sas', 'vmd'], unlock: 'fido2' });
  const text = 'initrdModules: [megaraid_sas]\nunlock: usb-keyboard\n';
  t.deepEqual(await parseAnswersYaml(text, 'a.yaml'), {
    initrdModules: ['megaraid_sas'],
    unlock: 'usb-keyboard',
  });
  for (const bad of ['initrdModules=a b', 'initrdModules=$(x)', 'unlock=shout']) {
    t.throws(() => parseSet([bad]), { instanceOf: PantherError, message: /^--set [^\n]+$/ }, bad);
  }
});

test('a time zone may have any name that the database knows, aliases too', (t) => {
  for (const timeZone of [
    'UTC',
    'Europe/Berlin',
    'Asia/Kolkata',
    'America/Port_of_Spain',
    'GB-Eire',
  ])
    t.is(parseSet([`timeZone=${timeZone}`]).timeZone, timeZone);
});

test('a file that holds itself is refused', async (t) => {
  await t.throwsAsync(parseAnswersYaml('a: &x\n  b: *x\n', 'file'), { message: /^file:/ });
});

test('a key that a record would lose is told with its line', async (t) => {
  for (const [text, where] of [
    ['disks:\n  __proto__: data\n', '2: disks.__proto__'],
    ['layout:\n  subvolumes:\n    __proto__: /x\n', '3: layout.subvolumes.__proto__'],
    ['__proto__:\n  user: x\n', '2: __proto__'],
  ] as const)
    await t.throwsAsync(parseAnswersYaml(text, 'file'), { message: `file:${where}: no such key` });
});
