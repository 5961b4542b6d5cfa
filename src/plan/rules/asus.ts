import { hardwareDefault } from './draft.ts';
import { hasModule, isBareMetal, isMobile, isPersonal } from './machine-kind.ts';
import { NOTHING, type Rule } from './rule.ts';
import { usbPath } from './usb-path.ts';

/** N-KEY keyboards, which ROG and TUF laptops have. */
const N_KEY = ['1854', '1866', '1869', '18c6', '1932', '193b', '19b6', '1a30', '1abe'];

export const asusDaemon: Rule = {
  id: 'asus/asusd',
  source: 'NixOS option services.asusd.enable; Linux drivers/hid/hid-asus.c',
  reason: 'Keyboard light, fan profiles and the charge limit of a ROG or TUF laptop.',
  apply: (context) => {
    if (!isPersonal(context) || !isBareMetal(context) || !isMobile(context)) return NOTHING;
    // The module switches it on by itself.
    if (hasModule(context, 'hardware/zephyrus')) return NOTHING;
    const keyboard = context.facts.usb.find(
      ({ vendor, product }) => vendor === '0b05' && N_KEY.includes(product),
    );
    if (keyboard === undefined) return NOTHING;
    return {
      settings: [
        hardwareDefault('services.asusd.enable', true, [usbPath(keyboard), 'chassis.form']),
      ],
    };
  },
};
