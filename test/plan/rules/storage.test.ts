import test from 'ava';
import type { RuleContext } from '../../../src/plan/rules/rule.ts';
import { disk, pci } from './builders.ts';
import { assembled, gapCodes, given, warningCodes } from './given.ts';
import { machine } from './machines.ts';

function named(context: RuleContext, name: string): void {
  for (const planned of context.layout.disks) planned.name = name;
}

function bound(context: RuleContext, driver: string): void {
  for (const device of context.facts.pci) device.driver = driver;
}

const OPTION = 'boot.initrd.availableKernelModules';

test('virtio disks get their driver although none was bound while probing', (t) => {
  t.deepEqual(given('contabo')[OPTION], ['virtio_pci', 'virtio_scsi']);
  t.deepEqual(given('ovh')[OPTION], ['virtio_pci', 'virtio_scsi']);
  t.deepEqual(given('hetzner')[OPTION], ['virtio_pci', 'virtio_scsi']);
});

test('what NixOS includes anyway is not repeated', (t) => {
  for (const name of ['yoga', 'zephyrus', 'pascalDesktop', 'amdDesktop', 'oldLaptop']) {
    t.is(given(name)[OPTION], undefined, name);
  }
});

test('the driver follows from the ids of the controller', (t) => {
  t.deepEqual(given('dellServer')[OPTION], ['megaraid_sas']);
  t.deepEqual(given('vmwareGuest')[OPTION], ['vmw_pvscsi']);
  const ids: [string, string, string][] = [
    ['010700', '1000:0097', 'mpt3sas'],
    ['010400', '1000:00a5', 'mpi3mr'],
    ['010400', '9005:028f', 'smartpqi'],
    ['010400', '103c:3239', 'hpsa'],
    ['010400', '103c:ffff', 'hpsa'],
    ['010400', '9005:0285', 'aacraid'],
  ];
  for (const [code, id, module] of ids) {
    const context = structuredClone(machine('dellServer'));
    context.facts.pci = [pci('0000:18:00.0', code, id)];
    t.deepEqual(given(context)[OPTION], [module], id);
  }
});

test('a disk behind VMD needs vmd, which no bridge on its path tells', (t) => {
  t.deepEqual(given('vmdLaptop')[OPTION], [
    'hid_multitouch',
    'i2c_designware_platform',
    'i2c_hid_acpi',
    'intel_lpss',
    'intel_lpss_pci',
    'pinctrl_tigerlake',
    'vmd',
  ]);
  const context = structuredClone(machine('vmdLaptop'));
  context.facts.disks = [disk('nvme0n1', 'nvme', { controller: '0000:01:00.0' })];
  context.facts.pci.push(pci('0000:01:00.0', '010802', '144d:a80a'));
  t.false((given(context)[OPTION] as string[]).includes('vmd'));
});

test('a virtual IOMMU comes along, since every device waits for it', (t) => {
  t.deepEqual(given('vultr')[OPTION], ['virtio_blk', 'virtio_iommu', 'virtio_pci']);
});

test('card reader and USB drivers are there only if the root disk hangs on them', (t) => {
  const reader = pci('0000:00:1a.0', '080501', '8086:a0c4');
  const context = structuredClone(machine('pascalDesktop'));
  context.facts.pci.push(reader);
  t.is(given(context)[OPTION], undefined);
  context.facts.disks = [disk('mmcblk0', 'mmc')];
  named(context, 'mmcblk0');
  // The card may be in the reader, and be an eMMC that is none of its business.
  t.deepEqual(given(context)[OPTION], ['sdhci_acpi', 'sdhci_pci']);
  context.facts.disks = [disk('mmcblk0', 'mmc', { controller: reader.address })];
  t.deepEqual(given(context)[OPTION], ['sdhci_pci']);
  context.facts.disks = [disk('mmcblk0', 'mmc')];
  context.facts.pci.pop();
  t.deepEqual(given(context)[OPTION], ['sdhci_acpi']);
  context.facts.disks = [disk('sdx', 'usb')];
  named(context, 'sdx');
  t.deepEqual(given(context)[OPTION], ['uas', 'usb_storage']);
});

test('without a PCI bus, virtio disks are reached over MMIO', (t) => {
  t.deepEqual(given('desktopGuest')[OPTION], ['virtio_blk', 'virtio_mmio']);
});

test('a controller that nothing is known to drive is a loud hole', (t) => {
  const { holes } = assembled('oddController');
  t.deepEqual(
    holes.map(({ code }) => code),
    ['boot.uncovered'],
  );
  t.regex(holes[0]?.text ?? '', /sda.*0000:04:00\.0.*010000.*dead:beef.*--set initrdModules=/);
  t.true(gapCodes('oddController').includes('boot.uncovered'));
  t.false(holes[0]?.text.includes('\n'));
});

test('each half of a mirror needs its own way, and a controller that is only guessed is no error', (t) => {
  const context = structuredClone(machine('mirroredServer'));
  context.facts.pci.push(pci('0000:04:00.0', '010000', 'dead:beef'));
  t.deepEqual(assembled(context).holes, []);
  const second = context.facts.disks[1];
  if (second) second.controller = '0000:04:00.0';
  t.regex(assembled(context).holes[0]?.text ?? '', /sdb/);
  if (second) second.controller = null;
  t.deepEqual(assembled(context).holes, []);
});

test('answered modules go into the initrd as answered, and settle the error', (t) => {
  t.deepEqual(given('oddControllerAnswered')[OPTION], ['odd_raid']);
  const { holes, settings } = assembled('oddControllerAnswered');
  t.deepEqual(holes, []);
  t.is(settings.find(({ option }) => option.join('.') === OPTION)?.reason, 'As answered.');
});

test('an SD card behind a Realtek reader has both halves of its driver', (t) => {
  const context = structuredClone(machine('emmcLaptop'));
  context.facts.pci = [pci('0000:00:1a.0', 'ff0000', '10ec:522a')];
  t.deepEqual(given(context)[OPTION], ['rtsx_pci', 'rtsx_pci_sdmmc']);
});

test('an eMMC that hangs on the board itself has no driver of ACPI, and what it has is a gap', (t) => {
  const context = structuredClone(machine('emmcLaptop'));
  context.facts.deviceTree = ['pine64,rockpro64', 'rockchip,rk3399'];
  context.facts.disks = [
    disk('mmcblk0', 'mmc', { byPath: ['/dev/disk/by-path/platform-fe330000.mmc'] }),
  ];
  context.facts.pci = [];
  t.is(given(context)[OPTION], undefined);
  t.true(gapCodes(context).includes('boot.unseen'));
  context.facts.pci = [pci('0000:01:00.0', '080501', '1217:8621')];
  t.true(gapCodes(context).includes('boot.unseen'));
  context.answers.initrdModules = ['sdhci_of_arasan'];
  t.false(gapCodes(context).includes('boot.unseen'));
});

test('an NVMe disk that Hyper-V hands to a guest is behind its own bus', (t) => {
  const context = structuredClone(machine('hypervGuest'));
  context.facts.disks = [disk('nvme0n1', 'nvme', { controller: '15c4:00:00.0' })];
  named(context, 'nvme0n1');
  context.facts.pci = [pci('15c4:00:00.0', '010802', '1414:00a9', 'nvme')];
  t.deepEqual(given(context)[OPTION], ['pci_hyperv']);
  context.facts.virtualisation.vmbus = null;
  t.deepEqual(given(context)[OPTION], ['pci_hyperv']);
  context.facts.virtualisation = { ...context.facts.virtualisation, kind: 'kvm' };
  t.is(given(context)[OPTION], undefined);
  t.is(given('hypervGuest')[OPTION], undefined);
});

test('a UFS disk is reached through its own controller', (t) => {
  const context = structuredClone(machine('oddController'));
  context.facts.pci = [pci('0000:04:00.0', '010901', '8086:7e47')];
  t.deepEqual(given(context)[OPTION], ['ufshcd_pci']);
});

test('a driver that was bound while probing fills a hole in the table, if it can be a module', (t) => {
  const context = structuredClone(machine('oddController'));
  bound(context, 'odd-raid');
  t.deepEqual(given(context)[OPTION], ['odd_raid']);
  t.deepEqual(warningCodes(context), []);
  bound(context, 'odd"; rm -rf /');
  t.is(given(context)[OPTION], undefined);
  t.is(assembled(context).holes.length, 1);
});

test('a disk of which nothing tells how it is attached is a gap, and not a hole', (t) => {
  const context = structuredClone(machine('oddController'));
  context.facts.pci = [];
  context.facts.disks = [disk('sda', null)];
  t.deepEqual(gapCodes(context), ['boot.unseen']);
  t.deepEqual(warningCodes(context), []);
});
