import { inertText } from '../../src/model/display.ts';
import {
  ambiguousConfidence,
  certain,
  classScores,
  confusion,
  isMiss,
  laptopIsWrong,
  laptopScore,
  profileOf,
  type Scored,
} from './score.ts';

/** The whole score of a folder as text: tables first, then every miss with its evidence. */
export function scoreText(folder: string, rows: readonly Scored[]): string {
  return [
    `${folder}: ${rows.length} labelled, ${certain(rows).length} of them certain`,
    ...confusionLines(rows),
    ...classLines(rows),
    laptopLine(rows),
    ambiguousLine(rows),
    ...rows.filter(isMiss).flatMap(missLines),
    '',
  ].join('\n');
}

function confusionLines(rows: readonly Scored[]): string[] {
  const { classes, counts } = confusion(rows);
  const line = (first: string, cells: readonly (string | number)[]) =>
    `  ${first.padEnd(22)}${cells.map((cell) => String(cell).padStart(13)).join('')}`;
  return [
    line('expected, found as', classes),
    ...classes.map((name, at) => line(name, counts[at] ?? [])),
  ];
}

function classLines(rows: readonly Scored[]): string[] {
  return classScores(rows).map(
    ({ profile, right, taken, expected, precision, recall }) =>
      `  ${profile.padEnd(12)} precision ${ratio(precision)} (${right}/${taken})  recall ${ratio(recall)} (${right}/${expected})`,
  );
}

function laptopLine(rows: readonly Scored[]): string {
  const { right, of } = laptopScore(rows);
  return `  trait laptop right ${ratio(of === 0 ? null : right / of)} (${right}/${of})`;
}

function ambiguousLine(rows: readonly Scored[]): string {
  const counts = [...ambiguousConfidence(rows)].sort();
  const shown = counts.map(([confidence, count]) => `${confidence} ${count}`).join(', ');
  return `  confidence of ambiguous rows: ${shown || 'there are none'}`;
}

function missLines(row: Scored): string[] {
  const { file, expect, altExpect, ambiguous, found } = row;
  const wanted = ambiguous ? `${expect} or ${altExpect ?? 'another'}` : expect;
  const laptop = laptopIsWrong(row) ? `, laptop should be ${row.laptop}` : '';
  const lines = (found?.ranked ?? []).slice(0, 2).map(({ profile, score, evidence }) => {
    const signals = evidence.map(({ signal, weight }) => `${signal} ${weight}`).join(', ');
    return `    ${profile} ${score}: ${signals || 'nothing'}`;
  });
  return [
    `  MISS ${inertText(file)}: ${wanted}, found ${profileOf(row)} (${found?.confidence ?? 'unreadable'})${laptop}`,
    ...lines,
    `    traits: ${found?.traits.join(', ') ?? ''}`,
  ];
}

function ratio(value: number | null): string {
  return value === null ? '  –   ' : value.toFixed(4);
}
