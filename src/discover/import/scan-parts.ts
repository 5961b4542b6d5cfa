import type { Identity } from '../../model/facts.ts';
import type { Display } from '../../model/hardware.ts';
import { inputDevicesIn } from '../facts/input.ts';
import { cleaned, productTag } from '../facts/placeholders.ts';
import type { Observation } from '../observation.ts';
import { parseEdid } from '../parse/edid.ts';
import { decimal } from '../parse/lines.ts';
import { parseDmiId } from '../parse/scan-dmi-id.ts';
import { parseEdidText } from '../parse/scan-edid.ts';
import { parseBootMode, parseSecureBoot } from '../parse/scan-firmware.ts';

/** Reads one subject out of a text into an observation: the subjects that it found anew there. */
export type ScanPart = (observation: Observation, text: string) => string[];

const DMI: readonly (readonly [field: Exclude<keyof Identity, 'assetTag'>, file: string])[] = [
  ['vendor', 'sys_vendor'],
  ['product', 'product_name'],
  ['version', 'product_version'],
  ['family', 'product_family'],
  ['sku', 'product_sku'],
  ['boardVendor', 'board_vendor'],
  ['boardName', 'board_name'],
  ['boardVersion', 'board_version'],
  ['biosVendor', 'bios_vendor'],
  ['biosVersion', 'bios_version'],
  ['biosDate', 'bios_date'],
  ['chassisVendor', 'chassis_vendor'],
];

/** Subjects that stand in a file of their own where each command's output has one. */
export const SCAN_PARTS: readonly ScanPart[] = [readDmiId, readBoot, readInput, readDisplays];

function readDmiId({ identity, chassis }: Observation, text: string): string[] {
  const told = parseDmiId(text);
  if (told === null) return [];
  for (const [field, file] of DMI) identity[field] ??= cleaned(told.get(file));
  identity.assetTag ??= productTag(told.get('chassis_asset_tag') ?? null);
  const type = decimal(told.get('chassis_type'));
  // The topmost bit says whether the chassis locks.
  if (type !== null) chassis.type ??= type & 0x7f;
  return ['identity', 'chassis'];
}

function readBoot({ firmware }: Observation, text: string): string[] {
  const found: string[] = [];
  const [mode, secureBoot] = [parseBootMode(text), parseSecureBoot(text)];
  // A log that shows an EFI is proof; that one shows none is less than an efivarfs elsewhere.
  if (mode === 'uefi' || (mode !== null && firmware.mode === null)) {
    firmware.mode = mode;
    found.push('firmware.mode');
  }
  if (secureBoot !== null && firmware.secureBoot === null) {
    firmware.secureBoot = secureBoot;
    found.push('firmware.secureBoot');
  }
  return found;
}

function readInput(observation: Observation, text: string): string[] {
  if (observation.input.length > 0 || !text.includes('N: Name=')) return [];
  observation.input = inputDevicesIn(text);
  return ['input'];
}

function readDisplays(observation: Observation, text: string): string[] {
  if (observation.displays.length > 0) return [];
  for (const { connector, bytes } of parseEdidText(text)) {
    const size = parseEdid(bytes);
    if (size === null) continue;
    const internal = connector === null ? null : /^(eDP|LVDS|DSI)-/.test(connector);
    observation.displays.push({ connector, internal, gpu: null, ...size } satisfies Display);
  }
  return observation.displays.length > 0 ? ['displays'] : [];
}
