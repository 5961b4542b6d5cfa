import test from 'ava';
import { gapCodes, given, warningCodes } from './given.ts';
import { machine } from './machines.ts';

test('QEMU guests run the guest agent unless it has no port', (t) => {
  t.is(given('contabo')['panther.hardware.vps.guestAgent'], true);
  t.is(given('hypervGuest')['panther.hardware.vps.guestAgent'], false);
  t.is(given('desktopGuest')['services.qemuGuest.enable'], true);
  const context = structuredClone(machine('contabo'));
  context.facts.virtualisation.guestAgent = false;
  t.is(given(context)['panther.hardware.vps.guestAgent'], false);
});

test('Hyper-V’s drivers want a VMBus, since QEMU can speak its interface without one', (t) => {
  t.is(given('hypervGuest')['virtualisation.hypervGuest.enable'], true);
  t.is(given('vultr')['virtualisation.hypervGuest.enable'], undefined);
  t.true(gapCodes('vultr').includes('guest.vmbus'));
  const azure = structuredClone(machine('hypervGuest'));
  azure.facts.virtualisation.vmbus = null;
  t.is(given(azure)['virtualisation.hypervGuest.enable'], undefined);
  azure.facts.virtualisation.provider = 'azure';
  t.is(given(azure)['virtualisation.hypervGuest.enable'], true);
});

test('VMware guests without a person have no desktop tools', (t) => {
  t.is(given('vmwareGuest')['virtualisation.vmware.guest.enable'], true);
  t.is(given('vmwareGuest')['virtualisation.vmware.guest.headless'], true);
});

test('the serial console is the port that was seen, or the one that QEMU makes', (t) => {
  t.is(given('hetzner')['panther.hardware.vps.serialConsole'], 'ttyS0');
  t.is(given('contabo')['panther.hardware.vps.serialConsole'], 'ttyS0');
  t.is(given('dellServer')['panther.hardware.servers.serialConsole'], 'ttyS1');
  t.is(given('hypervGuest')['panther.hardware.vps.serialConsole'], null);
  t.is(given('zephyrus')['panther.hardware.vps.serialConsole'], undefined);
});

test('an encrypted host without a person is unlocked over SSH, with the driver of its card', (t) => {
  const option = 'panther.filesystems.encryption.remoteUnlock';
  t.is(given('ovh')[`${option}.enable`], true);
  t.deepEqual(given('ovh')[`${option}.networkModules`], ['virtio_net', 'virtio_pci']);
  t.deepEqual(given('dellServer')[`${option}.networkModules`], ['i40e']);
  t.is(given('contabo')[`${option}.enable`], undefined);
  t.is(given('yoga')[`${option}.enable`], undefined);
});

test('without a card that is known there is no unlocking over SSH, and a warning says so', (t) => {
  const context = structuredClone(machine('ovh'));
  context.facts.pci = context.facts.pci.filter((device) => !device.class.startsWith('02'));
  const options = Object.keys(given(context));
  t.false(options.some((option) => option.includes('remoteUnlock')));
  t.true(warningCodes(context).includes('boot.network'));
  t.false(warningCodes('ovh').includes('boot.network'));
});

test('whether an unmarked provider gives addresses is a gap, for hosts without a person', (t) => {
  const context = structuredClone(machine('contabo'));
  context.facts.virtualisation.provider = 'generic';
  t.true(gapCodes(context).includes('provider.unknown'));
  t.false(gapCodes('hetzner').includes('provider.unknown'));
  const desktop = structuredClone(machine('desktopGuest'));
  desktop.facts.virtualisation.provider = 'generic';
  t.false(gapCodes(desktop).includes('provider.unknown'));
});

test('no interface is ever named', (t) => {
  for (const name of ['contabo', 'zephyrus', 'dellServer']) {
    t.false(
      Object.keys(given(name)).some((option) => option.includes('interfaces')),
      name,
    );
  }
});
