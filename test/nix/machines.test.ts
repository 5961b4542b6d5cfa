import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import test from 'ava';
import { answer, know, plan, render, renderSurroundings } from '../../src/main.ts';
import type { HostPlan } from '../../src/model/plan.ts';
import type { FileTree } from '../../src/model/tree.ts';
import { KEY } from '../plan/rules/builders.ts';
import { assertNix } from '../tools.ts';
import { type Composed, composedMachines } from './machines/compose.ts';
import { type Evaluation, evaluateHosts, openTree } from './nixos-tree.ts';

const path = process.env['PANTHER_NIXOS_TREE'];
const tree = path === undefined ? null : openTree(path);
const withTree = tree === null ? test.skip : test.serial;
if (tree === null) console.log('SKIPPED nixos-tree: PANTHER_NIXOS_TREE names no NixOS module tree');

const BATCH = 15;
const READ = [
  'boot.initrd.availableKernelModules',
  'boot.initrd.kernelModules',
  'boot.kernelModules',
  'boot.kernelParams',
  'hardware.cpu.amd.updateMicrocode',
  'hardware.cpu.intel.updateMicrocode',
  'hardware.graphics.enable',
  'services.xserver.videoDrivers',
  'hardware.nvidia.open',
  'hardware.nvidia.prime.amdgpuBusId',
  'hardware.nvidia.prime.intelBusId',
  'hardware.nvidia.prime.nvidiaBusId',
];

const machines = composedMachines();
const root = mkdtempSync(join(tmpdir(), 'panther-machines-'));
const plans = new Map<string, HostPlan>();
const found = new Map<string, Evaluation>();
test.after.always(() => rmSync(root, { recursive: true, force: true }));

function value(name: string, option: string): unknown {
  return found.get(name)?.values[`hardware.${option}`];
}

/** Emits a composed machine into the repository. */
async function emit({ name, capture, profile, guest }: Composed): Promise<string[]> {
  const known = await know({ kind: 'capture', capture });
  const wishes = {
    host: name,
    layers: [{ sshKeys: [KEY], ...(guest ? { encryption: 'none' as const } : {}) }],
  };
  let drawn = 0;
  const answers = await answer(known, root, wishes, () => {
    drawn += 1;
    return `00000000-0000-4000-8000-${String(drawn).padStart(12, '0')}`;
  });
  if (answers.profile !== profile) throw new Error(`${name} became a ${answers.profile}`);
  const made = plan(known, answers);
  plans.set(name, made);
  return put(await render({ known: null, plan: made }));
}

function put(files: FileTree): string[] {
  for (const [file, { content }] of Object.entries(files)) {
    mkdirSync(join(root, dirname(file)), { recursive: true });
    writeFileSync(join(root, file), content);
  }
  return Object.keys(files).map((file) => join(root, file));
}

function modules(name: string, ...options: string[]): string[] {
  const values = found.get(name)?.values ?? {};
  return options.flatMap((option) => (values[`boot.${option}`] ?? []) as string[]);
}

test.serial(
  'a hundred composed machines get the profile that they are, as Nix that parses',
  async (t) => {
    t.true(machines.length >= 100);
    t.is(new Set(machines.map(({ name }) => name)).size, machines.length);
    put(renderSurroundings());
    const files: string[] = [];
    for (const machine of machines) files.push(...(await emit(machine)));
    assertNix(
      t,
      files.filter((file) => file.endsWith('.nix')),
    );
  },
);

test.serial('no composed machine has a boot path that is known to be uncovered', (t) => {
  for (const { name } of machines) {
    const codes = plans.get(name)?.gaps.map(({ code }) => code) ?? ['no plan'];
    t.false(codes.includes('boot.uncovered'), name);
    t.false(codes.includes('no plan'), name);
  }
});

for (let from = 0; from < machines.length; from += BATCH) {
  const batch = machines.slice(from, from + BATCH);
  withTree(`composed machines ${from} to ${from + batch.length - 1} evaluate under NixOS`, (t) => {
    t.timeout(600_000);
    const names = batch.map(({ name }) => name);
    const results = evaluateHosts(tree as NonNullable<typeof tree>, root, names, READ);
    for (const [index, result] of results.entries()) {
      const name = names[index] as string;
      found.set(name, result);
      t.is(result.error, null, name);
      t.deepEqual(result.assertions, [], name);
      t.deepEqual(
        result.warnings.filter((warning) => warning.includes('panther.')),
        [],
        name,
      );
    }
  });
}

/** What differs from what is wanted, over all machines: one odd machine must not hide the others. */
type Difference = (name: string, what: string, actual: unknown, wanted: unknown) => void;

function everyMachine(title: string, compare: (machine: Composed, differ: Difference) => void) {
  withTree(title, (t) => {
    const differences: string[] = [];
    for (const machine of machines) {
      compare(machine, (name, what, actual, wanted) => {
        if (isDeepStrictEqual(actual, wanted)) return;
        differences.push(`${name}: ${what} is ${JSON.stringify(actual)}`);
      });
    }
    t.is(found.size, machines.length);
    t.deepEqual(differences, []);
  });
}

everyMachine('the initrd of every machine has what leads to its disk', (machine, differ) => {
  const { name, bootPath } = machine;
  const there = modules(name, 'initrd.availableKernelModules', 'initrd.kernelModules');
  const missing = bootPath.filter((module) => !there.includes(module));
  differ(name, 'what is missing', missing, []);
});

everyMachine('real processors get the fixes and the KVM of their maker', (machine, differ) => {
  const { name, cpu, guest, cppc } = machine;
  for (const maker of ['amd', 'intel']) {
    const own = !guest && cpu[0] === maker;
    differ(name, `${maker} microcode`, value(name, `cpu.${maker}.updateMicrocode`), own);
    differ(name, `${maker} KVM`, modules(name, 'kernelModules').includes(`kvm-${maker}`), own);
  }
  const chooses = modules(name, 'kernelParams').includes('amd_pstate=active');
  differ(name, 'amd_pstate', chooses, cppc && !guest);
});

everyMachine(
  'NVIDIA cards get the driver of their generation, after the initrd',
  (machine, differ) => {
    const { name, nvidia } = machine;
    const early = modules(name, 'initrd.availableKernelModules', 'initrd.kernelModules');
    differ(
      name,
      'NVIDIA in the initrd',
      early.filter((module) => /^(nvidia|nouveau)/.test(module)),
      [],
    );
    const runs = nvidia === 'open' || nvidia === 'legacy_580';
    const drivers = found.get(name)?.values['services.xserver.videoDrivers'] as
      | string[]
      | undefined;
    differ(name, 'the NVIDIA driver', drivers?.includes('nvidia'), runs);
    if (runs) differ(name, 'its open module', value(name, 'nvidia.open'), nvidia === 'open');
  },
);

everyMachine(
  'a pair of GPUs in a laptop is named by where the machine has it',
  (machine, differ) => {
    const { name, prime } = machine;
    differ(name, 'Intel', value(name, 'nvidia.prime.intelBusId'), prime?.intel ?? '');
    differ(name, 'AMD', value(name, 'nvidia.prime.amdgpuBusId'), prime?.amd ?? '');
    differ(name, 'NVIDIA', value(name, 'nvidia.prime.nvidiaBusId'), prime?.nvidia ?? '');
  },
);

everyMachine('nobody sits in front of a server or a guest', ({ name, profile }, differ) => {
  const personal = profile !== 'server' && profile !== 'vps';
  differ(name, 'desktop graphics', value(name, 'graphics.enable'), personal);
});

test('enough of the composed machines are of each kind', (t) => {
  t.true(machines.filter(({ prime }) => prime !== null).length >= 15);
  t.true(machines.filter(({ guest }) => guest).length >= 10);
  t.true(new Set(machines.map(({ bootPath }) => bootPath.join(' '))).size >= 15);
});
