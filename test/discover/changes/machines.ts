import { readFileSync } from 'node:fs';
import { compareHardware } from '../../../src/discover/changes/changes.ts';
import { readFacts } from '../../../src/discover/facts/facts.ts';
import type { RecordedMachine } from '../../../src/discover/same-machine.ts';
import { changeText } from '../../../src/emit/changes/words.ts';
import { Capture } from '../../../src/model/capture.ts';
import type { Facts } from '../../../src/model/facts.ts';
import type { HardwareComparison } from '../../../src/model/hardware-change.ts';

/** A recorded machine of this repository. */
export function recordedMachine(
  path = 'hardware-discovery/zephyrus/capture.json',
): RecordedMachine {
  const capture = Capture.parse(JSON.parse(readFileSync(path, 'utf8')));
  return { facts: readFacts(capture), capture };
}

/** The same machine with facts that somebody changed. */
export function changedMachine(
  machine: RecordedMachine,
  change: (facts: Facts) => void,
): RecordedMachine {
  const facts = structuredClone(machine.facts);
  change(facts);
  return { ...machine, facts };
}

/** What became of a machine, as a reader is told. */
export function told(before: RecordedMachine, change: (facts: Facts) => void): string[] {
  return sentences(compareHardware(before, changedMachine(before, change)));
}

export function sentences({ changes }: HardwareComparison): string[] {
  return changes.map(changeText);
}
