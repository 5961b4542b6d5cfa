import test from 'ava';
import { PantherError } from '../../../src/model/errors.ts';
import type { Setting } from '../../../src/model/plan.ts';
import { checkSettings } from '../../../src/plan/layout/check-settings.ts';
import { facts, subject } from '../rules/builders.ts';

const TPM2 = 'panther.filesystems.encryption.tpm2';
const PIN = 'panther.filesystems.encryption.tpm2Pin';
const HIBERNATION = 'panther.filesystems.optimization.hibernation';

function settings(values: Readonly<Record<string, boolean>>): Setting[] {
  return Object.entries(values).map(([option, value]) => ({
    option: option.split('.'),
    value,
    priority: 'default',
    merge: 'unique',
    part: 'host',
    rule: 'test/rule',
    reason: 'Test.',
    facts: [],
  }));
}

const machine = (tpm: '2.0' | '1.2' | 'none' | null, secureBoot: 'on' | 'off') =>
  facts({ firmware: subject('firmware', { mode: 'uefi', tpm, secureBoot }) });

test('a TPM that is not there unlocks nothing', (t) => {
  for (const tpm of [null, 'none', '1.2'] as const) {
    const error = t.throws(() => checkSettings(settings({ [TPM2]: true }), machine(tpm, 'on')), {
      instanceOf: PantherError,
      message: /none of version 2\.0 was seen/,
    });
    t.is(error?.failure, 'refused');
  }
  t.notThrows(() => checkSettings(settings({ [TPM2]: true }), machine('2.0', 'off')));
});

test('a TPM without a PIN needs Secure Boot', (t) => {
  const pinless = settings({ [TPM2]: true, [PIN]: false });
  t.throws(() => checkSettings(pinless, machine('2.0', 'off')), {
    message: /gives the key to whoever starts the machine/,
  });
  t.notThrows(() => checkSettings(pinless, machine('2.0', 'on')));
});

test('hibernation and a kernel image that is protected exclude each other', (t) => {
  const both = settings({ [HIBERNATION]: true, 'security.protectKernelImage': true });
  t.throws(() => checkSettings(both, machine('2.0', 'on')), { message: /protectKernelImage/ });
  t.notThrows(() => checkSettings(settings({ [HIBERNATION]: true }), machine('2.0', 'on')));
});
