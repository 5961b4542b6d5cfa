import { hardwareDefault } from './draft.ts';
import { BARE_METAL_FACTS, isBareMetal, isPersonal } from './machine-kind.ts';
import { NOTHING, type Rule } from './rule.ts';

export const bolt: Rule = {
  id: 'thunderbolt/bolt',
  source: 'Linux Documentation/admin-guide/thunderbolt; PCI class 0c0340',
  reason: 'A Thunderbolt or USB4 port, whose devices are authorised by hand.',
  apply: (context) => {
    if (!isPersonal(context) || !isBareMetal(context)) return NOTHING;
    const controller = context.facts.pci.find(
      (device) => device.class.startsWith('0c0340') || device.driver === 'thunderbolt',
    );
    if (controller === undefined) return NOTHING;
    return {
      settings: [
        hardwareDefault('services.hardware.bolt.enable', true, [
          `pci[${controller.address}]`,
          ...BARE_METAL_FACTS,
        ]),
      ],
    };
  },
};
