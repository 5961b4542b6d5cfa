import type { RuleContext } from '../../../src/plan/rules/rule.ts';
import { context, disk, facts, gpu, KEY, keyboard, pci, subject, usb } from './builders.ts';
import { amd, bareMetal, battery, guestCpu, held, intel, laptop, named, uefi } from './parts.ts';

/** An older Bluetooth adapter, which calls its interface vendor-specific. */
const btusb = { class: 'ff', subclass: '01', protocol: '01', driver: 'btusb' };

/** Machines with parts that few have, and guests of further providers. */
export const ODD_MACHINES: Readonly<Record<string, RuleContext>> = {
  oddControllerAnswered: context(
    'server',
    facts({
      virtualisation: bareMetal,
      pci: [pci('0000:04:00.0', '010000', 'dead:beef')],
      disks: [disk('sda', 'scsi', { controller: '0000:04:00.0' })],
    }),
    [],
    { initrdModules: ['odd_raid'] },
  ),
  securityKeyTablet: context(
    'workstation',
    facts({
      identity: named({ vendor: 'Microsoft Corporation' }),
      chassis: subject('chassis', { type: 30, form: 'tablet' }),
      cpu: intel(126),
      firmware: uefi,
      virtualisation: bareMetal,
      pci: [pci('0000:00:16.4', '078000', '8086:34e4')],
      disks: [disk('nvme0n1', 'nvme')],
      input: [keyboard('bluetooth'), keyboard('surface')],
    }),
    ['tablet'],
    { encryption: 'luks', unlock: 'fido2' },
  ),
  oddTower: context(
    'workstation',
    facts({
      chassis: subject('chassis', { type: 7, form: 'desktop' }),
      cpu: { ...intel(85), numaNodes: 2 },
      firmware: subject('firmware', { mode: 'uefi', width: 32 }),
      virtualisation: bareMetal,
      pci: [
        pci('0000:00:17.0', '010601', '8086:a102', 'ahci'),
        pci('0000:05:00.0', '028000', '14c3:7927'),
        pci('0000:00:0b.0', '120000', '8086:643e'),
      ],
      gpus: [gpu('0000:01:00.0', 'amd', 'sea-islands')],
      disks: [
        disk('sda', 'sata', { controller: '0000:00:17.0' }),
        disk('sdb', 'sata', { holds: [held('zfs_member'), held('isw_raid_member')] }),
      ],
      usb: [usb('1-7', '058f:9540', '0b/00/00')],
      input: [keyboard('usb')],
      edac: true,
    }),
    ['desktop'],
  ),
  asusLaptop: context(
    'workstation',
    facts({
      identity: named({ vendor: 'ASUSTeK COMPUTER INC.' }),
      chassis: laptop,
      cpu: amd(25, 68, 'cppc'),
      firmware: { ...uefi, secureBoot: 'on' },
      virtualisation: bareMetal,
      power: subject('power', {
        batteries: [battery],
        chargeControl: 'threshold',
        sleepStates: ['deep', 's2idle'],
        sleepDefault: 's2idle',
      }),
      disks: [disk('nvme0n1', 'nvme')],
      usb: [usb('3-3', '0b05:19b6', '03/01/01')],
      input: [
        keyboard('usb'),
        { ...keyboard('isa'), kind: 'trackpoint' },
        { ...keyboard('i2c'), kind: 'pen' },
      ],
    }),
    ['laptop'],
    { encryption: 'luks', locale: 'de_DE.UTF-8' },
  ),
  homeServer: context(
    'server',
    facts({
      chassis: subject('chassis', { type: 7, form: 'desktop' }),
      cpu: intel(158),
      firmware: { ...uefi, esrt: true },
      virtualisation: bareMetal,
      pci: [
        pci('0000:00:17.0', '010601', '8086:a352', 'ahci'),
        pci('0000:01:00.0', '020000', '8086:1563', 'ixgbe'),
        pci('0000:01:00.1', '020000', '8086:1563', 'ixgbe'),
        pci('0000:02:00.0', '0c0330', '1912:0014', 'xhci_hcd'),
      ],
      gpus: [gpu('0000:00:02.0', 'intel', 'coffee-lake')],
      disks: [disk('sda', 'sata', { controller: '0000:00:17.0' })],
    }),
    ['tower'],
    { sshKeys: [KEY] },
  ),
  lunarLakeLaptop: context(
    'workstation',
    facts({
      chassis: laptop,
      cpu: intel(189),
      firmware: uefi,
      virtualisation: bareMetal,
      power: subject('power', {
        batteries: [battery],
        sleepStates: ['s2idle'],
        sleepDefault: 's2idle',
      }),
      pci: [
        pci('0000:00:05.0', '048000', '8086:645d', 'intel-ipu7'),
        pci('0000:02:00.0', '028000', '14c3:7925', 'mt7925e'),
        pci('0000:01:00.0', '010802', '144d:a80a', 'nvme'),
      ],
      gpus: [gpu('0000:00:02.0', 'intel', 'lunar-lake')],
      disks: [disk('nvme0n1', 'nvme', { controller: '0000:01:00.0' })],
      usb: [{ ...usb('3-10', '0a5c:21e6', 'ff/01/01'), interfaces: [btusb] }],
      input: [keyboard('isa')],
    }),
    ['laptop'],
    { encryption: 'luks' },
  ),
  externalGpuLaptop: context(
    'workstation',
    facts({
      chassis: laptop,
      cpu: intel(140),
      firmware: uefi,
      virtualisation: bareMetal,
      pci: [
        pci('0000:05:00.0', '060400', '8086:15ef'),
        {
          ...pci('0000:07:00.0', '030000', '10de:2684'),
          parents: ['0000:00:07.0', '0000:05:00.0'],
        },
      ],
      gpus: [gpu('0000:00:02.0', 'intel', 'tiger-lake'), gpu('0000:07:00.0', 'nvidia', 'ada')],
      disks: [disk('nvme0n1', 'nvme', { controller: '0000:01:00.0' })],
      input: [keyboard('isa')],
    }),
    ['laptop'],
  ),
  macGuest: context(
    'workstation',
    facts({ virtualisation: subject('virtualisation', { kind: 'apple' }) }),
    ['vm'],
  ),
  awsGuest: context(
    'vps',
    facts({
      cpu: guestCpu,
      virtualisation: subject('virtualisation', { kind: 'amazon', provider: 'aws' }),
      disks: [disk('nvme0n1', 'nvme', { virtual: true })],
    }),
    ['cloud', 'vm'],
    { sshKeys: [KEY] },
  ),
  azureGuest: context(
    'vps',
    facts({
      cpu: guestCpu,
      virtualisation: subject('virtualisation', {
        kind: 'microsoft',
        provider: 'azure',
        vmbus: true,
      }),
      disks: [disk('sda', 'scsi', { virtual: true })],
    }),
    ['cloud', 'vm'],
    { sshKeys: [KEY] },
  ),
  xenGuest: context(
    'server',
    facts({
      cpu: guestCpu,
      virtualisation: subject('virtualisation', { kind: 'xen' }),
      disks: [disk('xvda', 'xen', { virtual: true })],
    }),
    ['vm'],
    { sshKeys: [KEY] },
  ),
};
