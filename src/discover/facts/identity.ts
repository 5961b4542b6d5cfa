import type { Chassis, Identity } from '../../model/facts.ts';
import { decimal } from '../parse/lines.ts';
import type { Readings } from '../readings.ts';
import { type Part, readWell } from './part.ts';
import { cleaned, productTag } from './placeholders.ts';

const DMI = '/sys/class/dmi/id';
const TREE = '/sys/firmware/devicetree/base';
const MODEL = `${TREE}/model`;
const COMPATIBLE = `${TREE}/compatible`;
const CHASSIS = `${TREE}/chassis-type`;

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
  const compatible = compatibleOf(readings);
  if (compatible !== null) sources['deviceTree'] = [COMPATIBLE];
  const [maker = ''] = compatible?.[0]?.split(',') ?? [];
  if (identity.vendor === null && identity.boardVendor === null && maker !== '') {
    identity.vendor = maker;
    sources['identity.vendor'] = [COMPATIBLE];
  }
  const type = `${DMI}/chassis_type`;
  const number = decimal(readings.text(type));
  // The topmost bit says whether the chassis locks; sysfs leaves it in on some machines.
  const form = FORMS.get(cleaned(readings.text(CHASSIS)) ?? '') ?? null;
  const chassis = { type: number === null ? null : number & 0x7f, form };
  const chassisSources = readWell(readings, form === null ? [type] : [type, CHASSIS]);
  if (chassisSources.length > 0) sources['chassis'] = chassisSources;
  return { identity, chassis, deviceTree: compatible, sources };
}

/** Devicetree Specification 0.4, 3.2: words of the root's chassis-type that have a form of ours. */
const FORMS: ReadonlyMap<string, NonNullable<Chassis['form']>> = new Map([
  ['laptop', 'laptop'],
  ['convertible', 'convertible'],
  ['tablet', 'tablet'],
  ['desktop', 'desktop'],
  ['server', 'server'],
  ['embedded', 'embedded'],
]);

/** The root's compatible strings, `maker,board`, the most exact first; NUL ends each. */
function compatibleOf(readings: Readings): string[] | null {
  const text = readings.text(COMPATIBLE);
  if (text === null) return null;
  const words = text.split(/[\0\n]+/);
  return words.filter((word) => /^[A-Za-z0-9][A-Za-z0-9,._+-]{0,63}$/.test(word)).slice(0, 16);
}
