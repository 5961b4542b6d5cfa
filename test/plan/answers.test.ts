import test, { type ExecutionContext } from 'ava';
import type { GivenAnswers } from '../../src/model/answers.ts';
import { PantherError } from '../../src/model/errors.ts';
import type { Facts } from '../../src/model/facts.ts';
import { RULES_VERSION } from '../../src/model/rules-version.ts';
import {
  answersYaml,
  mergeGiven,
  parseAnswersYaml,
  parseSet,
  settleAnswers,
} from '../../src/plan/answers.ts';
import { shippedProfiles } from '../../src/profiles/registry.ts';
import { disk, drawing, drawn, GIB, machine, matched, PROFILES } from './layout/machine.ts';

const KEY = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'A'.repeat(43)} panther@example`;

function settle(facts: Facts, profile: string | null, given: GivenAnswers = {}) {
  return settleAnswers({
    facts,
    match: matched(profile),
    profiles: PROFILES,
    given,
    drawUuid: drawing(),
  });
}

const laptop = machine({ disks: [disk('nvme0n1')] });

test('a laptop with one disk needs no answer', (t) => {
  t.deepEqual(settle(laptop, 'yoga'), {
    schema: 'panther.answers/1',
    host: 'yoga',
    profile: 'yoga',
    user: 'panther',
    sshKeys: [],
    timeZone: 'UTC',
    locale: 'en_US.UTF-8',
    keyMap: 'us',
    stateVersion: '26.05',
    encryption: 'luks',
    hibernation: false,
    publicDiskIds: false,
    disk: '/dev/disk/by-path/pci-0000:01:00.0-nvme-1',
    disks: {},
    layout: { espSize: '1G', swapSize: null, label: 'yoga' },
    partitionUuids: { esp: drawn(1), crypt: drawn(2) },
    rules: RULES_VERSION,
  });
});

/** Refused as an answer that cannot be, in these words, with what comes near. */
function refused(t: ExecutionContext, given: GivenAnswers, words: RegExp, near: string | null) {
  const error = t.throws(() => settle(laptop, 'yoga', given), { instanceOf: PantherError });
  t.is(error?.failure, 'usage');
  t.regex(error?.message ?? '', words);
  if (near !== null) t.true(error?.message.includes(near), error?.message);
}

test('a locale that NixOS cannot build is refused, with those that come near', (t) => {
  for (const locale of ['de_DE.UTF-8', 'de_DE.utf8', 'C.UTF-8', 'hi_IN', 'sr_RS@latin']) {
    t.is(settle(laptop, 'yoga', { locale }).locale, locale);
  }
  const words = /^locale: glibc has no locale \S+ in UTF-8(; perhaps .+)?$/;
  refused(t, { locale: 'en_UK.UTF-8' }, words, 'en_DK.UTF-8');
  refused(t, { locale: 'en_US' }, words, 'en_US.UTF-8');
  refused(t, { locale: 'en_IL.UTF-8' }, words, 'en_IL');
  refused(t, { locale: 'C' }, words, 'C.UTF-8');
  refused(t, { locale: 'de_DE.ISO-8859-1' }, words, 'de_DE.UTF-8');
  refused(t, { locale: 'xx' }, words, null);
});

test('a key map that kbd does not have is refused: the passphrase would be asked for with the US layout', (t) => {
  for (const keyMap of ['us', 'de', 'lt.baltic', 'cz-qwertz', 'no']) {
    t.is(settle(laptop, 'yoga', { keyMap }).keyMap, keyMap);
  }
  const words = /^keyMap: kbd has no console key map \S+?(; perhaps .+)?$/;
  refused(t, { keyMap: 'gb' }, words, 'uk');
  refused(t, { keyMap: 'se' }, words, 'sv-latin1');
  refused(t, { keyMap: 'de-latin' }, words, 'de-latin1');
  refused(t, { keyMap: 'constructor' }, words, null);
});

test('a new server keeps what it serves, and its databases, apart; an installed one stays as it is', (t) => {
  const server = machine({ disks: [disk('sda')] });
  const wanted = (given: GivenAnswers) =>
    settleAnswers({
      facts: server,
      match: matched('server'),
      profiles: shippedProfiles(),
      given: { sshKeys: [KEY], ...given },
      drawUuid: drawing(),
    }).layout.subvolumes;
  const both = { '@srv': '/srv', '@db': '/var/lib/db' };
  t.deepEqual(wanted({}), both);
  t.deepEqual(wanted({ layout: { subvolumes: { '@db': null, '@vm': '/vm' } } }), {
    '@srv': '/srv',
    '@db': null,
    '@vm': '/vm',
  });
  t.deepEqual(
    wanted({ layout: { subvolumes: { '@web': '/srv' } } }),
    { '@db': '/var/lib/db', '@web': '/srv' },
    'no place is taken twice',
  );
  t.is(wanted({ partitionUuids: { esp: drawn(1) } }), undefined);
  t.is(settle(laptop, 'yoga').layout.subvolumes, undefined);
});

test('everything that is missing is asked for at once, each with the --set that gives it', (t) => {
  const two = machine({ disks: [disk('nvme0n1'), disk('nvme1n1')] });
  const error = t.throws(() => settle(two, 'vps'), { instanceOf: PantherError });
  t.is(error.failure, 'answer');
  t.true(error.message.includes('--set encryption=luks'));
  t.true(error.message.includes("--set sshKeys='ssh-ed25519"));
  t.true(error.message.includes('--set disk=/dev/disk/by-path/pci-0000:02:00.0-nvme-1'));
});

test('an ambiguous profile is asked for with the scores', (t) => {
  const error = t.throws(() => settle(laptop, null), { instanceOf: PantherError });
  t.is(error.failure, 'answer');
  t.true(error.message.includes('--set profile=workstation (score 10)'));
});

test('a profile that does not exist is a usage error', (t) => {
  const error = t.throws(() => settle(laptop, 'yoga', { profile: 'tower' }), {
    instanceOf: PantherError,
  });
  t.is(error.failure, 'usage');
  t.true(error.message.includes('yoga, zephyrus, workstation, server, vps'));
});

test('uuids that were drawn before are kept, and those that no layout needs too', (t) => {
  const given = { partitionUuids: { crypt: drawn(77), root: drawn(78) } };
  t.deepEqual(settle(laptop, 'yoga', given).partitionUuids, {
    esp: drawn(1),
    crypt: drawn(77),
    root: drawn(78),
  });
});

test('sizes follow the machine: NVIDIA, small disks, hibernation, servers', (t) => {
  const nvidia = {
    address: '0000:01:00.0',
    class: '0300',
    vendor: '10de',
    device: '2560',
    maker: 'nvidia',
    generation: null,
    driver: null,
  } as const;
  const layoutOf = (facts: Facts, profile: string, given: GivenAnswers = {}) =>
    settle(facts, profile, { encryption: 'luks', sshKeys: [KEY], ...given }).layout;
  t.is(layoutOf({ ...laptop, gpus: [nvidia] }, 'zephyrus').espSize, '2G');
  t.is(layoutOf(laptop, 'yoga', { hibernation: true }).swapSize, '16G');
  t.is(layoutOf(laptop, 'server').swapSize, '4G');
  const tiny = machine({
    memory: { totalBytes: GIB, modules: [], ecc: null },
    disks: [disk('sda', { sizeBytes: 20 * GIB })],
  });
  t.like(layoutOf(tiny, 'vps'), { espSize: '512M', swapSize: '2G' });
});

test('a spinning system disk gets a swap partition, a virtual one that claims to spin does not', (t) => {
  const spinning = { transport: 'sata', rotational: true } as const;
  const hdd = machine({ disks: [disk('sda', spinning)] });
  const virtual = machine({ disks: [disk('sda', { ...spinning, virtual: true })] });
  t.is(settle(hdd, 'workstation').layout.swapSize, '4G');
  t.is(settle(virtual, 'workstation').layout.swapSize, null);
});

test('answers.yaml is read back as the answers that it was written from', async (t) => {
  const facts = machine({ disks: [disk('nvme0n1'), disk('nvme1n1')] });
  const answers = settle(facts, 'server', {
    disk: 'nvme0n1',
    sshKeys: [`${KEY} #1: it's`, KEY],
    keyMap: 'no',
    disks: { nvme1n1: 'data' },
  });
  const text = answersYaml(answers);
  t.deepEqual(await parseAnswersYaml(text, 'answers.yaml'), answers);
  const again = settleAnswers({
    facts,
    match: matched('server'),
    profiles: PROFILES,
    given: await parseAnswersYaml(text, 'answers.yaml'),
    drawUuid: () => t.fail() as never,
  });
  t.is(answersYaml(again), text);
});

test('a re-run finds the disk by its link when kernel names have swapped', (t) => {
  const before = machine({ disks: [disk('nvme0n1'), disk('nvme1n1')] });
  const given = settle(before, 'yoga', { disk: 'nvme0n1', disks: { nvme1n1: 'untouched' } });
  const [first, second] = before.disks;
  if (!first || !second) return t.fail();
  const after = machine({
    disks: [
      { ...second, name: 'nvme0n1' },
      { ...first, name: 'nvme1n1' },
    ],
  });
  return t.deepEqual(settle(after, 'yoga', given), given);
});

test('what --set gives holds over files, key by key', (t) => {
  const merged = mergeGiven(
    { user: 'anna', layout: { espSize: '1G', label: 'old' }, disks: { sda: 'data', sdb: 'data' } },
    parseSet(['layout.label=new', 'disks.sda=untouched']),
  );
  t.deepEqual(merged.layout, { espSize: '1G', label: 'new' });
  t.is(merged.user, 'anna');
  t.deepEqual(Object.entries(merged.disks ?? {}), [
    ['sdb', 'data'],
    ['sda', 'untouched'],
  ]);
});
