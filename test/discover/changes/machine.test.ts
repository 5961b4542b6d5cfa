import test from 'ava';
import { compareHardware } from '../../../src/discover/changes/changes.ts';
import type { Facts } from '../../../src/model/facts.ts';
import type { PciDevice } from '../../../src/model/hardware.ts';
import { changedMachine, recordedMachine, sentences, told } from './machines.ts';

const machine = recordedMachine();
const FIVE = ['contabo-vps', 'hetzner-vps', 'ovh-vps', 'yoga', 'zephyrus'];

test('a machine that was recorded twice did not change', (t) => {
  for (const host of FIVE) {
    const path = `hardware-discovery/${host}/capture.json`;
    t.deepEqual(sentences(compareHardware(recordedMachine(path), recordedMachine(path))), []);
  }
});

test('two of the machines are two, whatever their keys are', (t) => {
  for (const host of FIVE.filter((name) => name !== 'zephyrus')) {
    const other = recordedMachine(`hardware-discovery/${host}/capture.json`);
    t.is(compareHardware(machine, other).machine, 'different', host);
  }
});

test('a newer BIOS is an update, an older one goes back, and one of another board is another', (t) => {
  const update = (date: string, board?: string) => (facts: Facts) => {
    Object.assign(facts.identity, { biosVersion: 'GU603ZW.320', biosDate: date });
    if (board !== undefined) facts.identity.boardName = board;
  };
  t.deepEqual(told(machine, update('05/01/2024')), [
    'BIOS updated from GU603ZW.311 to GU603ZW.320',
  ]);
  t.deepEqual(told(machine, update('05/01/2021')), [
    'BIOS went back from GU603ZW.311 to GU603ZW.320',
  ]);
  t.true(
    told(machine, update('05/01/2024', 'other')).includes(
      'BIOS changed from GU603ZW.311 to GU603ZW.320',
    ),
  );
});

test('BIOS to UEFI, Secure Boot and a TPM are told in these words', (t) => {
  const bios = changedMachine(machine, (facts) => {
    Object.assign(facts.firmware, { mode: 'bios', secureBoot: 'off', tpm: 'none' });
  });
  const said = told(bios, (facts) => {
    Object.assign(facts.firmware, { mode: 'uefi', secureBoot: 'on', tpm: '2.0' });
  });
  t.deepEqual(said, [
    'Firmware mode changed from BIOS to UEFI: it starts in another way, and needs another boot loader',
    'Secure Boot: on, was off',
    'A TPM 2.0 appeared',
  ]);
});

test('what only one recording tells is no change of the hardware', (t) => {
  const { changes } = compareHardware(
    machine,
    changedMachine(machine, (facts) => {
      facts.firmware.tpm = '2.0';
      facts.usb = [];
      for (const path of Object.keys(facts.sources)) {
        if (path.startsWith('usb')) delete facts.sources[path];
      }
    }),
  );
  t.deepEqual(
    changes.map(({ scope, change }) => `${scope} ${change}`),
    ['system value', 'system sight'],
  );
});

test('a memory module more is told with what there is now', (t) => {
  const said = told(machine, (facts) => {
    facts.memory.modules.push({
      sizeBytes: 16 * 2 ** 30,
      type: 'DDR5',
      speedMts: 4800,
      formFactor: 'SODIMM',
    });
  });
  t.deepEqual(said, [
    '16 GiB of memory added: 40 GiB before, 56 GiB now',
    'Memory module added: DDR5 SODIMM, 16 GiB',
  ]);
});

test('memory that a kernel or the graphics keeps is no change', (t) => {
  const usable = changedMachine(machine, (facts) => {
    facts.memory = { ...facts.memory, modules: [], totalBytes: 40_000_000_000 };
  });
  const having = (totalBytes: number) => (facts: Facts) => {
    facts.memory.totalBytes = totalBytes;
  };
  t.deepEqual(told(usable, having(39_800_000_000)), []);
  t.deepEqual(told(usable, having(60_000_000_000)), [
    '18.6 GiB of memory added: 37.3 GiB before, 55.9 GiB now',
  ]);
});

test('a graphics card is one change, and the buses that it shifts are told where they matter', (t) => {
  const said = told(machine, (facts) => {
    const nvidia = facts.pci.find(({ address }) => address === '0000:01:00.0') as PciDevice;
    const sound = facts.pci.find(({ address }) => address === '0000:01:00.1') as PciDevice;
    for (const device of [nvidia, sound]) {
      const address = device.address.replace(':01:', ':60:');
      facts.pci.push({ ...device, address, device: '2684' });
    }
    for (const device of facts.pci) {
      if (device.address === '0000:2e:00.0') device.address = '0000:2f:00.0';
      else if (device.address === '0000:2f:00.0') device.address = '0000:30:00.0';
    }
    for (const nic of facts.network) {
      if (nic.device === '0000:2e:00.0') nic.device = '0000:2f:00.0';
    }
    facts.gpus.push({
      ...(facts.gpus[1] as Facts['gpus'][number]),
      address: '0000:60:00.0',
      device: '2684',
      generation: 'ada',
    });
  });
  t.deepEqual(said, [
    'Network card moved: wired, 10ec:8125 is at 0000:2f:00.0, was at 0000:2e:00.0',
    'Storage controller moved: memory cards (SDHCI), 17a0:9755 is at 0000:30:00.0, was at 0000:2f:00.0',
    'GPU added: NVIDIA ada, 10de:2684 at 0000:60:00.0, with 1 further function',
  ]);
});

test('a device at another socket moved; a mouse that is plugged in is not the hardware', (t) => {
  const { changes } = compareHardware(
    machine,
    changedMachine(machine, (facts) => {
      const camera = facts.usb.find(({ path }) => path === '3-8');
      if (camera !== undefined) camera.path = '1-2';
      for (const one of facts.cameras) one.device = '1-2';
      facts.usb.push({
        path: '3-2',
        vendor: '046d',
        product: 'c52b',
        name: 'Mouse',
        interfaces: [],
      });
    }),
  );
  t.deepEqual(
    changes.map(({ scope, change }) => `${scope} ${change}`),
    ['hardware moved', 'plugged added'],
  );
});

test('a battery that wears is told by what it still holds, and not by a point or two', (t) => {
  const worn = (healthPercent: number) => (facts: Facts) => {
    for (const battery of facts.power.batteries) battery.healthPercent = healthPercent;
  };
  t.deepEqual(told(machine, worn(79)), []);
  t.deepEqual(told(machine, worn(62)), [
    'Battery BAT0 is worn: it holds 62 % of what it was made for, was 81 %',
  ]);
});

test('the order is the same, whichever way the lists come', (t) => {
  const other = recordedMachine('hardware-discovery/yoga/capture.json');
  const plain = sentences(compareHardware(machine, other));
  t.deepEqual(sentences(compareHardware(machine, structuredClone(other))), plain);
  t.is(new Set(plain).size > 30, true);
});
