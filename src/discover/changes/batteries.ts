import type { Facts } from '../../model/facts.ts';
import type { Battery } from '../../model/hardware.ts';
import type { HardwareChange, Part } from '../../model/hardware-change.ts';
import { pair } from './pairing.ts';
import { arrivals, type Compared, valueChange } from './subject.ts';

/** Batteries of the machine itself, not those of a mouse. */
export function batteryChanges({ before, after }: Compared): HardwareChange[] {
  const own = ({ power }: Facts) => power.batteries.filter(({ scope }) => scope !== 'device');
  const { pairs, removed, added } = pair(own(before), own(after), [({ name }) => name, () => '']);
  return [
    ...arrivals('removed', removed.map(batteryPart)),
    ...arrivals('added', added.map(batteryPart)),
    ...pairs.flatMap(({ before: was, after: is }) => {
      const about = { part: batteryPart(is) };
      return [
        ...valueChange('power.batteries.technology', [was.technology, is.technology], about),
        ...valueChange('power.batteries.chargeLimit', [was.chargeLimit, is.chargeLimit], about),
        ...wearChange(was, is),
      ];
    }),
  ];
}

function batteryPart({ name, technology }: Battery): Part {
  return { kind: 'battery', name: technology, ids: null, sizeBytes: null, place: name };
}

/** Points by which what a battery holds has to differ: it is measured anew with every charge. */
const NOTABLE_WEAR = 5;

function wearChange(was: Battery, is: Battery): HardwareChange[] {
  const [before, after] = [was.healthPercent, is.healthPercent];
  if (before == null || after == null) return [];
  if (Math.abs(before - after) < NOTABLE_WEAR) return [];
  return valueChange('power.batteries.healthPercent', [before, after], { part: batteryPart(is) });
}
