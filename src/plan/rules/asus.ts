import { hardwareDefault } from './draft.ts';
import { hasModule, isBareMetal, isMobile, isPersonal } from './machine-kind.ts';
import { NOTHING, type Rule } from './rule.ts';
import { usbPath } from './usb-path.ts';

/** N-KEY keyboards, which ROG and TUF laptops and handhelds have, and the lights of a lid (193b). */
const N_KEY = [
  '1822',
  '1837',
  '1854',
  '1866',
  '1869',
  '18c6',
  '193b',
  '19b6',
  '1a30',
  '1abe',
  '1b4c',
];

export const asusDaemon: Rule = {
  id: 'asus/asusd',
  source:
    'NixOS option services.asusd.enable; Linux 7.3 drivers/hid/hid-asus.c (modules.alias); asusctl',
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
