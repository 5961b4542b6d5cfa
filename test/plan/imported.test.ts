import test from 'ava';
import { table } from '../../src/assets/read.ts';
import type { Setting } from '../../src/model/plan.ts';
import { settleImports } from '../../src/plan/imported.ts';

const imported = { rule: 'model/exact', reason: 'Test.', facts: ['identity'] };
const GA401 = { ...imported, module: 'asus-zephyrus-ga401' };

function setting(option: string, value: Setting['value'], known: Partial<Setting> = {}): Setting {
  return {
    option: option.split('.'),
    value,
    priority: 'default',
    merge: 'unique',
    part: 'hardware',
    rule: 'test/rule',
    reason: 'Test.',
    facts: [],
    ...known,
  };
}

const list = (option: string, value: string[]): Setting =>
  setting(option, value, { merge: 'list', priority: 'normal' });

test('without an import every setting stays', (t) => {
  const settings = [setting('hardware.nvidia.open', true)];
  t.deepEqual(settleImports([], settings), { imports: [], settings });
});

test('what the module says too is dropped, and named', (t) => {
  const settings = [
    setting('hardware.nvidia.prime.amdgpuBusId', 'PCI:4:0:0'),
    setting('hardware.bluetooth.enable', true),
  ];
  const settled = settleImports([GA401], settings);
  t.deepEqual(settled.settings, [settings[1]]);
  t.deepEqual(settled.imports[0]?.covers, ['hardware.nvidia.prime.amdgpuBusId']);
});

test('what was read from the machine holds over what is usual for the model', (t) => {
  const own = setting('hardware.nvidia.prime.amdgpuBusId', 'PCI:101:0:0');
  const soft = setting('hardware.graphics.enable', false);
  const { settings, imports } = settleImports([GA401], [own, soft]);
  t.deepEqual(settings, [
    { ...own, priority: 'force' },
    { ...soft, priority: 'normal' },
  ]);
  t.deepEqual(imports[0]?.covers, []);
});

test('of a list only what the module adds too is dropped', (t) => {
  const { settings } = settleImports(
    [GA401],
    [list('boot.kernelParams', ['amd_pstate=active', 'quiet'])],
  );
  t.deepEqual(settings, [list('boot.kernelParams', ['quiet'])]);
});

test('what the initrd needs stays, whatever a module says', (t) => {
  const path = list('boot.initrd.availableKernelModules', ['vmd']);
  t.deepEqual(settleImports([GA401], [path]).settings, [path]);
});

test('every model of the table has a module whose settings are known, or none', (t) => {
  const { exact } = table('nixos-hardware') as { exact: { module: string }[] };
  const { modules } = table('nixos-hardware-settings') as { modules: Record<string, object> };
  const names = exact.map(({ module }) => module);
  t.true(names.length > 100);
  t.is(new Set(names).size, names.length);
  t.deepEqual(
    Object.keys(modules).filter((module) => !names.includes(module)),
    [],
  );
});
