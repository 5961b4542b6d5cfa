import test from 'ava';
import type { SettingValue } from '../../../src/model/plan.ts';
import { given } from './given.ts';
import { machine } from './machines.ts';

const MIB = 1024 * 1024;

/** How many generations a machine keeps with an ESP of so many MiB; undefined: the module's own ten. */
function kept(name: string, mib: number | null): SettingValue | undefined {
  const context = structuredClone(machine(name));
  const esp = context.layout.disks[0]?.partitions.find(({ key }) => key === 'esp');
  if (esp === undefined) throw new Error('a machine without an ESP');
  esp.sizeBytes = mib === null ? null : mib * MIB;
  return given(context)['panther.core.boot.configurationLimit'];
}

test('the boot partition has room for one generation more than the menu keeps', (t) => {
  t.is(kept('yoga', 2048), undefined);
  t.is(kept('yoga', 1024), 9);
  t.is(kept('yoga', 512), 3);
  t.is(kept('contabo', 1024), undefined);
  t.is(kept('contabo', 512), 6);
});

test('a tiny boot partition keeps the running generation, an unseen size leaves the default', (t) => {
  t.is(kept('yoga', 100), 1);
  t.is(kept('yoga', null), undefined);
});
