import test from 'ava';
import { bootFirmware } from '../../../src/plan/boot-firmware.ts';
import { isNewer } from '../../../src/plan/rules/kernel-version.ts';
import { disk, gpu, pci } from './builders.ts';
import { gapCodes, given } from './given.ts';
import { machine } from './machines.ts';

test('a generation that no list names gets no driver of a newer one', (t) => {
  const context = structuredClone(machine('amdDesktop'));
  context.facts.gpus = [gpu('0000:01:00.0', 'amd', 'terascale')];
  t.is(given(context)['hardware.amdgpu.initrd.enable'], undefined);
  context.facts.gpus = [gpu('0000:00:02.0', 'intel', 'larrabee')];
  t.is(given(context)['hardware.graphics.extraPackages'], undefined);
  t.true(gapCodes(context).includes('gpu.generation'));
});

test('the first two GCN generations run with amdgpu, and later ones need nothing for it', (t) => {
  t.is(given('oddTower')['hardware.amdgpu.legacySupport.enable'], true);
  t.is(given('amdDesktop')['hardware.amdgpu.legacySupport.enable'], undefined);
});

test('a tower with ECC and two nodes counts errors and keeps interrupts near; a server module does so', (t) => {
  t.is(given('oddTower')['hardware.rasdaemon.enable'], true);
  t.is(given('oddTower')['services.irqbalance.enable'], true);
  t.is(given('dellServer')['hardware.rasdaemon.enable'], undefined);
});

test('only what is younger than the kernel of the release takes the latest one', (t) => {
  t.is(given('oddTower')['panther.core.boot.kernel'], 'latest');
  const context = structuredClone(machine('yoga'));
  context.facts.pci.push(pci('0000:02:00.0', '028000', '10ec:8922'));
  t.is(given(context)['panther.core.boot.kernel'], undefined);
  t.true(isNewer('7.1', '6.18') && isNewer('6.19', '6.9'));
  t.false(isNewer('6.18', '6.18') || isNewer('5.19', '6.1'));
});

test('32-bit firmware of a 64-bit machine is started through GRUB of its own width', (t) => {
  t.is(given('oddTower')['boot.loader.grub.forcei686'], true);
  t.is(given('oddTower')['panther.core.boot.firmware'], 'unknown');
  t.is(bootFirmware(machine('oddTower').facts), null);
  t.is(given('yoga')['boot.loader.grub.forcei686'], undefined);
});

test('what is left of an array or a pool on a disk that stays is said, and not of one that is wiped', (t) => {
  t.true(gapCodes('oddTower').includes('zfs.seen'));
  t.true(gapCodes('oddTower').includes('raid.firmware'));
  const context = structuredClone(machine('oddTower'));
  context.facts.disks = context.facts.disks.slice(1);
  for (const planned of context.layout.disks) planned.name = 'sdb';
  t.false(gapCodes(context).includes('zfs.seen'));
});

test('asusd runs on gaming laptops of ASUS, and the module for the Zephyrus has it already', (t) => {
  t.is(given('asusLaptop')['services.asusd.enable'], true);
  t.is(given('zephyrus')['services.asusd.enable'], undefined);
});

test('guests get what their provider needs, and no agent is taken for granted', (t) => {
  t.deepEqual(given('awsGuest')['boot.kernelParams'], ['nvme_core.io_timeout=4294967295']);
  t.true(gapCodes('azureGuest').includes('cloud.agent'));
  t.is(given('xenGuest')['services.xe-guest-utilities.enable'], true);
  const context = structuredClone(machine('awsGuest'));
  context.facts.disks = [disk('xvda', 'xen', { virtual: true })];
  t.is(given(context)['boot.kernelParams'], undefined);
});
