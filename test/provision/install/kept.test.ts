import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { refuseKept } from '../../../src/provision/install/kept.ts';
import { mountsOf, swapFilesOf } from '../../../src/provision/install/layout-parts.ts';
import { planRow, type Row, rowCase } from '../../plan/layout/rows.ts';

/** A folder that has what a layout has when it was just made. */
function fresh(t: ExecutionContext, row: Row) {
  const { layout } = planRow(rowCase(row, 'uefi'));
  const root = mkdtempSync(join(tmpdir(), 'panther-kept-'));
  t.teardown(() => rmSync(root, { recursive: true, force: true }));
  for (const { mountpoint } of mountsOf(layout)) {
    mkdirSync(join(root, mountpoint), { recursive: true });
  }
  for (const file of swapFilesOf(layout)) writeFileSync(join(root, file), '');
  return { root, layout };
}

test('what was just formatted has nothing in it but mount points and swap files', (t) => {
  for (const row of ['A', 'B', 'D', 'F', 'G'] as const) {
    const { root, layout } = fresh(t, row);
    t.notThrows(() => refuseKept(root, layout), row);
  }
});

test('a file that an earlier install left is found wherever it lies, and named', (t) => {
  const { layout } = planRow(rowCase('A', 'uefi'));
  for (const { mountpoint } of mountsOf(layout)) {
    const { root } = fresh(t, 'A');
    writeFileSync(join(root, mountpoint, 'old\u001b[2J'), '');
    const error = t.throws(() => refuseKept(root, layout), undefined, mountpoint);
    t.true(error?.message.startsWith(`${join(root, mountpoint)}: holds `), error?.message);
    t.false(error?.message.includes('\u001b'));
  }
});

test('a folder that only begins like a mount point is none', (t) => {
  const { root, layout } = fresh(t, 'A');
  mkdirSync(join(root, 'persist-old'));
  t.throws(() => refuseKept(root, layout), { message: /holds persist-old/ });
});
