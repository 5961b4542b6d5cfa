import type { Facts } from '../../model/facts.ts';
import type { HardwareChange, HardwareComparison } from '../../model/hardware-change.ts';
import { areOthersByName, type RecordedMachine, sameMachine, sharedKey } from '../same-machine.ts';
import { batteryChanges } from './batteries.ts';
import { diskChanges } from './disks.ts';
import { displayChanges } from './displays.ts';
import { inputChanges } from './input.ts';
import { memoryChanges } from './memory.ts';
import { pciChanges } from './pci.ts';
import { wasSeen } from './seen.ts';
import type { Subject } from './subject.ts';
import { usbChanges } from './usb.ts';
import { firmwareChanges, machineChanges, platformChanges, processorChanges } from './values.ts';

/** In the order in which a reader wants to know; `list`: of which nothing is said where one did not look. */
const SUBJECTS: readonly {
  changes: Subject;
  list?: 'disks' | 'pci' | 'usb' | 'displays' | 'input';
}[] = [
  { changes: machineChanges },
  { changes: diskChanges, list: 'disks' },
  { changes: firmwareChanges },
  { changes: memoryChanges },
  { changes: processorChanges },
  { changes: pciChanges, list: 'pci' },
  { changes: usbChanges, list: 'usb' },
  { changes: inputChanges, list: 'input' },
  { changes: displayChanges, list: 'displays' },
  { changes: batteryChanges },
  { changes: platformChanges },
];
const SCOPES = ['hardware', 'contents', 'plugged', 'system'] as const;

/**
 * What became of a machine between two recordings, in terms of hardware; what matters most first, and
 * in the same order for the same input. Whatever changes by itself from moment to moment is no fact,
 * and so no change. Both are facts of redacted captures, or of captures that hold no hashes.
 */
export function compareHardware(
  before: RecordedMachine,
  after: RecordedMachine,
): HardwareComparison {
  const identifiers = sharedKey(before, after);
  const comparable = identifiers === 'compared';
  const compared = { before: before.facts, after: after.facts, comparable };
  const changes = SUBJECTS.flatMap(({ changes: of, list }): HardwareChange[] => {
    if (list === undefined) return of(compared);
    const blind = sightChange(list, compared.before, compared.after);
    return blind === null ? of(compared) : blind;
  });
  // Names tell machines apart without any identifier; that two are one takes identifiers.
  const verdict = sameMachine(before, after);
  const isTold = comparable || areOthersByName(before.facts, after.facts);
  return {
    identifiers,
    machine: isTold && verdict !== 'uncompared' ? verdict : 'unknown',
    changes: SCOPES.flatMap((scope) => changes.filter((change) => change.scope === scope)),
  };
}

/** Null where both recordings looked at a list; nothing where neither did, or there is nothing in it. */
function sightChange(
  list: 'disks' | 'pci' | 'usb' | 'displays' | 'input',
  before: Facts,
  after: Facts,
): HardwareChange[] | null {
  const [was, is] = [wasSeen(before, list), wasSeen(after, list)];
  if (was && is) return null;
  const count = (was ? before : after)[list].length;
  if (was === is || count === 0) return [];
  return [
    {
      change: 'sight',
      scope: 'system',
      subject: list,
      seenIn: was ? 'before' : 'after',
      count,
    },
  ];
}
