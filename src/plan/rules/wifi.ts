import { table } from '../../assets/read.ts';
import { NOTHING, type Rule } from './rule.ts';

interface Quirk {
  code: string;
  text: string;
  vendor?: string;
  ids: string[];
}

let byId: Map<string, Quirk> | null = null;

export const wifiQuirks: Rule = {
  id: 'wifi/quirks',
  source: 'Linux Documentation/networking, linux-wireless driver pages',
  reason: 'A wireless card that needs more than the kernel and its firmware, or often needs help.',
  apply: ({ facts }) => {
    const gaps = facts.pci.flatMap((device) => {
      if (!device.class.startsWith('02')) return [];
      const quirk = quirks().get(`${device.vendor}:${device.device}`);
      if (quirk === undefined) return [];
      if (quirk.vendor !== undefined && quirk.vendor !== facts.identity.vendor) return [];
      return [{ code: quirk.code, subject: `pci[${device.address}]`, text: quirk.text }];
    });
    return gaps.length === 0 ? NOTHING : { gaps };
  },
};

function quirks(): Map<string, Quirk> {
  if (byId === null) {
    const { rows } = table('wifi-quirks') as { rows: Quirk[] };
    byId = new Map(rows.flatMap((quirk) => quirk.ids.map((id) => [id, quirk])));
  }
  return byId;
}
