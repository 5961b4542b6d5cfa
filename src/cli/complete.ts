import { candidatesFor } from './candidates.ts';
import { type AddCommand, commandTable } from './table.ts';

/** The word by which the shells' scripts ask; nothing that a person would type. */
export const COMPLETE = '--complete';

/**
 * Answers a shell that asks what may follow. The first line says how: `values`, `files`,
 * `directories`, with ` nospace` where the word goes on; then a candidate a line, and after a tab what
 * it is about. Whatever fails is an answer without candidates: a person is in the middle of a line.
 */
export async function complete(
  typed: readonly string[],
  commands: readonly AddCommand[],
): Promise<string> {
  const asked = candidatesFor(commandTable(commands), typed);
  const { lookUp } = await import('../commands/candidates.ts');
  const { values, directive } = await lookUp(asked).catch(() => ({
    values: [],
    directive: 'values',
  }));
  const lines = [...asked.fixed, ...values].map(({ value, about }) => {
    const word = `${asked.prefix}${value}`;
    return about === '' ? word : `${word}\t${about.replaceAll(/\s+/g, ' ')}`;
  });
  return `${[directive, ...new Set(lines)].join('\n')}\n`;
}
