import type { Cpu } from '../../model/facts.ts';
import { decimal, fieldOf, linesOf } from './lines.ts';

/** hostnamectl's fields and the word of systemd-detect-virt, where they stand in one file. */
export interface SystemSummary {
  vendor: string | null;
  model: string | null;
  version: string | null;
  sku: string | null;
  assetTag: string | null;
  firmwareVersion: string | null;
  firmwareDate: string | null;
  virtualisation: string | null;
}

/** Machine kinds that systemd-detect-virt names (systemd, src/basic/virt.c), "none" among them. */
const KINDS =
  /^(none|kvm|amazon|qemu|bochs|xen|uml|vmware|oracle|microsoft|zvm|parallels|bhyve|qnx|acrn|powervm|apple|sre|google|vm-other)$/;

/** Null where the text is no output of hostnamectl. */
export function parseHostnamectl(text: string): SystemSummary | null {
  if (!text.includes('Static hostname:')) return null;
  const fields = new Map<string, string>();
  let kind: string | null = null;
  for (const line of linesOf(text)) {
    const field = fieldOf(line);
    if (field !== null && !fields.has(field[0])) fields.set(field[0], field[1]);
    else if (KINDS.test(line.trim())) kind ??= line.trim();
  }
  if (!fields.has('Static hostname') || !fields.has('Operating System')) return null;
  const told = fields.get('Virtualization') ?? '';
  const date = /[0-9]{4}-[0-9]{2}-[0-9]{2}$/.exec(fields.get('Firmware Date') ?? '');
  return {
    vendor: fields.get('Hardware Vendor') || null,
    model: fields.get('Hardware Model') || null,
    version: fields.get('Hardware Version') || null,
    sku: fields.get('Hardware SKU') || null,
    assetTag: fields.get('Chassis Asset Tag') || null,
    firmwareVersion: fields.get('Firmware Version') || null,
    firmwareDate: date?.[0] ?? null,
    virtualisation: KINDS.test(told) ? told : kind,
  };
}

/** `uname -a`: the kernel's release and the machine's architecture, or null. */
export function parseUname(text: string): { kernel: string; architecture: string } | null {
  if (!text.includes('GNU/Linux')) return null;
  for (const line of linesOf(text)) {
    const [, kernel, architecture] =
      /^Linux \S{1,64} ([0-9]\S{0,80}) #.{1,200} (x86_64|aarch64|i686|riscv64|armv7l|ppc64le)(?: \S+)* GNU\/Linux$/.exec(
        line,
      ) ?? [];
    if (kernel !== undefined && architecture !== undefined) return { kernel, architecture };
  }
  return null;
}

/** What lscpu tells of the processor, and of the system's architecture. */
export interface ListedCpu extends Cpu {
  architecture: string | null;
}

/** `lscpu`: architecture and number of sockets, for what /proc/cpuinfo does not tell; or null. */
export function parseLscpu(text: string): ListedCpu | null {
  if (!/^Architecture: /m.test(text) || !/^CPU\(s\): /m.test(text)) return null;
  const fields = new Map<string, string>();
  for (const line of linesOf(text)) {
    const field = /^ *[A-Z]/.test(line) ? fieldOf(line) : null;
    if (field !== null && !fields.has(field[0])) fields.set(field[0], field[1]);
  }
  const architecture = /^[a-z0-9_]{1,20}$/.exec(fields.get('Architecture') ?? '')?.[0] ?? null;
  const flags = fields.get('Flags')?.split(/\s+/) ?? [];
  return {
    architecture,
    vendor: fields.get('Vendor ID') || null,
    name: fields.get('Model name') || null,
    family: decimal(fields.get('CPU family')),
    model: decimal(fields.get('Model')),
    stepping: decimal(fields.get('Stepping')),
    flags: flags.length > 0 ? [...new Set(flags)].sort() : null,
    sockets: decimal(fields.get('Socket(s)')),
    logical: decimal(fields.get('CPU(s)')),
  };
}

/** `lsmod`: the names, sorted; null where the text holds no such listing. */
export function parseLsmod(text: string): string[] | null {
  if (!text.includes('Used by')) return null;
  const lines = linesOf(text);
  const heading = lines.findIndex((line) => /^Module +Size +Used by$/.test(line));
  if (heading < 0) return null;
  const names = new Set<string>();
  for (const line of lines.slice(heading + 1)) {
    const name = /^([A-Za-z0-9_]{1,64}) +[0-9]+ +-?[0-9]+/.exec(line)?.[1];
    if (name === undefined) break;
    names.add(name);
  }
  return [...names].sort();
}

/** The names that stand below `Backlight devices:`; null where that line is not there. */
export function parseBacklights(text: string): string[] | null {
  if (!text.includes('Backlight devices:')) return null;
  const lines = linesOf(text);
  const start = lines.indexOf('Backlight devices:');
  if (start < 0) return null;
  const names: string[] = [];
  for (const line of lines.slice(start + 1)) {
    if (!/^[A-Za-z0-9_.:-]{1,64}$/.test(line) || line.endsWith(':')) break;
    names.push(line);
  }
  return names.sort();
}
