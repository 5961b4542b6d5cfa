import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { failsInOneLine, place, recorded, run, succeeds, VPS_ANSWERS } from './run.ts';

const YOGA = ['--from', recorded('yoga')];
const CONTABO = ['--from', recorded('contabo-vps'), ...VPS_ANSWERS];

const questions: readonly (readonly [
  asked: string,
  machine: readonly string[],
  answers: RegExp[],
])[] = [
  ['profile', YOGA, [/^ {2}\+120 {2}Lenovo names it a Yoga/m, /next: profile /, /smbios\./]],
  ['core/boot', YOGA, [/panther\.core\.boot\.firmware = "uefi"/, /switches the module off/]],
  ['boot.kernelModules', YOGA, [/rule cpu\/kvm/, /hardware\.cpu\[0\]\.vendor_name: AuthenticAMD/]],
  ['fileSystems."/home"', YOGA, [/subvolume @home/]],
  ['/dev/mapper/yoga-crypt', YOGA, [/container yoga-crypt/, /--set encryption=/]],
  ['swap', YOGA, [/zram/, /answers\.layout\.swapSize/]],
  ['/var/lib/bluetooth', YOGA, [/while hardware\.bluetooth\.enable is set; here by rule/]],
  ['/home/someone', YOGA, [/kept by subvolume @home/]],
  ['/var/lib/docker', YOGA, [/nothing in this plan sets it/]],
  ['encryption', YOGA, [/answers\.encryption: "luks"/, /decides .*encryption\.mapper/]],
  ['gpu/prime', YOGA, [/It sets nothing in this plan/]],
  ['layout.destroys', YOGA, [/An install destroys/, /disks\[nvme0n1\]\.holds/]],
  ['virtio_scsi', CONTABO, [/storage\/boot-path/, /storage_controller\[1\].*1af4/]],
  ['gaps', YOGA, [/^--- panther-discover gaps/m, /not known: .*\[keyboard\.unseen\]/]],
];

for (const [asked, machine, answers] of questions) {
  test(`explain ${asked} says what it is and where it comes from`, async (t) => {
    const ran = await run(await place(t), ['explain', asked, ...machine]);
    succeeds(t, ran);
    for (const answer of answers) t.regex(ran.stdout, answer);
  });
}

test('explain without an argument: profile, runner-up, modules, disks and what was decided', async (t) => {
  const { stdout } = await run(await place(t), ['explain', ...YOGA]);
  for (const part of [/profile yoga/, /next: profile/, /core\/boot/, /disk main/, /choice boot/]) {
    t.regex(stdout, part);
  }
});

test('what is not there ends with the nearest that is', async (t) => {
  const asked = 'hardware.cpu.amd.updateMicrocod';
  const ran = await run(await place(t), ['explain', asked, ...YOGA]);
  failsInOneLine(t, ran, 1, 'nearest: hardware.cpu.amd.updateMicrocode');
});

test('facts give no words of a reading, and a plan no facts', async (t) => {
  const where = await place(t);
  const facts = await run(where, ['explain', 'cpu/kvm', '--from', recorded('yoga', 'facts.json')]);
  t.regex(facts.stdout, /cpu\.vendor: "AuthenticAMD"\n {4}read from import:nixos-facter\n/);
  const { plan } = JSON.parse((await run(where, ['--dry-run', '--json', ...YOGA])).stdout);
  await writeFile(join(where.work, 'plan.json'), JSON.stringify(plan));
  const planned = await run(where, ['explain', 'cpu/kvm', '--from', 'plan.json']);
  t.regex(planned.stdout, /cpu\.vendor: not known here/);
});

test('what a reading holds does not act on the terminal', async (t) => {
  const where = await place(t);
  const text = await readFile(recorded('yoga'), 'utf8');
  const hostile = text.replaceAll('LENOVO', 'LENOVO\\u001b[2J\\u009b31m');
  t.not(hostile, text);
  await writeFile(join(where.work, 'capture.json'), hostile);
  for (const flags of [[], ['--json']]) {
    const asked = [
      'explain',
      'profile',
      '--host',
      'yoga',
      '--set',
      'profile=yoga',
      '--from',
      'capture.json',
      ...flags,
    ];
    const { stdout, stderr } = await run(where, asked);
    t.regex(stdout, /LENOVO(\?|\\u001b)\[2J/, 'the words of the reading are shown');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not pass.
    t.notRegex(stdout + stderr, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  }
});
