import test from 'ava';
import { given } from './given.ts';
import { MACHINES, machine } from './machines.ts';

const firmware = { ref: 'config.hardware.enableRedistributableFirmware' };

test('microcode and KVM follow the maker of the processor, and never both', (t) => {
  const zephyrus = given('zephyrus');
  t.deepEqual(zephyrus['hardware.cpu.intel.updateMicrocode'], firmware);
  t.is(zephyrus['hardware.cpu.amd.updateMicrocode'], undefined);
  t.deepEqual(zephyrus['boot.kernelModules'], ['kvm-intel']);
  const yoga = given('yoga');
  t.deepEqual(yoga['hardware.cpu.amd.updateMicrocode'], firmware);
  t.is(yoga['hardware.cpu.intel.updateMicrocode'], undefined);
  t.deepEqual(yoga['boot.kernelModules'], ['kvm-amd']);
});

test('a guest gets no microcode, no KVM, no firmware and no graphics', (t) => {
  for (const name of ['contabo', 'hetzner', 'ovh', 'vmwareGuest', 'hypervGuest', 'vultr']) {
    const foreign = Object.keys(given(name)).filter((option) =>
      /^hardware\.(cpu|graphics|amdgpu|nvidia|enableRedist)|^boot\.kernelModules$|thermald/.test(
        option,
      ),
    );
    t.deepEqual(foreign, [], name);
  }
});

test('a flag of the other maker brings no KVM module', (t) => {
  const context = structuredClone(machine('zephyrus'));
  context.facts.cpu.flags = ['svm'];
  t.is(given(context)['boot.kernelModules'], undefined);
});

test('amd_pstate wants CPPC and something newer than Zen+', (t) => {
  t.deepEqual(given('yoga')['boot.kernelParams'], ['amd_pstate=active']);
  t.is(given('amdDesktop')['boot.kernelParams'], undefined);
  const context = structuredClone(machine('yoga'));
  context.facts.cpu.flags = ['svm'];
  t.is(given(context)['boot.kernelParams'], undefined);
});

test('thermald is for Intel laptops alone', (t) => {
  const with_ = Object.keys(MACHINES).filter((name) => given(name)['services.thermald.enable']);
  t.deepEqual(with_, [
    'zephyrus',
    'vmdLaptop',
    'oldLaptop',
    'threeGpuLaptop',
    'securityKeyTablet',
    'lunarLakeLaptop',
    'externalGpuLaptop',
  ]);
});

test('where nothing tells whether it is a guest, the hypervisor flag decides', (t) => {
  const context = structuredClone(machine('zephyrus'));
  context.facts.virtualisation.kind = null;
  t.deepEqual(given(context)['hardware.cpu.intel.updateMicrocode'], firmware);
  context.facts.cpu.flags = ['vmx', 'hypervisor'];
  t.is(given(context)['hardware.cpu.intel.updateMicrocode'], undefined);
});
