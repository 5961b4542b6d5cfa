import type { Chassis } from '../../model/facts.ts';
import type { InputDevice } from '../../model/hardware.ts';

const CARRIED: ReadonlySet<Chassis['form']> = new Set(['laptop', 'convertible', 'tablet'] as const);

/** A PS/2 device of a machine that is carried is built in: those have no sockets for one. */
export function derivedInput(input: readonly InputDevice[], form: Chassis['form']): InputDevice[] {
  return input.map((device) => {
    const byBus = device.bus === 'i2c' || (device.bus === 'isa' && CARRIED.has(form));
    return { ...device, internal: device.internal ?? (byBus ? true : null) };
  });
}
