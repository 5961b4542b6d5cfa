import type { Facts } from '../model/facts.ts';

/**
 * Hypervisors by systemd's names (src/basic/virt.c); it names containers among them, and one says
 * nothing about the machine below.
 */
const HYPERVISORS: ReadonlySet<string> = new Set([
  'acrn',
  'amazon',
  'apple',
  'bhyve',
  'bochs',
  'google',
  'kvm',
  'microsoft',
  'oracle',
  'parallels',
  'powervm',
  'qemu',
  'qnx',
  'sre',
  'uml',
  'vm-other',
  'vmware',
  'xen',
  'zvm',
]);

/** Hypervisors of desks: VirtualBox, Parallels, Apple's and Bochs. */
const LOCAL: ReadonlySet<string> = new Set(['oracle', 'parallels', 'apple', 'bochs']);

const HANDHELD =
  /^(jupiter|galileo)$|steam deck|\brog (xbox )?ally\b|legion go\b|\baya ?neo\b|one ?x ?player|onex ?fly|^g1618|^gpd win|^win mini|^claw |^loki |^zotac gaming zone|^nitro blaze/im;
const GAMING =
  /\b(rog|tuf gaming|alienware|legion|omen|victus|nitro|predator|loq|razer blade|strix|zephyrus|aorus|raider|stealth|katana|vector|titan|crosshair|gaming)\b/i;

type Test = (facts: Facts) => boolean;

/** Every trait, with what makes a machine have it. A trait that cannot be told is not there. */
const TRAITS: Readonly<Record<string, Test>> = {
  // One case with a screen of its own, made to be carried: by form, or a battery that feeds it.
  laptop: (facts) =>
    isForm(facts, 'laptop', 'convertible', 'tablet') || (noForm(facts) && hasBattery(facts)),
  // The keyboard folds behind the screen: chassis 31, or a tablet-mode switch on a laptop.
  convertible: (facts) =>
    isForm(facts, 'convertible') || (isForm(facts, 'laptop') && hasInput(facts, 'tablet-switch')),
  // A screen without a fixed keyboard: chassis 11 or 30.
  tablet: (facts) => isForm(facts, 'tablet'),
  // A tablet between the keys of a game console: by name, chassis 11 where that says nothing.
  handheld: (facts) =>
    isForm(facts, 'tablet') && (facts.chassis.type === 11 || named(facts, HANDHELD)),
  // A product line that is sold for games.
  gaming: (facts) => !isGuest(facts) && (named(facts, GAMING) || named(facts, HANDHELD)),
  // A case under or on a desk.
  desktop: (facts) => isForm(facts, 'desktop'),
  'all-in-one': (facts) => isForm(facts, 'all-in-one'),
  'mini-pc': (facts) => isForm(facts, 'mini-pc'),
  // A chassis that slides into a rack or an enclosure: 23, 28 and 29.
  rack: (facts) => isChassis(facts, 23, 28, 29),
  // One that stands on the floor or on a desk, higher than wide: 6 and 7.
  tower: (facts) => isChassis(facts, 6, 7),
  // A chassis for servers, whatever it is used for.
  'server-chassis': (facts) => isForm(facts, 'server') && !isGuest(facts),
  embedded: (facts) => isForm(facts, 'embedded'),
  // It runs under a hypervisor.
  vm: isGuest,
  // It runs under the hypervisor of a provider that names itself.
  cloud: ({ virtualisation }) =>
    virtualisation.provider !== null && virtualisation.provider !== 'generic',
  // Under a hypervisor that people run on their own machine, or with a screen sent to one.
  'local-vm': ({ virtualisation }) =>
    LOCAL.has(virtualisation.kind ?? '') ||
    (virtualisation.spice === true && virtualisation.provider === 'generic'),
  // A battery that feeds the machine; one in a mouse or a UPS does not count.
  battery: hasBattery,
  // GPUs of two makers, so that one can rest while the other draws.
  'hybrid-gpu': (facts) => makers(facts).size > 1,
  nvidia: (facts) => makers(facts).has('nvidia'),
  'amd-gpu': (facts) => makers(facts).has('amd'),
  'intel-gpu': (facts) => makers(facts).has('intel'),
  // A management controller: its display adapter, or an IPMI interface.
  bmc: (facts) => facts.ipmi === true || facts.gpus.some(({ maker }) => maker === 'bmc'),
  // Nobody sits in front of it: no GPU that a person would use, no battery, and no display but one
  // that a hypervisor makes up.
  headless: (facts) =>
    (isGuest(facts) || (facts.pci.length > 0 && facts.displays.length === 0)) &&
    !hasBattery(facts) &&
    makers(facts).size === 0,
  wireless: (facts) => facts.network.some(({ kind }) => kind === 'wireless'),
  touchscreen: (facts) => hasInput(facts, 'touchscreen'),
  pen: (facts) => hasInput(facts, 'pen'),
  uefi: ({ firmware }) => firmware.mode === 'uefi',
  bios: ({ firmware }) => firmware.mode === 'bios',
  tpm2: ({ firmware }) => firmware.tpm === '2.0',
  // More than one disk that a system could be put on.
  'several-disks': ({ disks }) => disks.filter(({ unfit }) => unfit === null).length > 1,
  // Memory that corrects errors. Hypervisors claim it whatever lies below.
  ecc: (facts) => facts.memory.ecc === true && !isGuest(facts),
  // Under 2 GiB: what runs has to be chosen with care.
  'small-memory': ({ memory }) => memory.totalBytes !== null && memory.totalBytes < 2 ** 31,
};

/** The traits of a machine, sorted. */
export function traitsOf(facts: Facts): string[] {
  return Object.entries(TRAITS)
    .filter(([, has]) => has(facts))
    .map(([trait]) => trait)
    .sort();
}

function isForm(facts: Facts, ...forms: NonNullable<Facts['chassis']['form']>[]): boolean {
  return facts.chassis.form !== null && forms.includes(facts.chassis.form);
}

function isChassis(facts: Facts, ...types: number[]): boolean {
  return facts.chassis.type !== null && types.includes(facts.chassis.type) && !isGuest(facts);
}

/** Whether product, version or family bears one of the names. */
function named({ identity }: Facts, names: RegExp): boolean {
  return names.test(
    [identity.product, identity.version, identity.family]
      .filter((name) => name !== null)
      .join('\n'),
  );
}

function noForm(facts: Facts): boolean {
  return facts.chassis.form === null && !isGuest(facts);
}

function isGuest({ virtualisation, cpu }: Facts): boolean {
  const { kind } = virtualisation;
  if (kind === 'none') return false;
  if (kind !== null && HYPERVISORS.has(kind)) return true;
  return cpu.flags?.includes('hypervisor') ?? false;
}

function hasBattery({ power }: Facts): boolean {
  return power.batteries.some(({ scope }) => scope !== 'device');
}

function hasInput({ input }: Facts, kind: Facts['input'][number]['kind']): boolean {
  return input.some((device) => device.kind === kind);
}

/** Makers of the GPUs that draw for a person. */
function makers({ gpus }: Facts): Set<string> {
  const all = new Set<string>(gpus.map(({ maker }) => maker));
  for (const maker of ['bmc', 'virtual', 'other']) all.delete(maker);
  return all;
}
