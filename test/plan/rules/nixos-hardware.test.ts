import test from 'ava';
import { exactModel, nearestModel } from '../../../src/plan/rules/nixos-hardware.ts';
import type { RuleContext } from '../../../src/plan/rules/rule.ts';
import { gpu } from './builders.ts';
import { machine } from './machines.ts';

const thinkpad = machine('oldLaptop');

function with_(known: Partial<RuleContext['facts']['identity']>, vendor: string, nvidia: boolean) {
  const facts = {
    ...thinkpad.facts,
    identity: { ...thinkpad.facts.identity, vendor: null, version: null, ...known },
    cpu: { ...thinkpad.facts.cpu, vendor },
    gpus: nvidia ? [gpu('0000:01:00.0', 'nvidia', 'ampere')] : [],
  };
  return { ...thinkpad, facts };
}

const moduleOf = (context: RuleContext): string | undefined =>
  exactModel.apply(context).imports?.[0]?.module;

test('a ThinkPad is known by its version, whatever its letter case', (t) => {
  t.is(moduleOf(thinkpad), 'lenovo-thinkpad-t430');
  const shouted = with_({ vendor: 'LENOVO', version: 'THINKPAD T430' }, 'GenuineIntel', false);
  t.is(moduleOf(shouted), 'lenovo-thinkpad-t430');
});

test('a name that only begins like a model is none', (t) => {
  for (const version of ['ThinkPad T430s', 'ThinkPad T430 x', 'ThinkPad']) {
    t.is(moduleOf(with_({ vendor: 'LENOVO', version }, 'GenuineIntel', false)), undefined);
  }
});

test('a module never crosses processor makers', (t) => {
  const gen1 = { vendor: 'LENOVO', version: 'ThinkPad T14 Gen 1' };
  t.is(moduleOf(with_(gen1, 'AuthenticAMD', false)), 'lenovo-thinkpad-t14-amd-gen1');
  t.is(moduleOf(with_(gen1, 'GenuineIntel', false)), 'lenovo-thinkpad-t14-intel-gen1');
  t.is(moduleOf(with_(gen1, 'GenuineIntel', true)), undefined);
  const l13 = { vendor: 'LENOVO', product: '21AD001MGE', version: 'ThinkPad L13 Yoga Gen 2a' };
  t.is(moduleOf(with_(l13, 'AuthenticAMD', false)), undefined);
});

test('a Lenovo is known by its machine type, a Zephyrus by its board', (t) => {
  const slim = { vendor: 'LENOVO', product: '82TL0001GE' };
  t.is(moduleOf(with_(slim, 'AuthenticAMD', true)), 'lenovo-yoga-7-14ARH7-nvidia');
  const ga402 = { vendor: 'ASUSTeK COMPUTER INC.', boardName: 'GA402XV' };
  t.is(moduleOf(with_(ga402, 'AuthenticAMD', true)), 'asus-zephyrus-ga402x-nvidia');
});

test('a sibling is named as the nearest, and nothing of it is imported', (t) => {
  const zephyrus = machine('zephyrus');
  t.is(moduleOf(zephyrus), undefined);
  t.regex(nearestModel.apply(zephyrus).gaps?.[0]?.text ?? '', /asus-zephyrus-gu603h/);
  t.is(nearestModel.apply(thinkpad).gaps, undefined);
});
