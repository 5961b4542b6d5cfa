import test from 'ava';
import { readFacts } from '../../src/discover/facts/facts.ts';
import type { Facts } from '../../src/model/facts.ts';
import { bootFirmware } from '../../src/plan/boot-firmware.ts';

function machine(architecture: string | null, mode: Facts['firmware']['mode']): Facts {
  const facts = readFacts({
    schema: 'panther.capture/1',
    recordedBy: 'test',
    origin: 'recorded',
    redacted: true,
    readings: {},
  });
  return {
    ...facts,
    platform: { ...facts.platform, architecture },
    firmware: { ...facts.firmware, mode },
  };
}

test('firmware that was seen is what starts the system', (t) => {
  t.is(bootFirmware(machine('x86_64', 'bios')), 'bios');
  t.is(bootFirmware(machine('aarch64', 'uefi')), 'uefi');
});

test('an Arm machine has no BIOS, so unknown firmware is UEFI there and nowhere else', (t) => {
  t.is(bootFirmware(machine('aarch64', null)), 'uefi');
  t.is(bootFirmware(machine('x86_64', null)), null);
  t.is(bootFirmware(machine(null, null)), null);
});
