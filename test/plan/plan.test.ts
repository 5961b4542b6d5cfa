import test from 'ava';
import type { GivenAnswers } from '../../src/model/answers.ts';
import type { Match } from '../../src/model/match.ts';
import { HostPlan } from '../../src/model/plan.ts';
import { answersYaml, parseAnswersYaml, settleAnswers } from '../../src/plan/answers.ts';
import { explainPlan } from '../../src/plan/explain.ts';
import { planHost } from '../../src/plan/plan.ts';
import { shippedProfiles } from '../../src/profiles/registry.ts';
import { KEY } from './rules/builders.ts';
import { machine } from './rules/machines.ts';

/** A match as profiles/ would give it for a machine of the tests. */
function matchOf(name: string): Match {
  const { profile, traits } = machine(name);
  return {
    schema: 'panther.match/1',
    profile: profile.id,
    confidence: 'high',
    ranked: [
      {
        profile: profile.id,
        score: 120,
        evidence: [
          { signal: 'sign', weight: 120, text: 'It looks like it.', facts: ['chassis.type'] },
        ],
      },
    ],
    traits: [...traits],
  };
}

function planned(name: string, given: GivenAnswers = {}, match = matchOf(name)): HostPlan {
  const { facts } = machine(name);
  const profiles = shippedProfiles();
  let drawn = 0;
  const answers = settleAnswers({
    facts,
    match,
    profiles,
    given,
    drawUuid: () => `00000000-0000-4000-8000-${String(drawn++).padStart(12, '0')}`,
  });
  const profile = profiles.find(({ id }) => id === answers.profile);
  if (profile === undefined) throw new Error('no such profile');
  return planHost({ facts, match, profile, answers });
}

const vps: GivenAnswers = { encryption: 'none', sshKeys: [KEY] };

test('a plan is a HostPlan, and the same every time', (t) => {
  for (const [name, given] of [
    ['yoga', {}],
    ['contabo', vps],
    ['hetzner', vps],
  ] as const) {
    const plan = planned(name, given);
    t.deepEqual(HostPlan.parse(JSON.parse(JSON.stringify(plan))), plan, name);
    t.is(JSON.stringify(planned(name, given)), JSON.stringify(plan), name);
  }
});

test('the profile comes with its evidence; one that was answered against the match says so', (t) => {
  const plan = planned('yoga');
  t.is(plan.profile.id, 'yoga');
  t.is(plan.profile.confidence, 'high');
  t.is(plan.profile.evidence.length, 1);
  t.is(planned('yoga', { profile: 'workstation' }).profile.confidence, 'answered');
});

test('an encrypted root is reset through its mapper, and the module knows its name', (t) => {
  const plan = planned('yoga');
  const value = (path: string) =>
    plan.settings.find(({ option }) => option.join('.') === path)?.value;
  t.is(value('panther.filesystems.impermanence.device'), plan.layout.reset.device);
  t.is(
    `/dev/mapper/${String(value('panther.filesystems.encryption.mapper'))}`,
    plan.layout.reset.device,
  );
});

test('gaps of the facts, the layout and the rules stand together, sorted', (t) => {
  const context = machine('yoga');
  const gap = { code: 'test.gap', subject: 'cpu', text: 'Something was not seen.' };
  const plan = planHost({
    facts: { ...context.facts, gaps: [gap, gap] },
    match: matchOf('yoga'),
    profile: context.profile,
    answers: planned('yoga').answers,
  });
  const codes = plan.gaps.map(({ code }) => code);
  t.is(codes.filter((code) => code === 'test.gap').length, 1);
  t.true(codes.includes('keyboard.unseen'));
  t.deepEqual(codes, [...codes].sort());
});

test('a host is explained by its profile, its disks and its modules', (t) => {
  const plan = planned('yoga');
  const whole = explainPlan(plan, machine('yoga').facts, null);
  t.is(whole.profile?.id, 'yoga');
  t.deepEqual(whole.profile?.facts, [
    { path: 'chassis.type', known: true, value: 31, readings: [], excerpts: [] },
  ]);
  t.is(whole.modules.length, plan.modules.length);
  t.true(whole.layout.some(({ name }) => name === '@persist'));
  t.deepEqual(whole.settings, []);
});

test('an option is explained by its rule, its source, the facts and their readings', (t) => {
  const plan = planned('contabo', vps);
  const { settings, override, profile } = explainPlan(
    plan,
    machine('contabo').facts,
    'boot.initrd.availableKernelModules',
  );
  t.is(profile, null);
  t.is(settings.length, 1);
  const [setting] = settings;
  t.is(setting?.rule, 'storage/boot-path');
  t.regex(setting?.source ?? '', /MODULE_DEVICE_TABLE/);
  t.is(setting?.file, `hosts/${plan.host}/hardware.nix`);
  const device = setting?.facts.find(({ path }) => path === 'pci[0000:00:05.0]');
  t.true(device?.known);
  t.deepEqual(device?.readings, ['/sys/bus/pci/devices']);
  t.deepEqual(override, [
    `boot.initrd.availableKernelModules = [ ... ]; in hosts/${plan.host}/local.nix adds elements; boot.initrd.availableKernelModules = lib.mkForce [ ... ]; replaces the list.`,
  ]);
});

test('an answer is explained by the file that holds it', (t) => {
  const plan = planned('yoga', { timeZone: 'Europe/Berlin' });
  const { settings, override } = explainPlan(plan, null, 'panther.core.base.timeZone');
  t.deepEqual(settings[0]?.facts, [
    {
      path: 'answers.timeZone',
      known: true,
      value: 'Europe/Berlin',
      readings: [`hosts/${plan.host}/answers.yaml`],
      excerpts: [],
    },
  ]);
  t.deepEqual(override, [
    `panther.core.base.timeZone = "..."; in hosts/${plan.host}/local.nix wins.`,
    `--set timeZone=... or timeZone in hosts/${plan.host}/answers.yaml gives another answer.`,
  ]);
});

test('a part of a path covers all options below it, and no neighbour', (t) => {
  const plan = planned('yoga');
  const names = (asked: string) =>
    explainPlan(plan, null, asked).settings.map(({ option }) => option);
  t.deepEqual(names('panther.core.base'), [
    'panther.core.base.keyMap',
    'panther.core.base.locale',
    'panther.core.base.timeZone',
  ]);
  t.deepEqual(names('panther.core.ba'), []);
});

test('modules, partitions and subvolumes can be asked for by name', (t) => {
  const plan = planned('yoga');
  t.is(explainPlan(plan, null, 'hardware/yoga').modules[0]?.option, 'panther.hardware.yoga.enable');
  t.is(explainPlan(plan, null, 'panther.hardware.yoga').modules[0]?.module, 'hardware/yoga');
  t.is(explainPlan(plan, null, '@home').layout[0]?.name, '@home');
  t.is(explainPlan(plan, null, 'esp').layout[0]?.name, 'esp');
});

test('what is not in the plan has no explanation', (t) => {
  const { settings, modules, layout, warnings, gaps } = explainPlan(
    planned('yoga'),
    null,
    'no.such',
  );
  t.deepEqual([settings, modules, layout, warnings, gaps], [[], [], [], [], []]);
});

test('a known hole in the way to the root ends the planning with the answer that settles it', (t) => {
  const given = { sshKeys: [KEY], encryption: 'none' as const };
  const error = t.throws(() => planned('oddController', given)) as { failure?: string };
  t.is(error.failure, 'answer');
  t.regex(String(error), /^[^\n]*sda[^\n]*--set initrdModules=NAME$/);
  const plan = planned('oddController', { ...given, initrdModules: ['odd_raid'] });
  const setting = plan.settings.find(
    ({ option }) => option.join('.') === 'boot.initrd.availableKernelModules',
  );
  t.deepEqual(setting?.value, ['odd_raid']);
  t.deepEqual(setting?.facts, ['answers.initrdModules']);
});

test('answers.yaml keeps the modules and the way to unlock that were answered', async (t) => {
  const answered = { initrdModules: ['odd_raid'], unlock: 'fido2' as const };
  const { answers } = planned('yoga', answered);
  const kept = await parseAnswersYaml(answersYaml(answers), 'answers.yaml');
  t.like(kept, answered);
  t.false(answersYaml(planned('yoga').answers).includes('initrdModules'));
});
