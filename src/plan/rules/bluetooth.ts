import { hardwareDefault } from './draft.ts';
import { isPersonal } from './machine-kind.ts';
import { NOTHING, type Rule } from './rule.ts';
import { usbPath } from './usb-path.ts';

export const bluetooth: Rule = {
  id: 'bluetooth/adapter',
  source:
    'USB class e0/01/01; Linux drivers/bluetooth/btusb.c; NixOS option hardware.bluetooth.enable',
  reason: 'A Bluetooth adapter is built in or plugged in.',
  apply: (context) => {
    if (!isPersonal(context)) return NOTHING;
    const adapter = context.facts.usb.find(({ interfaces }) =>
      interfaces.some(
        (entry) =>
          (entry.class === 'e0' && entry.subclass === '01' && entry.protocol === '01') ||
          // Older adapters of Broadcom, Intel and MediaTek call their interface vendor-specific.
          entry.driver === 'btusb',
      ),
    );
    if (adapter === undefined) return NOTHING;
    return { settings: [hardwareDefault('hardware.bluetooth.enable', true, [usbPath(adapter)])] };
  },
};
