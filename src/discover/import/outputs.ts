import type { Readings } from '../readings.ts';

/** Outputs of commands that somebody recorded: a folder of them, or the logs of an hw-probe. */
const PREFIXES = ['import:scan/', 'import:hw-probe/'];

/** The ids of recorded outputs, sorted by code unit, those of a folder first. */
export function outputIds(readings: Readings): string[] {
  return PREFIXES.flatMap((prefix) => readings.ids(prefix));
}

/** Every recorded output that was read well, as its reading's id and its text. */
export function recordedOutputs(readings: Readings): { id: string; text: string }[] {
  return outputIds(readings).flatMap((id) => {
    const text = readings.text(id);
    return text === null ? [] : [{ id, text }];
  });
}
