import type { Capture } from '../../model/capture.ts';
import type { Facts } from '../../model/facts.ts';
import { observeFacter } from '../import/facter.ts';
import { observeLshw } from '../import/lshw.ts';
import { observeOutputs } from '../import/recorded-outputs.ts';
import { openReadings } from '../readings.ts';
import { derive } from './derive.ts';
import { gapsOf, sortedGaps } from './gaps.ts';
import { mergeObservations } from './merge.ts';
import { observeNative, observeRecordedDmidecode } from './observe.ts';
import { sortedFacts } from './sorted-facts.ts';

/**
 * What a recorded machine is: what its own files and commands and other tools' reports tell, put
 * together, and what follows from that. Unreadable or odd readings leave gaps. Fails (`input`) only
 * on an embedded report of a version that is newer than what is read.
 */
export function readFacts(capture: Capture): Facts {
  const readings = openReadings(capture);
  const witnesses = [
    ...observeNative(readings),
    observeFacter(readings),
    observeLshw(readings),
    ...observeOutputs(readings),
    observeRecordedDmidecode(readings),
  ].filter((observation) => observation !== null);
  const merged = mergeObservations(witnesses);
  const facts = derive(merged);
  const gaps = sortedGaps([...merged.gaps, ...gapsOf(facts, readings)]);
  return sortedFacts({ ...facts, gaps });
}
