import { isBluetooth } from '../../assets/pci-modules.ts';
import type { Facts } from '../../model/facts.ts';
import { hardwareDefault } from './draft.ts';
import { isPersonal } from './machine-kind.ts';
import { NOTHING, type Rule } from './rule.ts';
import { usbPath } from './usb-path.ts';

export const bluetooth: Rule = {
  id: 'bluetooth/adapter',
  source:
    'USB class e0/01/01, PCI class 0d11; Linux drivers/bluetooth/btusb.c, btintel_pcie.c; NixOS option hardware.bluetooth.enable',
  reason: 'A Bluetooth adapter is built in or plugged in.',
  apply: (context) => {
    if (!isPersonal(context)) return NOTHING;
    const adapter = adapterIn(context.facts);
    if (adapter === null) return NOTHING;
    return { settings: [hardwareDefault('hardware.bluetooth.enable', true, [adapter])] };
  },
};

/** The fact path of the first adapter. */
function adapterIn({ pci, usb }: Facts): string | null {
  const onUsb = usb.find(({ interfaces }) =>
    interfaces.some(
      (entry) =>
        (entry.class === 'e0' && entry.subclass === '01' && entry.protocol === '01') ||
        // Older adapters of Broadcom, Intel and MediaTek call their interface vendor-specific.
        entry.driver === 'btusb',
    ),
  );
  if (onUsb !== undefined) return usbPath(onUsb);
  const onPci = pci.find(isBluetooth);
  return onPci === undefined ? null : `pci[${onPci.address}]`;
}
