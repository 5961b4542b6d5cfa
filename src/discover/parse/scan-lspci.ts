import { linesOf } from './lines.ts';
import type { LspciDevice } from './lspci.ts';

/** A longer line is none that lspci printed. */
const LONGEST = 600;
const HEAD = /^((?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]) /;
const CLASS = /\[([0-9a-f]{4})\]: /;
const IDS = /\[([0-9a-f]{4}):([0-9a-f]{4})\](?: \(|$)/;
const SUBSYSTEM = /^\s+Subsystem: .*\[([0-9a-f]{4}):([0-9a-f]{4})\]$/;
const FACE = /\(prog-if ([0-9a-f]{2})\b/;

/**
 * `lspci -nnk` as people print it, alone or among other listings of lspci: those without ids add
 * the programming interface. An address without a domain is in domain 0000.
 */
export function parseLspciListing(text: string): LspciDevice[] {
  if (!CLASS.test(text)) return [];
  const devices = new Map<string, LspciDevice>();
  const faces = new Map<string, string>();
  let current: LspciDevice | null = null;
  for (const line of linesOf(text)) {
    if (line.length > LONGEST) continue;
    const head = HEAD.exec(line)?.[1];
    if (head !== undefined) {
      const address = head.length > 7 ? head : `0000:${head}`;
      const face = FACE.exec(line)?.[1];
      if (face !== undefined) faces.set(address, face);
      current = deviceOf(address, line, devices);
    } else if (!/^\s/.test(line)) {
      current = null;
    } else if (current !== null) {
      addDetail(current, line);
    }
  }
  return [...devices.values()].map((device) => ({
    ...device,
    class: device.class + (faces.get(device.address) ?? ''),
  }));
}

function deviceOf(
  address: string,
  line: string,
  devices: Map<string, LspciDevice>,
): LspciDevice | null {
  const ofClass = CLASS.exec(line)?.[1];
  const [, vendor, device] = IDS.exec(line) ?? [];
  if (ofClass === undefined || vendor === undefined || device === undefined) return null;
  const known = devices.get(address);
  if (known !== undefined) return known;
  const started = {
    address,
    class: ofClass,
    vendor,
    device,
    subvendor: null,
    subdevice: null,
    driver: null,
  };
  devices.set(address, started);
  return started;
}

function addDetail(device: LspciDevice, line: string): void {
  const [, subvendor, subdevice] = SUBSYSTEM.exec(line) ?? [];
  if (subvendor !== undefined && subdevice !== undefined) {
    device.subvendor ??= subvendor;
    device.subdevice ??= subdevice;
  }
  const driver = /^\s+Kernel driver in use: ([A-Za-z0-9_-]{1,64})$/.exec(line)?.[1];
  if (driver !== undefined) device.driver ??= driver;
}
