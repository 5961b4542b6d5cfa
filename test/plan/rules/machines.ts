import type { RuleContext } from '../../../src/plan/rules/rule.ts';
import {
  context,
  disk,
  facts,
  gpu,
  KEY,
  keyboard,
  pci,
  subject,
  usb,
  withoutModules,
} from './builders.ts';
import { ODD_MACHINES } from './odd-machines.ts';
import {
  amd,
  bareMetal,
  battery,
  big,
  guestCpu,
  intel,
  kvm,
  laptop,
  named,
  uefi,
} from './parts.ts';

const zephyrusFacts = facts({
  identity: named({ vendor: 'ASUSTeK COMPUTER INC.', boardName: 'GU603ZW' }),
  chassis: laptop,
  cpu: intel(154),
  memory: big,
  firmware: { ...uefi, tpm: '2.0' },
  virtualisation: bareMetal,
  power: subject('power', { batteries: [battery] }),
  backlights: ['nvidia_0'],
  pci: [
    pci('0000:00:0d.2', '0c0340', '8086:463e', 'thunderbolt'),
    pci('0000:02:00.0', '010802', 'c0a9:5421', 'nvme'),
  ],
  gpus: [gpu('0000:00:02.0', 'intel', 'alder-lake'), gpu('0000:01:00.0', 'nvidia', 'ampere')],
  disks: [disk('nvme0n1', 'nvme', { controller: '0000:02:00.0' }), disk('nvme1n1', 'nvme')],
  usb: [usb('3-6', '8087:0033', 'e0/01/01'), usb('3-8', '0b05:19b6', '03/01/01')],
  input: [keyboard('usb')],
});

const virtioScsi = pci('0000:00:05.0', '0100', '1af4:1004');

/** One machine of each kind that a rule tells apart, by name. */
export const MACHINES: Readonly<Record<string, RuleContext>> = {
  yoga: context(
    'yoga',
    facts({
      chassis: subject('chassis', { type: 31, form: 'convertible' }),
      cpu: amd(26, 96, 'cppc'),
      memory: big,
      firmware: uefi,
      virtualisation: bareMetal,
      power: subject('power', { batteries: [battery] }),
      pci: [pci('0000:03:00.0', '010802', '15b7:5045', 'nvme')],
      gpus: [gpu('0000:04:00.0', 'amd', 'rdna3.5')],
      disks: [disk('nvme0n1', 'nvme', { controller: '0000:03:00.0' })],
      usb: [usb('1-3', '27c6:650a'), usb('1-4', '0bda:4853', 'e0/01/01')],
      sensors: { accelerometer: null, ambientLight: true, hub: 'amd_sfh' },
    }),
    ['convertible', 'laptop'],
    { encryption: 'luks' },
  ),
  zephyrus: context('zephyrus', zephyrusFacts, ['hybrid-gpu', 'laptop'], { encryption: 'luks' }),
  contabo: context(
    'vps',
    facts({
      cpu: guestCpu,
      memory: subject('memory', { totalBytes: 12e9 }),
      firmware: subject('firmware', { mode: 'bios' }),
      virtualisation: kvm,
      pci: [pci('0000:00:01.1', '010180', '8086:7010'), virtioScsi],
      gpus: [gpu('0000:00:02.0', 'virtual', null)],
      disks: [disk('sda', 'scsi', { virtual: true })],
    }),
    ['headless', 'vm'],
    { sshKeys: [KEY], layout: { espSize: '512M', swapSize: null, label: 'example' } },
  ),
  hetzner: context(
    'vps',
    facts({
      cpu: guestCpu,
      firmware: uefi,
      virtualisation: { ...kvm, provider: 'hetzner', guestAgent: true },
      pci: [pci('0000:07:00.0', '0100', '1af4:1048', 'virtio-pci')],
      gpus: [gpu('0000:00:01.0', 'virtual', null)],
      disks: [disk('sda', 'scsi', { virtual: true, controller: '0000:07:00.0' })],
      serialConsoles: ['ttyS0'],
    }),
    ['cloud', 'vm'],
    { sshKeys: [KEY] },
  ),
  ovh: context(
    'vps',
    facts({
      cpu: guestCpu,
      firmware: subject('firmware', { mode: 'bios' }),
      virtualisation: kvm,
      pci: [virtioScsi, pci('0000:00:03.0', '020000', '1af4:1000')],
      disks: [disk('sda', 'scsi', { virtual: true, controller: '0000:00:05.0' })],
    }),
    ['vm'],
    { sshKeys: [KEY], encryption: 'luks' },
  ),
  pascalDesktop: context(
    'workstation',
    facts({
      chassis: subject('chassis', { type: 3, form: 'desktop' }),
      cpu: intel(94),
      firmware: uefi,
      virtualisation: bareMetal,
      pci: [pci('0000:00:17.0', '010601', '8086:a102', 'ahci')],
      gpus: [gpu('0000:00:02.0', 'intel', 'skylake'), gpu('0000:01:00.0', 'nvidia', 'pascal')],
      disks: [disk('sda', 'sata', { controller: '0000:00:17.0' })],
    }),
    ['desktop'],
    { hibernation: true },
  ),
  amdDesktop: context(
    'workstation',
    facts({
      chassis: subject('chassis', { type: 3, form: 'desktop' }),
      cpu: amd(23, 8, 'cppc'),
      firmware: uefi,
      virtualisation: bareMetal,
      pci: [pci('0000:01:00.0', '010802', '144d:a808', 'nvme')],
      gpus: [gpu('0000:0a:00.0', 'amd', 'vega'), gpu('0000:03:00.0', 'amd', 'rdna2')],
      disks: [disk('nvme0n1', 'nvme', { controller: '0000:01:00.0' })],
      input: [keyboard('bluetooth')],
    }),
    ['desktop'],
    { sshKeys: [KEY], encryption: 'luks' },
  ),
  dellServer: context(
    'server',
    facts({
      chassis: subject('chassis', { type: 23, form: 'server' }),
      cpu: intel(85),
      memory: { totalBytes: 128e9, modules: [], ecc: true },
      firmware: uefi,
      virtualisation: bareMetal,
      pci: [
        pci('0000:18:00.0', '010400', '1000:005d'),
        pci('0000:19:00.0', '020000', '8086:1572'),
        pci('0000:5e:00.0', '020700', '15b3:1013'),
      ],
      gpus: [gpu('0000:03:00.0', 'bmc', null), gpu('0000:3b:00.0', 'nvidia', 'ampere')],
      disks: [disk('sda', 'scsi', { controller: '0000:18:00.0' }), disk('sdb', 'scsi')],
      ipmi: true,
      edac: true,
      serialConsoles: ['ttyS1'],
    }),
    ['bmc', 'ecc', 'server-chassis'],
    { sshKeys: [KEY], encryption: 'luks', disks: { sdb: 'data' } },
  ),
  mirroredServer: context(
    'server',
    facts({
      chassis: subject('chassis', { type: 23, form: 'server' }),
      cpu: intel(85),
      firmware: subject('firmware', { mode: 'bios' }),
      virtualisation: bareMetal,
      pci: [pci('0000:00:17.0', '010601', '8086:a102', 'ahci')],
      disks: [
        disk('sda', 'sata', { controller: '0000:00:17.0' }),
        disk('sdb', 'sata', { controller: '0000:00:17.0' }),
      ],
    }),
    ['server-chassis'],
    {
      sshKeys: [KEY],
      disks: { sdb: 'mirror' },
      layout: {
        espSize: '1G',
        swapSize: '4G',
        label: 'example',
        redundancy: 'md',
        subvolumes: { '@home': null, '@db': '/var/lib/db' },
      },
    },
  ),
  emmcLaptop: context(
    'workstation',
    facts({
      chassis: subject('chassis', { type: 10, form: 'laptop' }),
      firmware: uefi,
      virtualisation: bareMetal,
      pci: [pci('0000:00:1a.0', '080501', '8086:54c4', 'sdhci-pci')],
      disks: [disk('mmcblk0', 'mmc', { controller: '0000:00:1a.0' })],
    }),
    ['laptop'],
    { encryption: 'luks' },
  ),
  vmwareGuest: context(
    'server',
    facts({
      cpu: subject('cpu', { vendor: 'GenuineIntel', family: 6, model: 85, flags: ['hypervisor'] }),
      virtualisation: subject('virtualisation', { kind: 'vmware' }),
      pci: [pci('0000:03:00.0', '010700', '15ad:07c0')],
      disks: [disk('sda', 'scsi', { virtual: true, controller: '0000:03:00.0' })],
    }),
    ['vm'],
  ),
  hypervGuest: context(
    'vps',
    facts({
      cpu: guestCpu,
      virtualisation: subject('virtualisation', { kind: 'microsoft', vmbus: true }),
      disks: [disk('sda', 'scsi', { virtual: true })],
      serialConsoles: [],
    }),
    ['vm'],
  ),
  vultr: context(
    'vps',
    facts({
      cpu: guestCpu,
      memory: subject('memory', { totalBytes: 1e9 }),
      virtualisation: subject('virtualisation', {
        kind: 'microsoft',
        provider: 'vultr',
        vmbus: false,
      }),
      pci: [pci('0000:00:04.0', '0100', '1af4:1042'), pci('0000:00:06.0', '0880', '1af4:1057')],
      disks: [disk('vda', 'virtio', { virtual: true })],
    }),
    ['cloud', 'vm'],
  ),
  vmdLaptop: context(
    'workstation',
    facts({
      chassis: laptop,
      cpu: intel(140),
      firmware: uefi,
      virtualisation: bareMetal,
      power: subject('power', { batteries: [battery] }),
      pci: [
        pci('0000:00:05.0', '048000', '8086:9a19'),
        pci('0000:00:0e.0', '010400', '8086:9a0b', 'vmd'),
        pci('10000:e1:00.0', '010802', '144d:a80a', 'nvme'),
      ],
      gpus: [gpu('0000:00:02.0', 'intel', null)],
      disks: [disk('nvme0n1', 'nvme', { controller: '10000:e1:00.0' })],
      usb: [usb('3-3', '27c6:5110'), usb('3-4', '27c6:7777')],
      input: [keyboard('i2c')],
    }),
    ['laptop'],
    { encryption: 'luks' },
  ),
  oldLaptop: context(
    'workstation',
    facts({
      identity: named({ vendor: 'LENOVO', version: 'ThinkPad T430' }),
      chassis: laptop,
      cpu: intel(58),
      firmware: subject('firmware', { mode: 'bios' }),
      virtualisation: bareMetal,
      pci: [
        pci('0000:00:1f.2', '010601', '8086:1e03', 'ahci'),
        pci('0000:03:00.0', '028000', '14e4:4331'),
      ],
      gpus: [gpu('0000:00:02.0', 'intel', 'ivy-bridge'), gpu('0000:01:00.0', 'nvidia', 'kepler')],
      disks: [disk('sda', 'sata', { controller: '0000:00:1f.2', rotational: true })],
      sensors: { accelerometer: true, ambientLight: null, hub: null },
      usb: [usb('1-5', '138a:0017')],
    }),
    ['laptop'],
  ),
  threeGpuLaptop: context(
    'workstation',
    {
      ...zephyrusFacts,
      gpus: [...zephyrusFacts.gpus, gpu('0000:05:00.0', 'amd', 'rdna2')],
    },
    ['laptop'],
  ),
  desktopGuest: context(
    'workstation',
    facts({
      cpu: guestCpu,
      virtualisation: { ...kvm, spice: true, guestAgent: null },
      gpus: [gpu('0000:00:01.0', 'virtual', null)],
      disks: [disk('vda', 'virtio', { virtual: true })],
    }),
    ['vm'],
  ),
  virtualboxGuest: context(
    'workstation',
    facts({ cpu: guestCpu, virtualisation: subject('virtualisation', { kind: 'oracle' }) }),
    ['vm'],
  ),
  parallelsGuest: context(
    'workstation',
    facts({ virtualisation: subject('virtualisation', { kind: 'parallels' }) }),
    ['vm'],
  ),
  oddController: context(
    'server',
    facts({
      virtualisation: bareMetal,
      pci: [pci('0000:04:00.0', '010000', 'dead:beef')],
      disks: [disk('sda', 'scsi', { controller: '0000:04:00.0' })],
    }),
  ),
  withoutProfileModules: context(
    withoutModules,
    facts({
      platform: { architecture: 'riscv32', kernel: null, os: null, container: null },
      virtualisation: bareMetal,
    }),
    [],
  ),
  ...ODD_MACHINES,
};

/** A machine by name. */
export function machine(name: string): RuleContext {
  const found = MACHINES[name];
  if (found === undefined) throw new Error(`no test machine ${name}`);
  return found;
}
