import type { Compared, Values } from './evaluate.ts';

/** One line of the comparison: what two generators say on one subject, as short texts. */
export interface Subject {
  id: string;
  title: string;
  options: readonly string[];
  /** What the values amount to; `plain` are those of a NixOS that knows of no machine. */
  say(values: Values, plain: Values): string[];
}

const AVAILABLE = 'boot.initrd.availableKernelModules';
const LOADED = 'boot.initrd.kernelModules';
const DRIVERS = 'services.xserver.videoDrivers';
const PRIME = ['intelBusId', 'amdgpuBusId', 'nvidiaBusId'].map(
  (name) => `hardware.nvidia.prime.${name}`,
);
const BACKENDS = ['networking.networkmanager.enable', 'networking.useNetworkd'];
const INTERFACES = 'networking.interfaces.*.name';

/** In the order of the page. */
export const SUBJECTS: readonly Subject[] = [
  added('initrd-available', 'initrd, loaded when its device shows up', AVAILABLE),
  added('initrd-loaded', 'initrd, always loaded', LOADED),
  flags('microcode', 'processor fixes', {
    'hardware.cpu.amd.updateMicrocode': 'AMD',
    'hardware.cpu.intel.updateMicrocode': 'Intel',
  }),
  matching('kvm', 'virtual machines (KVM)', 'boot.kernelModules', /^kvm-/),
  matching('pstate', 'frequency driver', 'boot.kernelParams', /^amd_pstate=/),
  flags('graphics', 'desktop graphics', { 'hardware.graphics.enable': 'on' }),
  {
    id: 'nvidia',
    title: 'NVIDIA driver',
    options: [DRIVERS],
    say: (values) => listOf(values[DRIVERS]).filter((name) => name === 'nvidia'),
  },
  {
    id: 'prime',
    title: 'PRIME bus ids',
    options: PRIME,
    say: (values) => PRIME.flatMap((name) => textsOf(values[name])),
  },
  flags('bluetooth', 'Bluetooth', { 'hardware.bluetooth.enable': 'on' }),
  flags('fingerprint', 'fingerprint reader', { 'services.fprintd.enable': 'fprintd' }),
  flags('sensors', 'light and motion sensors', {
    'hardware.sensor.iio.enable': 'iio-sensor-proxy',
  }),
  flags('tablet', 'folds into a tablet', { 'panther.hardware.yoga.tabletMode': 'on' }),
  flags('power', 'power daemon', {
    'services.power-profiles-daemon.enable': 'power-profiles-daemon',
    'services.tlp.enable': 'TLP',
    'services.tuned.enable': 'TuneD',
  }),
  flags('thermald', 'heat of Intel laptops', { 'services.thermald.enable': 'thermald' }),
  flags('thunderbolt', 'Thunderbolt', { 'services.hardware.bolt.enable': 'bolt' }),
  flags('maker', 'maker’s daemon', { 'services.asusd.enable': 'asusd' }),
  flags('guest-agent', 'guest agent', { 'services.qemuGuest.enable': 'QEMU' }),
  flags('firmware', 'firmware files', { 'hardware.enableRedistributableFirmware': 'on' }),
  flags('firmware-updates', 'firmware updates', { 'services.fwupd.enable': 'fwupd' }),
  {
    id: 'networking',
    title: 'networking',
    options: [...BACKENDS, INTERFACES],
    say: networking,
  },
  flags('boot-loader', 'boot loader', {
    'boot.loader.grub.enable': 'GRUB',
    'boot.loader.systemd-boot.enable': 'systemd-boot',
  }),
];

/** Every option that the comparison reads. */
export const OPTIONS: readonly string[] = [...new Set(SUBJECTS.flatMap(({ options }) => options))];

/** A subject of one machine, said by both. */
export interface Line {
  host: string;
  subject: Subject;
  facter: string[];
  panther: string[];
}

/** Every line on which either says something, by machine, in the order of the subjects. */
export function linesOf(machines: readonly Compared[]): Line[] {
  return machines.flatMap(({ host, facter, panther, plain }) =>
    SUBJECTS.map((subject) => ({
      host,
      subject,
      facter: subject.say(facter, plain),
      panther: subject.say(panther, plain),
    })).filter((line) => line.facter.length + line.panther.length > 0),
  );
}

/** Whether both say the same. */
export function agree({ facter, panther }: Line): boolean {
  return JSON.stringify(facter) === JSON.stringify(panther);
}

/** Elements of a list that a plain NixOS has not. */
function added(id: string, title: string, option: string): Subject {
  return {
    id,
    title,
    options: [option],
    say: (values, plain) => {
      const there = new Set(listOf(plain[option]));
      return [...new Set(listOf(values[option]))].filter((name) => !there.has(name)).sort();
    },
  };
}

function matching(id: string, title: string, option: string, wanted: RegExp): Subject {
  return {
    id,
    title,
    options: [option],
    say: (values) => [...new Set(listOf(values[option]))].filter((name) => wanted.test(name)),
  };
}

function flags(id: string, title: string, names: Readonly<Record<string, string>>): Subject {
  const options = Object.keys(names);
  return {
    id,
    title,
    options,
    say: (values) =>
      options.filter((option) => values[option] === true).map((option) => names[option] ?? ''),
  };
}

function networking(values: Values): string[] {
  const said = [];
  if (values['networking.networkmanager.enable'] === true) said.push('NetworkManager');
  if (values['networking.useNetworkd'] === true) said.push('systemd-networkd');
  const named = listOf(values[INTERFACES]);
  if (named.length > 0) said.push(`DHCP on ${named.sort().join(', ')}`);
  return said;
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function textsOf(value: unknown): string[] {
  return typeof value === 'string' && value.startsWith('PCI:') ? [value] : [];
}
