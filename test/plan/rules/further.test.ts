import test from 'ava';
import { gpu, pci } from './builders.ts';
import { assembled, gapCodes, given, warningCodes } from './given.ts';
import { machine } from './machines.ts';

const AVAILABLE = 'boot.initrd.availableKernelModules';
const LOADED = 'boot.initrd.kernelModules';

function gapText(name: string, code: string): string {
  return assembled(name).gaps.find((gap) => gap.code === code)?.text ?? '';
}

test('an Intel GPU shows the passphrase prompt by the driver that the kernel gives it', (t) => {
  t.deepEqual(given('zephyrus')[LOADED], ['i915']);
  t.deepEqual(given('oldLaptop')[LOADED], ['i915']);
  t.deepEqual(given('lunarLakeLaptop')[LOADED], ['xe']);
  for (const name of [
    'yoga',
    'amdDesktop',
    'dellServer',
    'homeServer',
    'hetzner',
    'desktopGuest',
  ]) {
    t.is(given(name)[LOADED], undefined, name);
  }
});

test('a GPU that no table knows is driven early by what was bound while probing, or not at all', (t) => {
  t.is(given('vmdLaptop')[LOADED], undefined);
  const context = structuredClone(machine('vmdLaptop'));
  context.facts.gpus = [{ ...gpu('0000:00:02.0', 'intel', null), driver: 'xe' }];
  t.deepEqual(given(context)[LOADED], ['xe']);
  context.facts.gpus = [gpu('0000:03:00.0', 'intel', 'ponte-vecchio')];
  t.is(given(context)[LOADED], undefined);
});

test('HuC is asked for where the kernel leaves it out, and nowhere else', (t) => {
  const parameters = (name: string) => given(name)['boot.kernelParams'] ?? [];
  t.deepEqual(parameters('pascalDesktop'), ['i915.enable_guc=2']);
  for (const name of ['zephyrus', 'oldLaptop', 'lunarLakeLaptop', 'homeServer']) {
    t.deepEqual(parameters(name), [], name);
  }
});

test('power is shared by Ampere and later in a laptop, not by a desktop or an older pair', (t) => {
  const BOOST = 'hardware.nvidia.dynamicBoost.enable';
  t.is(given('zephyrus')[BOOST], true);
  t.is(given('pascalDesktop')[BOOST], undefined);
  const context = structuredClone(machine('zephyrus'));
  context.facts.gpus = [
    gpu('0000:00:02.0', 'intel', 'alder-lake'),
    gpu('0000:01:00.0', 'nvidia', 'turing'),
  ];
  t.is(given(context)[BOOST], undefined);
});

test('each NVIDIA GPU without a driver of today is told which branch it had', (t) => {
  const told = (generation: string): string => {
    const context = structuredClone(machine('pascalDesktop'));
    context.facts.gpus = [gpu('0000:01:00.0', 'nvidia', generation)];
    t.is(given(context)['services.xserver.videoDrivers'], undefined, generation);
    return assembled(context).gaps.find(({ code }) => code === 'gpu.legacy')?.text ?? '';
  };
  t.regex(told('kepler'), /470 series.*legacy_470/);
  t.regex(told('fermi'), /390 series.*legacy_390/);
  t.regex(told('tesla'), /340 series.*legacy_340/);
});

test('a battery whose charge can be limited is told how, by what the host has for it', (t) => {
  t.regex(gapText('asusLaptop', 'power.charge-limit'), /workstations\.chargeLimit = 80;/);
  const as = (name: string, control: 'threshold' | 'ideapad') => {
    const context = structuredClone(machine(name));
    context.facts.power.chargeControl = control;
    return assembled(context).gaps.find(({ code }) => code === 'power.charge-limit')?.text ?? '';
  };
  t.regex(as('zephyrus', 'threshold'), /zephyrus\.chargeLimit = 80;/);
  t.regex(as('yoga', 'ideapad'), /yoga\.conservationMode = true;/);
  t.is(as('dellServer', 'threshold'), '');
  t.false(gapCodes('lunarLakeLaptop').includes('power.charge-limit'));
});

test('deep sleep is named where the firmware offers it and does not choose it', (t) => {
  t.true(gapCodes('asusLaptop').includes('power.sleep-depth'));
  t.false(gapCodes('lunarLakeLaptop').includes('power.sleep-depth'));
  const context = structuredClone(machine('asusLaptop'));
  context.facts.power.sleepDefault = 'deep';
  t.false(gapCodes(context).includes('power.sleep-depth'));
});

test('Secure Boot that is on is a warning before anything is installed', (t) => {
  t.true(warningCodes('asusLaptop').includes('boot.secure-boot'));
  t.false(warningCodes('yoga').includes('boot.secure-boot'));
});

test('an X550 offers all of its speeds, under the names that it would have anyway', (t) => {
  const links = given('homeServer')['systemd.network.links'];
  t.regex(JSON.stringify(links), /2500baset-full.*5000baset-full/);
  t.regex(JSON.stringify(links), /ID_MODEL_ID=0x1563/);
  t.is(given('dellServer')['systemd.network.links'], undefined);
});

test('a USB controller of Renesas is driven early, and any other is already', (t) => {
  t.deepEqual(given('homeServer')[AVAILABLE], ['xhci_pci_renesas']);
  const context = structuredClone(machine('homeServer'));
  context.facts.pci = context.facts.pci.map((device) =>
    device.vendor === '1912' ? pci(device.address, '0c0330', '8086:a36d', 'xhci_hcd') : device,
  );
  t.is(given(context)[AVAILABLE], undefined);
});

test('another locale than the US one is told about the layout of the passphrase prompt', (t) => {
  t.true(gapCodes('asusLaptop').includes('keyboard.layout'));
  t.false(gapCodes('yoga').includes('keyboard.layout'));
  t.false(gapCodes('hetzner').includes('keyboard.layout'));
});

test('firmware that lists its parts is updated on servers too', (t) => {
  t.is(given('homeServer')['services.fwupd.enable'], true);
  t.is(given('dellServer')['services.fwupd.enable'], undefined);
  t.is(given('hetzner')['services.fwupd.enable'], undefined);
});

test('each camera behind an image processor is told what runs it', (t) => {
  t.regex(gapText('vmdLaptop', 'camera.ipu6'), /hardware\.ipu6\.platform = "ipu6"/);
  t.regex(gapText('lunarLakeLaptop', 'camera.ipu7'), /IPU7/);
  t.false(gapCodes('yoga').some((code) => code.startsWith('camera.')));
});

test('guests whose tools are a choice, and agents that would change users, are told how', (t) => {
  t.regex(gapText('parallelsGuest', 'guest.parallels'), /hardware\.parallels\.enable/);
  t.regex(gapText('macGuest', 'guest.apple'), /virtualisation\.rosetta\.enable/);
  t.regex(gapText('azureGuest', 'cloud.agent'), /services\.waagent\.enable/);
  t.false(gapCodes('desktopGuest').some((code) => code.startsWith('guest.')));
});

test('a card that is known for trouble is named, in machines of the maker that has it', (t) => {
  t.true(gapCodes('lunarLakeLaptop').includes('wifi.mt7925'));
  const context = structuredClone(machine('lunarLakeLaptop'));
  context.facts.pci.push(pci('0000:04:00.0', '028000', '10ec:8852'));
  t.false(gapCodes(context).includes('wifi.rtw89'));
  context.facts.identity.vendor = 'LENOVO';
  t.true(gapCodes(context).includes('wifi.rtw89'));
});

test('an adapter that calls its interface vendor-specific is Bluetooth by its driver', (t) => {
  t.is(given('lunarLakeLaptop')['hardware.bluetooth.enable'], true);
  t.is(given('pascalDesktop')['hardware.bluetooth.enable'], undefined);
});

test('OpenCL comes in the series that runs the generation', (t) => {
  const packages = (name: string) => JSON.stringify(given(name)['hardware.graphics.extraPackages']);
  t.regex(packages('pascalDesktop'), /"intel-compute-runtime-legacy1"/);
  t.regex(packages('lunarLakeLaptop'), /"intel-compute-runtime"/);
  t.notRegex(packages('oldLaptop'), /compute-runtime/);
});
