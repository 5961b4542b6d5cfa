import type { Cpu, Identity, Memory } from '../../model/facts.ts';
import type { Battery, InputDevice } from '../../model/hardware.ts';
import { cleaned } from '../facts/placeholders.ts';
import type { LshwNode } from '../parse/lshw.ts';

/** lshw's words for SMBIOS chassis types (DMTF DSP0134, 7.4.1); place 0 is number 3. */
const CHASSIS = [
  'desktop',
  'low-profile',
  'pizzabox',
  'mini-tower',
  'tower',
  'portable',
  'laptop',
  'notebook',
  'handheld',
  'docking',
  'all-in-one',
  'sub-notebook',
  'space-saving',
  'lunchbox',
  'server',
  'expansion',
  'sub',
  'bus-expansion',
  'peripheral',
  'raid',
  'rackmount',
  'sealed',
  'multi-system',
  'pci',
  'tca',
  'blade',
  'enclosure',
  'tablet',
  'convertible',
  'detachable',
  'iot-gateway',
  'embedded',
  'mini',
  'stick',
];
/** Names of processor makers as lshw shows them, and the ids that stand behind them. */
const CPU_VENDORS: readonly (readonly [pattern: RegExp, id: string])[] = [
  [/^(?:GenuineIntel$|Intel\b)/i, 'GenuineIntel'],
  [/^(?:AuthenticAMD$|Advanced Micro Devices\b|AMD\b)/i, 'AuthenticAMD'],
];
/** What lshw writes among the flags that is none, and what it calls another name. */
const NO_FLAGS: ReadonlySet<string> = new Set(['wp', 'fpu_exception', 'cpufreq', 'x86-64']);
const MEMORY_TYPE = /\b(LPDDR[2-5]X?|LPDDR|DDR[2-5]?|SDRAM)\b/i;
const FORM_FACTOR = /\b(SODIMM|FB-DIMM|DIMM|SIMM|RIMM|Row of chips)\b/i;
const INPUT_KINDS: readonly (readonly [pattern: RegExp, kind: InputDevice['kind']])[] = [
  [/keyboard$/i, 'keyboard'],
  [/\btouchpad\b/i, 'touchpad'],
  [/\btrackpoint\b/i, 'trackpoint'],
  [/\btouchscreen\b/i, 'touchscreen'],
  [/^lid switch$/i, 'lid'],
  [/\bmouse$/i, 'mouse'],
];
const INPUT_BUSES: readonly (readonly [capability: string, bus: InputDevice['bus']])[] = [
  ['usb', 'usb'],
  ['i2c', 'i2c'],
  ['i8042', 'isa'],
  ['bluetooth', 'bluetooth'],
  ['virtual', 'virtual'],
];

/** Who made the machine: the nodes of the system, its board and its firmware. */
export function identityOfLshw(nodes: readonly LshwNode[]): Partial<Identity> {
  const system = systemOf(nodes);
  const board = nodes.find(({ id, class: kind }) => kind === 'bus' && id === 'core');
  const bios = nodes.find(({ id, class: kind }) => kind === 'memory' && id === 'firmware');
  const sku = system?.configuration.get('sku');
  const product = system?.product ?? null;
  const suffix = ` (${sku})`;
  return {
    vendor: cleaned(system?.vendor),
    product: cleaned(product?.endsWith(suffix) ? product.slice(0, -suffix.length) : product),
    version: cleaned(system?.version),
    family: cleaned(system?.configuration.get('family')),
    sku: cleaned(sku),
    boardVendor: cleaned(board?.vendor),
    boardName: cleaned(board?.product),
    boardVersion: cleaned(board?.version),
    biosVendor: cleaned(bios?.vendor),
    biosVersion: cleaned(bios?.version),
    biosDate: cleaned(bios?.date),
  };
}

/** The number that lshw's word for the chassis stands for. */
export function chassisTypeOfLshw(nodes: readonly LshwNode[]): number | null {
  const at = CHASSIS.indexOf(systemOf(nodes)?.configuration.get('chassis') ?? '');
  return at < 0 ? null : at + 3;
}

/** lshw prints no processor flag by a name that is not the kernel's, but for `lm`. */
export function cpuOfLshw(nodes: readonly LshwNode[]): Cpu | null {
  const sockets = nodes.filter(
    (node) =>
      node.class === 'processor' &&
      !node.disabled &&
      (node.product !== null || node.capabilities.size > 0),
  );
  const [first] = sockets;
  if (first === undefined) return null;
  const [family, model, stepping] = /^[0-9]{1,4}(?:\.[0-9]{1,4}){2}$/.test(first.version ?? '')
    ? (first.version as string).split('.').map(Number)
    : [];
  // Only SMBIOS tells sockets and threads; without it lshw may show a node for each processor.
  const told = sockets.every((node) => node.configuration.has('cores'));
  const threads = sockets.map((node) => Number(node.configuration.get('threads') ?? Number.NaN));
  const logical = threads.reduce((sum, count) => sum + count, 0);
  const maker = CPU_VENDORS.find(([pattern]) => pattern.test(first.vendor ?? ''));
  return {
    vendor: maker?.[1] ?? first.vendor,
    name: first.product,
    family: family ?? null,
    model: model ?? null,
    stepping: stepping ?? null,
    flags: first.capabilities.size === 0 ? null : flagsOf(first.capabilities),
    sockets: told ? sockets.length : null,
    logical: Number.isSafeInteger(logical) ? logical : null,
  };
}

/** `x86-64` is what lshw calls the flag `lm`. A 64-bit build of it shows the width of the system. */
export function architectureOfLshw(nodes: readonly LshwNode[]): string | null {
  const wide = systemOf(nodes)?.width === 64;
  const capable = nodes.some(
    (node) => node.class === 'processor' && node.capabilities.has('x86-64'),
  );
  return wide && capable ? 'x86_64' : null;
}

/** Installed memory and its modules; empty slots have no size. */
export function memoryOfLshw(nodes: readonly LshwNode[]): Memory {
  const memory: Memory = { totalBytes: null, modules: [], ecc: null };
  for (const node of nodes) {
    if (node.class !== 'memory') continue;
    const { id, description, size } = node;
    if (/^memory(?::[0-9]+)?$/.test(id) && /system memory/i.test(description ?? '')) {
      memory.totalBytes = (memory.totalBytes ?? 0) + (size ?? 0) || memory.totalBytes;
      const told = node.configuration.get('errordetection');
      if (told !== undefined && /^(?:ecc|multi-bit-ecc|crc)$/.test(told)) memory.ecc = true;
    } else if (/^bank(?::[0-9]+)?$/.test(id) && size !== null && size > 0) {
      memory.modules.push({
        sizeBytes: size,
        type: MEMORY_TYPE.exec(description ?? '')?.[1]?.toUpperCase() ?? null,
        speedMts: node.clock === null ? null : Math.round(node.clock / 1_000_000) || null,
        formFactor: FORM_FACTOR.exec(description ?? '')?.[1] ?? null,
      });
    }
  }
  return memory;
}

/** Batteries that SMBIOS lists: the machine's own. */
export function batteriesOfLshw(nodes: readonly LshwNode[]): Battery[] {
  return nodes
    .filter((node) => node.class === 'power' && /^battery(?::[0-9]+)?$/.test(node.id))
    .map((node) => ({
      name: node.id,
      scope: 'system' as const,
      technology: null,
      chargeLimit: null,
    }));
}

/** Input devices that newer versions list, by name: they print no ids of them. */
export function inputOfLshw(nodes: readonly LshwNode[]): InputDevice[] {
  const devices = new Map<string, InputDevice>();
  for (const node of nodes) {
    if (node.class !== 'input' || node.product === null) continue;
    const name = node.product;
    const kind = INPUT_KINDS.find(([pattern]) => pattern.test(name))?.[1];
    if (kind === undefined) continue;
    const bus = INPUT_BUSES.find(([capability]) => node.capabilities.has(capability))?.[1] ?? null;
    devices.set(`${name}\0${kind}`, { name, kind, bus, vendor: null, product: null });
  }
  return [...devices.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, device]) => device);
}

function flagsOf(capabilities: ReadonlySet<string>): string[] {
  const flags = [...capabilities].filter((name) => !NO_FLAGS.has(name));
  if (capabilities.has('x86-64')) flags.push('lm');
  return flags.sort();
}

function systemOf(nodes: readonly LshwNode[]): LshwNode | undefined {
  return nodes.find((node) => node.class === 'system');
}
