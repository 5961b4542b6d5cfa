import type { Cause, HostDifferences, IdentifierPlace } from '../../model/host-check.ts';
import { bounded, identityNotes } from './comparison.ts';
import { changeTexts, diskTexts, settingRows, settingText } from './host-words.ts';

/** What differs about a host, for a terminal: causes first, then disks, hardware and settings. */
export function hostLines(causes: readonly Cause[], differences: HostDifferences | null): string[] {
  return [
    ...causes.flatMap(({ text }) =>
      text.split('\n').map((line, at) => row(at === 0 ? 'cause' : '', line)),
    ),
    ...differenceLines(differences),
  ];
}

/** Identifiers by place. */
export function identifierLines(found: readonly IdentifierPlace[]): string[] {
  return found.map(({ path, place, what }) => row('secret', `${path}, ${place}: ${what}`));
}

/** What a line of each scope begins with. */
const SCOPES = [
  ['hardware', 'hardware'],
  ['contents', 'disk'],
  ['plugged', 'plugged'],
  ['system', 'seen'],
] as const;

/** The same without causes. */
export function differenceLines(differences: HostDifferences | null): string[] {
  if (differences === null) return [];
  const { hardware, warnings, notes } = differences;
  return [
    ...diskTexts(differences).map((text) => row('disk', text)),
    ...SCOPES.flatMap(([scope, label]) =>
      changeTexts(differences, scope).map((text) => row(label, text)),
    ),
    ...settingRows(differences).map((setting) => row('setting', settingText(setting))),
    ...warnings.added.map((text) => row('warning', text)),
    ...warnings.removed.map((text) => row('settled', text)),
    ...(hardware === null || hardware.changes.length === 0 ? [] : identityNotes(hardware)).map(
      (text) => row('note', text),
    ),
    ...notes.map((text) => row('note', text)),
  ];
}

function row(label: string, text: string): string {
  return `  ${label.padEnd(9)} ${bounded(text)}`;
}
