import type { Systeminformation } from 'systeminformation';
import type { Facts } from '../model/facts.ts';

export interface Disagreement {
  /** The path of a fact. */
  subject: string;
  ours: string;
  theirs: string;
}

/** What is asked of systeminformation: subject by subject, never its getStaticData. */
export interface Witness {
  system(): Promise<Systeminformation.SystemData>;
  bios(): Promise<Systeminformation.BiosData>;
  cpu(): Promise<Systeminformation.CpuData>;
  mem(): Promise<Systeminformation.MemData>;
  osInfo(): Promise<Systeminformation.OsData>;
  graphics(): Promise<Systeminformation.GraphicsData>;
  blockDevices(): Promise<Systeminformation.BlockDevicesData[]>;
  battery(): Promise<Systeminformation.BatteryData>;
  networkInterfaces(): Promise<unknown>;
}

/** MemTotal and what systeminformation reads may lie a little apart. */
const MEMORY_TOLERANCE = 0.01;
/** What systeminformation says when it does not know, or makes up. */
const UNKNOWN =
  /^(?:|unknown|n\/a|none|-|not specified|default string|to be filled by o\.e\.m\.)$/i;
const CPU_VENDORS: Readonly<Record<string, string>> = {
  GenuineIntel: 'Intel',
  AuthenticAMD: 'AMD',
};

/**
 * Where facts of the machine that this runs on and systeminformation disagree, in a fixed order.
 * A question that systeminformation fails or leaves open is left out: it cannot tell absent from
 * forbidden. Compare unredacted facts of this machine only.
 */
export async function crossCheck(facts: Facts, witness?: Witness): Promise<Disagreement[]> {
  const asked = witness ?? (await systeminformation());
  const [system, bios, cpu, mem, os, graphics, blocks, battery, interfaces] = await Promise.all([
    answer(() => asked.system()),
    answer(() => asked.bios()),
    answer(() => asked.cpu()),
    answer(() => asked.mem()),
    answer(() => asked.osInfo()),
    answer(() => asked.graphics()),
    answer(() => asked.blockDevices()),
    answer(() => asked.battery()),
    answer(() => asked.networkInterfaces()),
  ]);
  const { identity, virtualisation } = facts;
  const compared: (Disagreement | null)[] = [
    compare('identity.vendor', identity.vendor, system?.manufacturer),
    compare('identity.product', identity.product, system?.model),
    compare('identity.version', identity.version, system?.version),
    compare('identity.biosVendor', identity.biosVendor, bios?.vendor),
    compare('identity.biosVersion', identity.biosVersion, bios?.version),
    compare('virtualisation.kind', guest(virtualisation.kind), system && guestWord(system.virtual)),
    compare('platform.kernel', facts.platform.kernel, os?.kernel),
    compare('firmware.mode', facts.firmware.mode, os && firmwareWord(os.uefi)),
    compare('cpu.vendor', CPU_VENDORS[facts.cpu.vendor ?? ''] ?? facts.cpu.vendor, cpu?.vendor),
    compare('cpu.family', facts.cpu.family, cpu?.family),
    compare('cpu.model', facts.cpu.model, cpu?.model),
    compare('cpu.logical', facts.cpu.logical, cpu?.cores),
    compare('memory.totalBytes', facts.memory.totalBytes, mem?.total, MEMORY_TOLERANCE),
    compare('gpus', names(facts.gpus, 'address'), graphics && gpuAddresses(graphics)),
    ...compareDisks(facts, blocks),
    compare('power.batteries', String(hasBattery(facts)), battery && String(battery.hasBattery)),
    compare('network', names(facts.network, 'name'), interfaceNames(interfaces)),
  ];
  return compared.filter((disagreement) => disagreement !== null);
}

async function systeminformation(): Promise<Witness> {
  const module = await import('systeminformation');
  return module.default ?? module;
}

async function answer<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return (await ask()) ?? null;
  } catch {
    return null;
  }
}

function compare(
  subject: string,
  ours: string | number | null,
  theirs: string | number | null | undefined,
  tolerance = 0,
): Disagreement | null {
  const said = String(theirs ?? '').trim();
  if (UNKNOWN.test(said) || said === '0') return null;
  const known = String(ours ?? '').trim();
  if (known === said) return null;
  const apart = Math.abs(Number(known) - Number(said));
  if (tolerance > 0 && known !== '' && apart <= tolerance * Number(known)) return null;
  return { subject, ours: known === '' ? 'unknown' : known, theirs: said };
}

function compareDisks(
  facts: Facts,
  blocks: Systeminformation.BlockDevicesData[] | null,
): (Disagreement | null)[] {
  if (blocks === null) return [];
  const theirs = new Map(
    blocks
      .filter(({ type, name }) => type === 'disk' && !/^(zram|ram|loop)/.test(name))
      .map(({ name, size }) => [name, size]),
  );
  const ours = new Map(
    facts.disks
      .filter(({ name }) => !/^(zram|ram|loop|sr)/.test(name))
      .map(({ name, sizeBytes }) => [name, sizeBytes]),
  );
  const listed = (disks: ReadonlyMap<string, unknown>) => [...disks.keys()].sort().join(' ');
  const sizes = [...ours].map(([name, size]) =>
    compare(`disks[${name}].sizeBytes`, size, theirs.get(name)),
  );
  return [compare('disks', listed(ours), listed(theirs)), ...sizes];
}

function guest(kind: string | null): string | null {
  return kind === null ? null : guestWord(kind !== 'none');
}

function guestWord(isGuest: boolean): string {
  return isGuest ? 'virtual' : 'bare metal';
}

function firmwareWord(isUefi: boolean | null): string {
  if (isUefi === null) return '';
  return isUefi ? 'uefi' : 'bios';
}

function hasBattery(facts: Facts): boolean {
  return facts.power.batteries.some((battery) => battery.scope !== 'device');
}

function names<K extends string>(things: readonly Record<K, string>[], key: K): string {
  return things
    .map((thing) => thing[key])
    .sort()
    .join(' ');
}

/** They write 01:00.0 where the domain is 0000. */
function gpuAddresses(graphics: Systeminformation.GraphicsData): string {
  return graphics.controllers
    .map(({ busAddress }) => busAddress ?? '')
    .filter((address) => address !== '')
    .map((address) => (/^[0-9a-f]{2}:/i.test(address) ? `0000:${address}` : address))
    .sort()
    .join(' ');
}

function interfaceNames(answered: unknown): string {
  if (!Array.isArray(answered)) return '';
  const interfaces: Systeminformation.NetworkInterfacesData[] = answered;
  return names(
    interfaces.filter(({ internal, virtual }) => !internal && !virtual),
    'iface',
  );
}
