import { hardwareDefault } from './draft.ts';
import { BARE_METAL_FACTS, hasModule, isBareMetal } from './machine-kind.ts';
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

export const firmwareUpdates: Rule = {
  id: 'firmware/updates',
  source: 'UEFI specification, 23.4 (ESRT); fwupd(8); NixOS option services.fwupd.enable',
  reason: 'The firmware lists parts that can be updated from the running system.',
  apply: (context) => {
    // The module for machines with a person in front of them does it by itself.
    if (!isBareMetal(context) || hasModule(context, 'hardware/workstations')) return NOTHING;
    if (context.facts.firmware.esrt !== true) return NOTHING;
    return {
      settings: [
        hardwareDefault('services.fwupd.enable', true, ['firmware.esrt', ...BARE_METAL_FACTS]),
      ],
    };
  },
};
