import type { Display } from '../../model/hardware.ts';
import type { HardwareChange, Part } from '../../model/hardware-change.ts';
import { pair } from './pairing.ts';
import { arrivals, type Compared } from './subject.ts';

/** Screens; a built-in one is a part of the machine, any other is plugged in. */
export function displayChanges({ before, after }: Compared): HardwareChange[] {
  const { removed, added } = pair(before.displays, after.displays, [
    (display) => `${display.connector} ${sizeOf(display)}`,
    sizeOf,
  ]);
  const arrived = (change: 'added' | 'removed', displays: readonly Display[]) =>
    displays.flatMap((display) =>
      arrivals(change, [displayPart(display)], display.internal === true ? 'hardware' : 'plugged'),
    );
  return [...arrived('removed', removed), ...arrived('added', added)];
}

function sizeOf(display: Display): string {
  const { widthPixels, heightPixels, widthMillimetres, heightMillimetres } = display;
  return `${widthPixels}x${heightPixels} ${widthMillimetres}x${heightMillimetres}`;
}

function displayPart(display: Display): Part {
  const { widthPixels, heightPixels, connector, internal } = display;
  const size = widthPixels === null ? null : `${widthPixels}×${heightPixels}`;
  const name = [internal === true ? 'built in' : null, size].filter((word) => word !== null);
  return {
    kind: 'display',
    name: name.length === 0 ? null : name.join(', '),
    ids: null,
    sizeBytes: null,
    place: connector,
  };
}
