import { hardwareDefault } from './draft.ts';
import { BARE_METAL_FACTS, isBareMetal } from './machine-kind.ts';
import { NOTHING, type Rule } from './rule.ts';

export const redistributableFirmware: Rule = {
  id: 'firmware/redistributable',
  source: 'NixOS option hardware.enableRedistributableFirmware',
  reason: 'Real devices (wireless, graphics, sound) want firmware that the kernel does not carry.',
  apply: (context) =>
    isBareMetal(context)
      ? {
          settings: [
            hardwareDefault('hardware.enableRedistributableFirmware', true, BARE_METAL_FACTS),
          ],
        }
      : NOTHING,
};
