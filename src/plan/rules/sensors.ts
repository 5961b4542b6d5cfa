import { hardwareDefault, hostDefault } from './draft.ts';
import { hasModule, isPersonal } from './machine-kind.ts';
import { NOTHING, type Rule } from './rule.ts';

export const iio: Rule = {
  id: 'sensors/iio',
  source: 'Linux Documentation/driver-api/iio; iio-sensor-proxy',
  reason: 'Sensors (light, motion or proximity) for the desktop to read.',
  apply: (context) => {
    const { accelerometer, ambientLight, hub } = context.facts.sensors;
    if (!isPersonal(context)) return NOTHING;
    const facts: string[] = [];
    if (accelerometer === true) facts.push('sensors.accelerometer');
    if (ambientLight === true) facts.push('sensors.ambientLight');
    if (hub !== null) facts.push('sensors.hub');
    if (facts.length === 0) return NOTHING;
    // The module's own switch decides there; two defaults for one option would contradict each other.
    return {
      settings: [
        hasModule(context, 'hardware/yoga')
          ? hostDefault('panther.hardware.yoga.sensors', true, facts)
          : hardwareDefault('hardware.sensor.iio.enable', true, facts),
      ],
    };
  },
};
