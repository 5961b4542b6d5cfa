import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'ava';
import { table } from '../../src/assets/read.ts';
import { blankObservation } from '../../src/discover/observation.ts';
import { answer, match, plan, render } from '../../src/main.ts';
import type { Facts } from '../../src/model/facts.ts';
import { disk, facts, gpu, pci, subject } from '../plan/rules/builders.ts';
import { evaluateHosts, type NixosTree, openTree } from './nixos-tree.ts';

const path = process.env['PANTHER_NIXOS_TREE'];
const tree: NixosTree | null = path === undefined ? null : openTree(path);
const withTree = tree === null ? test.skip : test.serial;
if (tree === null) console.log('SKIPPED nixos-tree: PANTHER_NIXOS_TREE names no NixOS module tree');

interface Row {
  module: string;
  vendor: string;
  names?: string[];
  types?: string[];
  boards?: string[];
  cpu: 'intel' | 'amd';
  nvidia?: boolean;
}

/** A laptop that the row fits, whose GPUs sit elsewhere than usual. */
function machineOf({ vendor, names, types, boards, cpu, nvidia }: Row): Facts {
  const integrated = gpu('0000:05:00.0', cpu, cpu === 'intel' ? 'alder-lake' : 'rdna2');
  return facts({
    identity: {
      ...blankObservation().identity,
      vendor,
      product: types?.[0] ?? names?.[0] ?? null,
      version: names?.[0] ?? null,
      boardName: boards?.[0] ?? null,
    },
    chassis: subject('chassis', { type: 10, form: 'laptop' }),
    cpu: subject('cpu', { vendor: cpu === 'intel' ? 'GenuineIntel' : 'AuthenticAMD' }),
    memory: subject('memory', { totalBytes: 32e9 }),
    firmware: subject('firmware', { mode: 'uefi', width: 64 }),
    virtualisation: subject('virtualisation', { kind: 'none' }),
    gpus: nvidia ? [integrated, gpu('0000:06:00.0', 'nvidia', 'ampere')] : [integrated],
    pci: [pci('0000:02:00.0', '010802', '144d:a80a', 'nvme')],
    disks: [disk('nvme0n1', 'nvme', { controller: '0000:02:00.0' })],
  });
}

const rows = (table('nixos-hardware') as { exact: Row[] }).exact;
const hostOf = (module: string): string => module.toLowerCase();

async function writeHosts(root: string): Promise<void> {
  for (const part of ['lib', 'modules', 'home'])
    cpSync(part, join(root, part), { recursive: true });
  cpSync('src/emit/repository/flake.nix', join(root, 'flake.nix'));
  for (const row of rows) {
    const machine = machineOf(row);
    const matched = match(machine);
    const known = { capture: null, facts: machine, recorded: machine, match: matched };
    const profile = matched.profile ?? 'workstation';
    const given = [{ host: hostOf(row.module), profile, encryption: 'luks' as const }];
    const keys = { sshKeys: [`ssh-ed25519 ${'A'.repeat(68)} test`] };
    const wishes = { host: hostOf(row.module), layers: [...given, keys], own: true };
    let drawn = 0;
    const answers = await answer(known, root, wishes, () => {
      drawn += 1;
      return `00000000-0000-4000-8000-${String(drawn).padStart(12, '0')}`;
    });
    const files = await render({ known: null, plan: plan(known, answers) });
    for (const [file, { content }] of Object.entries(files)) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), content);
    }
  }
}

withTree('every model that imports from nixos-hardware evaluates beside PantherOS', async (t) => {
  t.timeout(1_800_000);
  if (tree === null || tree.nixosHardware === null) {
    t.fail('no nixos-hardware beside the tree');
    return;
  }
  const root = mkdtempSync(join(tmpdir(), 'panther-models-'));
  t.teardown(() => rmSync(root, { recursive: true, force: true }));
  await writeHosts(root);
  const get = [
    'hardware.nvidia.prime.nvidiaBusId',
    'hardware.cpu.amd.updateMicrocode',
    'hardware.cpu.intel.updateMicrocode',
  ];
  const wrong: string[] = [];
  for (let at = 0; at < rows.length; at += 20) {
    const batch = rows.slice(at, at + 20);
    const found = evaluateHosts(
      tree,
      root,
      batch.map(({ module }) => hostOf(module)),
      get,
    );
    for (const [index, { error, assertions, values }] of found.entries()) {
      const { module, cpu, nvidia } = batch[index] as Row;
      const other = cpu === 'intel' ? 'amd' : 'intel';
      if (error !== null) wrong.push(`${module}: ${error.split('\n').slice(0, 3).join(' ')}`);
      wrong.push(...assertions.map((message) => `${module}: ${message}`));
      if (values[`hardware.cpu.${other}.updateMicrocode`]) wrong.push(`${module}: crosses makers`);
      const bus = values['hardware.nvidia.prime.nvidiaBusId'];
      if (nvidia && error === null && bus !== 'PCI:6:0:0') wrong.push(`${module}: ${bus}`);
    }
  }
  t.deepEqual(wrong, []);
});
