import type { Facts } from '../../model/facts.ts';
import type { InputDevice } from '../../model/hardware.ts';
import type { HardwareChange, Part } from '../../model/hardware-change.ts';
import { pair } from './pairing.ts';
import { arrivals, type Compared } from './subject.ts';

/** Built-in keyboards, touchpads, touchscreens and pens; what hangs on USB is told there. */
export function inputChanges({ before, after }: Compared): HardwareChange[] {
  const builtIn = ({ input }: Facts) =>
    input.filter(({ bus }) => bus !== null && !['usb', 'bluetooth', 'virtual'].includes(bus));
  const { removed, added } = pair(builtIn(before), builtIn(after), [
    ({ kind, vendor, product }) => (vendor === null ? null : `${kind} ${vendor}:${product}`),
    ({ kind, name }) => `${kind} ${name}`,
  ]);
  return [
    ...arrivals('removed', removed.map(inputPart)),
    ...arrivals('added', added.map(inputPart)),
  ];
}

function inputPart({ kind, name, vendor, product }: InputDevice): Part {
  const ids = vendor === null ? null : `${vendor}:${product}`;
  return {
    kind: 'input device',
    name: name === ids ? kind : `${kind} ${name}`,
    ids,
    sizeBytes: null,
    place: null,
  };
}
