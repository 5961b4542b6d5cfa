import { existsSync, readFileSync } from 'node:fs';
import test from 'ava';
import { profileSources } from '../../src/assets/read.ts';
import { Profile } from '../../src/model/profile.ts';
import { PROFILE_IDS } from '../../src/model/profile-ids.ts';
import { factsIn, patternsIn } from '../../src/profiles/condition.ts';
import { shippedProfiles } from '../../src/profiles/registry.ts';
import { machine } from './machine.ts';

test('the profiles that the tool promises are there, sorted', (t) => {
  t.deepEqual(
    shippedProfiles().map((profile) => profile.id),
    [...PROFILE_IDS].sort(),
  );
});

for (const profile of shippedProfiles()) {
  test(`${profile.id} is valid, says nothing more, and stands in the folder of its id`, (t) => {
    t.deepEqual(Profile.parse(profile), profile);
    t.deepEqual(profileSources()[profile.id], profile);
  });

  test(`${profile.id} has signals that are unique, weigh something and speak for it`, (t) => {
    const ids = profile.signals.map((signal) => signal.id);
    t.deepEqual(ids, [...new Set(ids)]);
    t.true(profile.signals.every((signal) => signal.weight !== 0));
    t.true(profile.signals.some((signal) => signal.weight > 0));
    t.true(profile.signals.some((signal) => signal.weight < 0));
  });

  test(`${profile.id} asks only for facts that there are`, (t) => {
    const facts: Record<string, unknown> = machine();
    for (const path of profile.signals.flatMap((signal) => factsIn(signal.when))) {
      const [subject = '', field] = path.split('.');
      t.true(Object.hasOwn(facts, subject), path);
      if (field !== undefined) t.true(Object.hasOwn(facts[subject] as object, field), path);
    }
  });

  test(`${profile.id} has patterns that compile and take no time on hostile text`, (t) => {
    const hostile = ['a'.repeat(512), ' '.repeat(512), 'GA401'.repeat(100), '_-.'.repeat(170)];
    for (const source of profile.signals.flatMap((signal) => patternsIn(signal.when))) {
      const pattern = new RegExp(source, 'i');
      const started = performance.now();
      for (const text of hostile) pattern.test(text);
      t.true(performance.now() - started < 200, source);
    }
  });

  test(`${profile.id} switches on modules that exist, each once and with a reason`, (t) => {
    const names = profile.modules.map(({ module }) => module);
    t.deepEqual(names, [...new Set(names)]);
    for (const { module, reason } of profile.modules) {
      const there =
        existsSync(`modules/nixos/${module}.nix`) ||
        existsSync(`modules/nixos/${module}/default.nix`);
      t.true(there, module);
      t.regex(reason, /^[A-Z].*\.$/);
    }
  });

  test(`${profile.id} has a readme that says what selects it and what is unproven`, (t) => {
    const text = readFileSync(`src/profiles/${profile.id}/readme.md`, 'utf8');
    for (const part of [
      'What selects it',
      'What speaks against it',
      'What it switches on',
      'Unproven',
    ]) {
      t.true(text.includes(part), part);
    }
  });
}
