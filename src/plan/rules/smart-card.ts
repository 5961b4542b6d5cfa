import { hardwareDefault } from './draft.ts';
import { isBareMetal, isPersonal } from './machine-kind.ts';
import { NOTHING, type Rule } from './rule.ts';
import { usbPath } from './usb-path.ts';

export const smartCard: Rule = {
  id: 'reader/smart-card',
  source: 'USB class 0b (CCID); NixOS option services.pcscd.enable',
  reason: 'A reader for smart cards is built in.',
  apply: (context) => {
    if (!isPersonal(context) || !isBareMetal(context)) return NOTHING;
    // A security key that is plugged in speaks the same class, and is no part of the machine.
    const reader = context.facts.usb.find(
      ({ fixed, interfaces }) =>
        fixed !== false && interfaces.length > 0 && interfaces.every((each) => each.class === '0b'),
    );
    if (reader === undefined) return NOTHING;
    return { settings: [hardwareDefault('services.pcscd.enable', true, [usbPath(reader)])] };
  },
};
