import { decimal, fieldOf, hexadecimal, linesOf } from './lines.ts';

export interface CpuInfo {
  vendor: string | null;
  name: string | null;
  family: number | null;
  model: number | null;
  stepping: number | null;
  flags: string[] | null;
  sockets: number | null;
  logical: number;
  cores: number | null;
  hybrid: boolean | null;
}

/**
 * /proc/cpuinfo: the first processor's description, and how many there are.
 * Null when no processor is listed. Reads the x86 and the Arm form.
 */
export function parseCpuinfo(text: string): CpuInfo | null {
  const first = new Map<string, string>();
  const sockets = new Set<string>();
  let logical = 0;
  for (const line of linesOf(text)) {
    if (logical > 1 && !line.startsWith('p')) continue;
    const field = fieldOf(line);
    if (field === null) continue;
    const [key, value] = field;
    if (key === 'processor' && decimal(value) !== null) logical += 1;
    else if (key === 'physical id') sockets.add(value);
    if (logical <= 1 && !first.has(key)) first.set(key, value);
  }
  if (logical === 0) return null;
  const flags = first.get('flags') ?? first.get('Features');
  return {
    vendor: first.get('vendor_id') || armVendor(first.get('CPU implementer')),
    name: first.get('model name') || null,
    family: decimal(first.get('cpu family')),
    model: decimal(first.get('model')),
    stepping: decimal(first.get('stepping')),
    flags: flags === undefined ? null : sortedWords(flags),
    sockets: sockets.size > 0 ? sockets.size : null,
    logical,
    ...coresOf(first, sockets.size),
  };
}

/**
 * x86 lists the cores and threads of a socket. Where threads are neither as many as cores nor twice
 * as many, some cores have two threads and some one: cores of two kinds.
 */
function coresOf(
  first: ReadonlyMap<string, string>,
  sockets: number,
): Pick<CpuInfo, 'cores' | 'hybrid'> {
  const cores = decimal(first.get('cpu cores'));
  const threads = decimal(first.get('siblings'));
  if (!cores || !threads) return { cores: null, hybrid: null };
  const uneven = threads > cores && threads < 2 * cores;
  return { cores: sockets > 0 ? cores * sockets : null, hybrid: uneven ? true : null };
}

function sortedWords(text: string): string[] {
  return [...new Set(text.split(/\s+/).filter((word) => word !== ''))].sort();
}

/** Arm kernels print the implementer's number only (Arm ARM, MIDR_EL1). */
function armVendor(implementer: string | undefined): string | null {
  switch (hexadecimal(implementer)) {
    case 0x41:
      return 'ARM';
    case 0x51:
      return 'Qualcomm';
    case 0x61:
      return 'Apple';
    case 0xc0:
      return 'Ampere';
    default:
      return null;
  }
}
