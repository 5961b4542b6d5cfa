import type { Identity } from '../../model/facts.ts';
import { decimal } from '../parse/lines.ts';
import type { Readings } from '../readings.ts';
import { type Part, readWell } from './part.ts';
import { cleaned, productTag } from './placeholders.ts';

const DMI = '/sys/class/dmi/id';
const MODEL = '/sys/firmware/devicetree/base/model';

const FILES: readonly (readonly [keyof Identity, string])[] = [
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

/** Who made the machine and what form it has: /sys/class/dmi/id, or the device tree's model. */
export function readIdentity(readings: Readings): Part {
  const identity = {} as Identity;
  const sources: Record<string, string[]> = {};
  for (const [field, file] of FILES) {
    const id = `${DMI}/${file}`;
    identity[field] = cleaned(readings.text(id));
    const well = readWell(readings, [id]);
    if (well.length > 0) sources[`identity.${field}`] = well;
  }
  const tag = `${DMI}/chassis_asset_tag`;
  identity.assetTag = productTag(readings.text(tag));
  if (identity.assetTag !== null) sources['identity.assetTag'] = [tag];
  if (identity.product === null && readings.text(MODEL) !== null) {
    identity.product = cleaned(readings.text(MODEL));
    sources['identity.product'] = [MODEL];
  }
  const type = `${DMI}/chassis_type`;
  const number = decimal(readings.text(type));
  // The topmost bit says whether the chassis locks; sysfs leaves it in on some machines.
  const chassis = { type: number === null ? null : number & 0x7f, form: null };
  const chassisSources = readWell(readings, [type]);
  if (chassisSources.length > 0) sources['chassis'] = chassisSources;
  return { identity, chassis, sources };
}
