import type { Battery } from '../../model/hardware.ts';
import { fieldOf, linesOf } from './lines.ts';

interface Block {
  name: string;
  fields: Map<string, string>;
  battery: boolean;
}

/** Batteries of `upower -i`, by name. One that feeds no machine (a mouse's) has the scope device. */
export function parseUpower(text: string): Battery[] {
  if (!text.includes('native-path:')) return [];
  const blocks: Block[] = [];
  for (const line of linesOf(text)) {
    const [key, value] = fieldOf(line) ?? [];
    if (key === 'native-path' && value) {
      blocks.push({ name: value, fields: new Map(), battery: false });
      continue;
    }
    const block = blocks.at(-1);
    if (block === undefined) continue;
    if (line.trim() === 'battery') block.battery = true;
    else if (key !== undefined && value && !block.fields.has(key)) block.fields.set(key, value);
  }
  return blocks
    .filter((block) => block.battery)
    .map(({ name, fields }) => ({
      name,
      scope: scopeOf(fields.get('power supply')),
      technology: fields.get('technology') ?? null,
      chargeLimit: fields.get('charge-threshold-supported') === 'yes' ? true : null,
      ...healthOf(fields.get('capacity')),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** `capacity: 92.4%` is what it holds when full, of what it was made for. */
function healthOf(capacity: string | undefined): Pick<Battery, 'healthPercent'> {
  const percent = /^([0-9]{1,3}(?:\.[0-9]+)?)%$/.exec(capacity ?? '')?.[1];
  return percent === undefined ? {} : { healthPercent: Math.min(100, Math.round(Number(percent))) };
}

function scopeOf(powerSupply: string | undefined): Battery['scope'] {
  if (powerSupply === 'yes') return 'system';
  return powerSupply === 'no' ? 'device' : null;
}
