import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { answer, explain, know, plan } from '../../../src/main.ts';
import { Capture } from '../../../src/model/capture.ts';
import { composedMachines } from '../../nix/machines/compose.ts';
import { KEY } from '../rules/builders.ts';

const ZEPHYRUS = 'hardware-discovery/zephyrus';
const LAPTOP = 'fixtures/framework-laptop';

/** A machine whose readings are those of its own kernel, not of another tool. */
const COMPOSED = 'composed';

function captureOf(folder: string): Capture {
  const [first] = folder === COMPOSED ? composedMachines() : [];
  if (first !== undefined) return first.capture;
  return Capture.parse(JSON.parse(readFileSync(join(folder, 'capture.json'), 'utf8')));
}

/** The explanation of something about a recorded machine, from its recording or from facts alone. */
async function asked(folder: string, question: string, withCapture = true) {
  const capture = captureOf(folder);
  const known = await know({ kind: 'capture', capture });
  const disk = folder === ZEPHYRUS ? { disk: '/dev/disk/by-path/pci-0000:02:00.0-nvme-1' } : {};
  const answers = await answer(known, '/nowhere', {
    host: 'example',
    layers: [{ sshKeys: [KEY], encryption: 'luks', ...disk }],
  });
  return explain(plan(known, answers), known.facts, question, {
    match: known.match,
    capture: withCapture ? capture : null,
  });
}

test('a fact is told with its readings, their words, and what follows from it', async (t) => {
  const { facts, suggestions } = await asked(ZEPHYRUS, 'cpu.vendor');
  t.deepEqual(
    facts.map(({ path, value }) => [path, value]),
    [['cpu.vendor', 'GenuineIntel']],
  );
  t.true(facts[0]?.excerpts.some(({ text }) => text.includes('GenuineIntel')));
  t.true(facts[0]?.follows.includes('hardware.cpu.intel.updateMicrocode'));
  t.false(facts[0]?.follows.includes('hardware.nvidia.open'));
  t.deepEqual(suggestions, []);
  const prefixed = await asked(ZEPHYRUS, 'facts.cpu.vendor');
  t.deepEqual(prefixed.facts, facts);
});

test('a subject gives each of its fields or devices', async (t) => {
  const { facts } = await asked(ZEPHYRUS, 'gpus');
  t.deepEqual(
    facts.map(({ path }) => path),
    ['gpus[0000:00:02.0]', 'gpus[0000:01:00.0]'],
  );
  const cpu = await asked(ZEPHYRUS, 'cpu');
  t.true(cpu.facts.some(({ path }) => path === 'cpu.model'));
  t.true(cpu.rules.some(({ id }) => id === 'cpu/microcode'));
});

test('a device is found by address, with or without its domain, by ids, and by its driver', async (t) => {
  const paths = async (question: string) =>
    (await asked(ZEPHYRUS, question)).facts.map(({ path }) => path);
  const nvidia = ['gpus[0000:01:00.0]', 'pci[0000:01:00.0]'];
  for (const question of ['0000:01:00.0', '01:00.0', '10de:24a0', '10DE:24A0']) {
    t.deepEqual(await paths(question), nvidia, question);
  }
  t.true((await paths('i915')).includes('gpus[0000:00:02.0]'));
  t.true((await paths('nvme')).includes('controllers[0000:02:00.0]'));
  const { facts } = await asked(ZEPHYRUS, '10de:24a0');
  t.true(facts.every(({ follows }) => follows.includes('hardware.nvidia.prime.nvidiaBusId')));
});

test('a fact that nothing follows from is told as that', async (t) => {
  const { facts } = await asked(ZEPHYRUS, 'cpu.cores');
  t.deepEqual(facts[0]?.follows, []);
});

test('a reading is told with the facts that it gave, and a command by its name', async (t) => {
  const { readings } = await asked(COMPOSED, '/proc/cpuinfo');
  t.deepEqual(
    readings.map(({ id, status }) => [id, status]),
    [['/proc/cpuinfo', 'ok']],
  );
  t.true(readings[0]?.facts.includes('cpu'));
  const virt = await asked(COMPOSED, 'systemd-detect-virt');
  t.is(virt.readings[0]?.id, 'command:systemd-detect-virt');
  t.true(virt.readings[0]?.facts.includes('virtualisation.kind'));
});

test('without the capture a reading is still known by the facts that name it', async (t) => {
  const { readings } = await asked(COMPOSED, '/proc/cpuinfo', false);
  t.is(readings[0]?.status, null);
  t.true((readings[0]?.facts.length ?? 0) > 0);
});

test('a name that is nothing gets the nearest, facts and readings among them', async (t) => {
  const near = async (question: string) => (await asked(COMPOSED, question)).suggestions;
  t.is((await near('cpu.vendr'))[0], 'cpu.vendor');
  t.true((await near('/proc/cpuinf')).includes('/proc/cpuinfo'));
  t.is((await near('boot.kernelModule'))[0], 'boot.kernelModules');
  t.deepEqual(await near('zzzzzzzzzz'), []);
});

test('what is not about the machine is no fact', async (t) => {
  for (const question of ['sources', 'schema', '', 'constructor', '__proto__', 'cpu.constructor']) {
    const { facts } = await asked(LAPTOP, question);
    t.deepEqual(facts, [], question);
  }
});
