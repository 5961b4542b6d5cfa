import test from 'ava';
import fc from 'fast-check';
import { busId } from '../../../src/plan/rules/prime.ts';
import { gpu, pci } from './builders.ts';
import { assembled, gapCodes, given, warningCodes } from './given.ts';
import { machine } from './machines.ts';

test('bus ids are decimal, with the domain where there is one', (t) => {
  t.is(busId('0000:01:00.0'), 'PCI:1:0:0');
  t.is(busId('0000:65:00.0'), 'PCI:101:0:0');
  t.is(busId('0000:00:1f.3'), 'PCI:0:31:3');
  t.is(busId('0001:01:00.0'), 'PCI:1@1:0:0');
});

test('every PCI address becomes a bus id of the form that NixOS accepts', (t) => {
  const part = (max: number, width: number) =>
    fc.integer({ min: 0, max }).map((value) => value.toString(16).padStart(width, '0'));
  const address = fc
    .tuple(part(0x3e7, 4), part(0xff, 2), part(0x1f, 2), part(7, 1))
    .map(([domain, bus, device, fn]) => `${domain}:${bus}:${device}.${fn}`);
  // nixpkgs: hardware.nvidia.prime.*BusId.
  const accepted = /^[ -~]+[:@][0-9]{1,3}:[0-9]{1,2}:[0-9]$/;
  fc.assert(fc.property(address, (text) => accepted.test(busId(text))));
  t.pass();
});

test('the Zephyrus pairs its two GPUs; how they share the work is the module’s', (t) => {
  const options = given('zephyrus');
  t.is(options['hardware.nvidia.prime.intelBusId'], 'PCI:0:2:0');
  t.is(options['hardware.nvidia.prime.nvidiaBusId'], 'PCI:1:0:0');
  t.is(options['hardware.nvidia.prime.amdgpuBusId'], undefined);
  t.is(options['hardware.nvidia.prime.offload.enable'], undefined);
  t.is(options['hardware.nvidia.open'], true);
  t.is(options['hardware.nvidia.package'], undefined);
  t.deepEqual(options['services.xserver.videoDrivers'], ['nvidia']);
  t.false(Object.keys(options).some((option) => /amd/i.test(option)));
});

test('a panel whose only backlight is the NVIDIA GPU’s is warned about', (t) => {
  t.is(given('zephyrus')['panther.hardware.zephyrus.panelOnNvidia'], true);
  t.deepEqual(warningCodes('zephyrus'), ['gpu.panel-on-nvidia']);
  const context = structuredClone(machine('zephyrus'));
  context.facts.backlights = ['intel_backlight', 'nvidia_0'];
  t.deepEqual(warningCodes(context), []);
});

test('Maxwell, Pascal and Volta stay on the last branch that drives them', (t) => {
  const options = given('pascalDesktop');
  t.deepEqual(options['hardware.nvidia.package'], {
    ref: 'config.boot.kernelPackages.nvidiaPackages.legacy_580',
  });
  t.is(options['hardware.nvidia.open'], false);
  t.is(options['hardware.nvidia.powerManagement.enable'], true);
});

test('a desktop has no PRIME, whatever GPUs it has', (t) => {
  t.false(Object.keys(given('pascalDesktop')).some((option) => option.includes('prime')));
});

test('two AMD GPUs are no PRIME pair', (t) => {
  const options = given('amdDesktop');
  t.is(options['hardware.amdgpu.initrd.enable'], true);
  t.false(Object.keys(options).some((option) => option.includes('nvidia')));
});

test('an older or unknown NVIDIA GPU stays with nouveau, and that is said', (t) => {
  t.true(gapCodes('oldLaptop').includes('gpu.legacy'));
  t.is(given('oldLaptop')['services.xserver.videoDrivers'], undefined);
  const context = structuredClone(machine('pascalDesktop'));
  context.facts.gpus = [gpu('0000:01:00.0', 'nvidia', null)];
  t.true(gapCodes(context).includes('gpu.generation'));
  t.is(given(context)['services.xserver.videoDrivers'], undefined);
});

test('three GPUs are a choice, not a pair', (t) => {
  t.true(gapCodes('threeGpuLaptop').includes('gpu.prime'));
  t.is(given('threeGpuLaptop')['hardware.nvidia.prime.nvidiaBusId'], undefined);
});

test('a GPU in a box outside makes no pair, and that is said', (t) => {
  const options = given('externalGpuLaptop');
  t.deepEqual(
    Object.keys(options).filter((option) => option.includes('prime')),
    [],
  );
  t.deepEqual(options['services.xserver.videoDrivers'], ['nvidia']);
  const [gap] = assembled('externalGpuLaptop').gaps.filter(({ code }) => /^gpu\./.test(code));
  t.is(gap?.code, 'gpu.external');
  t.regex(gap?.text ?? '', /hardware\.nvidia\.prime\.allowExternalGpu/);
});

test('what sysfs calls removable is outside too, and a pair inside stays one beside it', (t) => {
  const context = structuredClone(machine('zephyrus'));
  const outside = { ...pci('0000:2f:00.0', '030000', '1002:73bf'), removable: true };
  context.facts.pci.push(outside);
  context.facts.gpus.push(gpu(outside.address, 'amd', 'rdna2'));
  t.is(given(context)['hardware.nvidia.prime.nvidiaBusId'], 'PCI:1:0:0');
  outside.removable = false;
  t.is(given(context)['hardware.nvidia.prime.nvidiaBusId'], undefined);
});

test('video drivers follow the generation of an Intel GPU', (t) => {
  const packages = (name: string) => given(name)['hardware.graphics.extraPackages'];
  t.deepEqual(packages('zephyrus'), [
    { pkg: 'intel-compute-runtime' },
    { pkg: 'intel-media-driver' },
    { pkg: 'vpl-gpu-rt' },
  ]);
  t.deepEqual(packages('pascalDesktop'), [
    { pkg: 'intel-compute-runtime-legacy1' },
    { pkg: 'intel-media-driver' },
  ]);
  t.deepEqual(packages('oldLaptop'), [{ pkg: 'intel-vaapi-driver' }]);
  t.is(packages('vmdLaptop'), undefined);
});

test('a server with a GPU for computing gets no driver, and that is said', (t) => {
  t.true(gapCodes('dellServer').includes('gpu.compute'));
  t.false(Object.keys(given('dellServer')).some((option) => option.includes('nvidia')));
});
