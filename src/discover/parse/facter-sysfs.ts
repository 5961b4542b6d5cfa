const PCI_ADDRESS = /^[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/;
const USB_INTERFACE = /^([0-9]{1,4}-[0-9]{1,3}(?:\.[0-9]{1,3})*):[0-9]{1,3}\.[0-9]{1,3}$/;

/** The PCI addresses in a path below /sys/devices, outermost first. */
export function pciAddresses(path: string | null): string[] {
  if (path === null) return [];
  return path.split('/').filter((segment) => PCI_ADDRESS.test(segment));
}

export function isPciAddress(text: string): boolean {
  return PCI_ADDRESS.test(text);
}

/** The port path of the USB device in a path below /sys/devices, innermost interface; or null. */
export function usbPathIn(path: string | null): string | null {
  if (path === null) return null;
  for (const segment of path.split('/').reverse()) {
    const port = usbPortOf(segment);
    if (port !== null) return port;
  }
  return null;
}

/** `3-10:1.0` → `3-10`. A root hub (`3-0:1.0`) is a part of its controller and has none. */
export function usbPortOf(interfaceId: string): string | null {
  const port = USB_INTERFACE.exec(interfaceId)?.[1];
  return port === undefined || /^[0-9]+-0$/.test(port) ? null : port;
}
