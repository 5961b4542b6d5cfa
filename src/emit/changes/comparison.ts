import type { ChangeScope, HardwareComparison } from '../../model/hardware-change.ts';
import { plainText } from '../terminal.ts';
import { changeText } from './words.ts';

/** Headings of the scopes but of the first, which needs none. */
export const SCOPE_TITLES: Readonly<Record<ChangeScope, string>> = {
  hardware: 'Hardware',
  contents: 'What the disks hold',
  plugged: 'Plugged in or out',
  system: 'As the system saw it that recorded',
};

/** No sentence is longer, whatever a machine calls itself. */
const LONGEST = 300;

/** A sentence of the machine's own words, of bounded length. */
export function bounded(text: string): string {
  const plain = plainText(text);
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST - 1)}…` : plain;
}

/** A message of several lines, such as one that lists choices, as one sentence. */
export function oneLine(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .join('; ');
}

/**
 * What a comparison says of identifiers, and of whose machine it is; nothing where all is as expected.
 * That nothing changed says less where identifiers were not compared: `alsoOfNone` tells that as well.
 */
export function identityNotes(
  { identifiers, machine, changes }: HardwareComparison,
  alsoOfNone = false,
): string[] {
  if (machine === 'different') {
    return ['These are two machines, by their identifiers or their names'];
  }
  if (identifiers === 'not compared') {
    return [
      'Identifiers not compared: they were hashed with different keys, so a part that was swapped for its like goes unnoticed',
    ];
  }
  if (identifiers === 'none' && (alsoOfNone || changes.length > 0)) {
    return ['Identifiers not compared: at least one of the two holds none'];
  }
  return [];
}

/** A comparison for a terminal, a line each, by scope. Empty where nothing changed. */
export function comparisonLines(comparison: HardwareComparison): string[] {
  return (Object.keys(SCOPE_TITLES) as ChangeScope[]).flatMap((scope) => {
    const changes = comparison.changes.filter((change) => change.scope === scope);
    if (changes.length === 0) return [];
    const lines = changes.map((change) => `  ${bounded(changeText(change))}`);
    return [`${SCOPE_TITLES[scope]}:`, ...lines];
  });
}
