import type { UsbDevice } from '../../model/hardware.ts';

/** The fact path of a USB device; of the whole list where the source did not tell its port. */
export function usbPath({ path }: UsbDevice): string {
  return path === null ? 'usb' : `usb[${path}]`;
}
