import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderHost } from '../../src/emit/host.ts';
import type { DiskLayout } from '../../src/model/layout.ts';
import { DISKO_WRAPPER } from '../../src/provision/install/commands.ts';
import { planRow, type Row, rowCase } from '../plan/layout/rows.ts';
import { evaluateLayouts } from './layouts.ts';
import type { NixosTree } from './nixos-tree.ts';

/** Rows that are tried on virtual disks, each with the firmware that tries most of it. */
export const VM_ROWS: readonly [Row, 'uefi' | 'bios'][] = [
  ['A', 'uefi'],
  ['C', 'uefi'],
  ['D', 'uefi'],
  ['E', 'bios'],
  ['F', 'uefi'],
  ['G', 'bios'],
  ['I', 'bios'],
  ['M', 'uefi'],
  ['N', 'bios'],
];

/** Disks of a virtual machine are small files, and its processor is emulated. */
const VM_DISK = 16 * 2 ** 30;
const VM_MEMORY = 2 ** 30;

export interface RowScript {
  /** A row of the decision table, or `install`: what is installed in a guest. */
  row: Row | 'install';
  layout: DiskLayout;
  /** What disko would run: destroy, format and mount. */
  script: string;
}

/** The layouts of the rows on disks of 16 GiB, and the scripts that disko makes of the emitted files. */
export function rowScripts(tree: NixosTree): RowScript[] {
  const planned = vmLayouts();
  const found = evaluateLayouts(
    tree,
    planned.map(({ row, disko, layout }) => (row === 'install' ? handed(disko, layout) : disko)),
  );
  return planned.map(({ row, layout }, index) => ({
    row,
    layout,
    script: portable(found[index]?.script ?? '', row, tree),
  }));
}

/** What an install hands to disko: the committed file, in what is put around it. */
function handed(disko: string, { disks }: DiskLayout): string {
  const devices = JSON.stringify(Object.fromEntries(disks.map(({ key, device }) => [key, device])));
  const wrapper = DISKO_WRAPPER.replace('import committed', 'committed');
  return `(${wrapper}) {\n  devices = ''${devices}'';\n  committed = (\n${disko}\n  );\n}\n`;
}

/** The layouts alone, without a tree. */
export function vmLayouts(): { row: RowScript['row']; layout: DiskLayout; disko: string }[] {
  return [...rowLayouts(), installedLayout()];
}

/** What the tool itself plans in the guest of test/vm/install: two of QEMU's NVMe disks, BIOS, LUKS. */
function installedLayout(): ReturnType<typeof vmLayouts>[number] {
  const machine = rowCase('C', 'bios');
  const disks = machine.facts.disks.map((disk) => ({
    ...disk,
    sizeBytes: 12 * 2 ** 30,
    virtual: true,
  }));
  const virtualisation = { ...machine.facts.virtualisation, kind: 'kvm' };
  const facts = { ...machine.facts, disks, virtualisation };
  const uuid = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  const partitionUuids = { bios: uuid(1), esp: uuid(2), crypt: uuid(3) };
  const given = { disk: 'nvme0n1', encryption: 'luks', partitionUuids } as const;
  const { layout, host, ...plan } = planRow({ ...machine, traits: ['vm'], facts, given }, 'os');
  const files = renderHost({ ...plan, host, layout }, '');
  return { row: 'install', layout, disko: files[`hosts/${host}/disko.nix`]?.content ?? '' };
}

function rowLayouts(): ReturnType<typeof vmLayouts> {
  return VM_ROWS.map(([row, mode]) => {
    const machine = rowCase(row, mode);
    const facts = {
      ...machine.facts,
      memory: { totalBytes: VM_MEMORY, modules: [], ecc: null },
      disks: machine.facts.disks.map((disk, index) => ({
        ...disk,
        // The second disk of row C is another one, and larger.
        sizeBytes: row === 'C' && index === 1 ? 2 * VM_DISK : VM_DISK,
      })),
    };
    const plan = planRow({ ...machine, facts }, `row-${row.toLowerCase()}`);
    const disko = renderHost(plan, '')[`hosts/${plan.host}/disko.nix`]?.content ?? '';
    return { row, layout: plan.layout, disko };
  });
}

/**
 * The script without the place where the tree lies: what disko runs to take used disks apart is a
 * program of its own, which stands in $DISK_DEACTIVATE. Blank disks need none.
 */
function portable(script: string, row: RowScript['row'], tree: NixosTree): string {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's, not ours.
  const deactivate = '$BASH "${DISK_DEACTIVATE:-/dev/null}"';
  const plain = script
    .replaceAll(/\$BASH \S+\/disk-deactivate\b/g, deactivate)
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
  return [
    `# Row ${row}: what disko's library (${versionOf(tree)}) makes of the layout in ${row}.json, recorded by`,
    '# `npm run vm-rows`. disko: Copyright (c) 2018, 2019, 2022-2024 Nix community projects, MIT License.',
    plain,
    '',
  ].join('\n');
}

function versionOf({ disko }: NixosTree): string {
  const text = readFileSync(join(disko, 'version.nix'), 'utf8');
  return /version = "([0-9.]{1,20})"/.exec(text)?.[1] ?? 'version unknown';
}
