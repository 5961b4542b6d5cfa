import type { ChangeScope, HardwareComparison } from '../../model/hardware-change.ts';
import { markdownText } from '../markdown.ts';
import { bounded, identityNotes, SCOPE_TITLES } from './comparison.ts';
import { changeText } from './words.ts';

/** A list of at most so many points; the rest is counted. */
export function pointList(points: readonly string[], most: number): string[] {
  const rest = points.length - most;
  return [
    ...points.slice(0, rest > 0 ? most : undefined).map((point) => `- ${point}`),
    ...(rest > 0 ? [`- … and ${rest} more`] : []),
  ];
}

/** Changes of hardware as points of a list, each text of the machine escaped. */
export function changePoints(comparison: HardwareComparison, scope: ChangeScope): string[] {
  return comparison.changes
    .filter((change) => change.scope === scope)
    .map((change) => markdownText(bounded(changeText(change))));
}

/** Points a scope. */
const MOST = 40;

/** A comparison as Markdown, by scope. */
export function comparisonMarkdown(comparison: HardwareComparison): string {
  const notes = identityNotes(comparison).map((note) => `> ${markdownText(note)}.`);
  const sections = (Object.keys(SCOPE_TITLES) as ChangeScope[]).flatMap((scope) => {
    const points = changePoints(comparison, scope);
    return points.length === 0
      ? []
      : ['', `**${SCOPE_TITLES[scope]}**`, '', ...pointList(points, MOST)];
  });
  const body = sections.length === 0 ? ['', 'No change of the hardware.'] : sections;
  return `${[...notes, ...body].join('\n').trim()}\n`;
}
