import { isDeepStrictEqual } from 'node:util';
import type { Answers, GivenAnswers } from '../../model/answers.ts';

/** How the answers that a host has on file differ from those that were settled now. */
export interface AnswerDifferences {
  /** Answered on file, and otherwise now. */
  changed: string[];
  /** Settled now, and not on file: a file that a person began. */
  missing: string[];
}

/** Keys that tell of the tool, not of the host. */
const OF_THE_TOOL = ['schema', 'rules'];

/** Compares a host's answers.yaml with the answers that the host would be made with; keys sorted. */
export function answerDifferences(stored: GivenAnswers, settled: Answers): AnswerDifferences {
  const differences: AnswerDifferences = { changed: [], missing: [] };
  for (const [key, value] of Object.entries(flat(settled))) {
    const there = flat(stored)[key];
    if (there === undefined) differences.missing.push(key);
    else if (!isDeepStrictEqual(there, value)) differences.changed.push(key);
  }
  return { changed: differences.changed.sort(), missing: differences.missing.sort() };
}

/** The answers with the keys of `layout` and `partitionUuids` beside the others. */
function flat(answers: GivenAnswers): Record<string, unknown> {
  const { layout, partitionUuids, ...rest } = answers;
  const entries = [
    ...Object.entries(rest).filter(([key]) => !OF_THE_TOOL.includes(key)),
    ...Object.entries(layout ?? {}).map(([key, value]) => [`layout.${key}`, value] as const),
    ...Object.entries(partitionUuids ?? {}).map(
      ([key, value]) => [`partitionUuids.${key}`, value] as const,
    ),
  ];
  return Object.fromEntries(entries);
}
