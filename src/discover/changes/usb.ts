import type { Facts } from '../../model/facts.ts';
import type { UsbDevice } from '../../model/hardware.ts';
import type { ChangeScope, HardwareChange, Part } from '../../model/hardware-change.ts';
import { pair } from './pairing.ts';
import { arrivals, type Compared } from './subject.ts';

/** What hangs on USB, built in or plugged in; hubs are not told. */
export function usbChanges({ before, after }: Compared): HardwareChange[] {
  const devices = ({ usb }: Facts) => usb.filter((device) => !isHub(device));
  const { pairs, removed, added } = pair(devices(before), devices(after), [
    (device) => (device.path === null ? null : `${device.path} ${idsOf(device)}`),
    idsOf,
  ]);
  const moved = pairs.flatMap(({ before: was, after: is }): HardwareChange[] => {
    if (was.path === null || is.path === null || was.path === is.path) return [];
    const part = usbPart(is, after);
    return [{ change: 'moved', scope: scopeOf(is, part), part, from: was.path, to: is.path }];
  });
  return [...moved, ...arrived('removed', removed, before), ...arrived('added', added, after)];
}

function arrived(
  change: 'added' | 'removed',
  devices: readonly UsbDevice[],
  facts: Facts,
): HardwareChange[] {
  return devices.flatMap((device) => {
    const part = usbPart(device, facts);
    return arrivals(change, [part], scopeOf(device, part));
  });
}

function idsOf({ vendor, product }: UsbDevice): string {
  return `${vendor}:${product}`;
}

function isHub({ interfaces }: UsbDevice): boolean {
  return interfaces.length > 0 && interfaces.every((one) => one.class === '09');
}

/** A reader or a radio is a part of the machine more often than not; all else is where the port says so. */
function scopeOf({ fixed }: UsbDevice, { kind }: Part): ChangeScope {
  if (fixed !== undefined && fixed !== null) return fixed ? 'hardware' : 'plugged';
  return kind === 'USB device' || kind === 'network card' ? 'plugged' : 'hardware';
}

function usbPart(device: UsbDevice, facts: Facts): Part {
  const is = (devices: readonly { device: string | null; vendor?: string; product?: string }[]) =>
    devices.some((one) =>
      one.device === null
        ? one.vendor === device.vendor && one.product === device.product
        : one.device === device.path,
    );
  const kind = is(facts.cameras)
    ? 'camera'
    : is(facts.fingerprintReaders)
      ? 'fingerprint reader'
      : is(facts.bluetooth)
        ? 'Bluetooth adapter'
        : is(facts.network.filter((one) => one.device !== null))
          ? 'network card'
          : 'USB device';
  return { kind, name: device.name, ids: idsOf(device), sizeBytes: null, place: device.path };
}
