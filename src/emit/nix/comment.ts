import { LINE_WIDTH } from './print.ts';

// Control characters, line and paragraph separators, and marks that reorder text.
const unfit =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not pass.
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

/**
 * Comment lines for a reason and the ids of the rules that gave it, wrapped at 100 columns for the
 * given indentation; the lines themselves carry none.
 * Reasons are static sentences of the rules: one that could end a comment throws.
 */
export function commentLines(reason: string, rules: readonly string[], indent = ''): string[] {
  const text = rules.length === 0 ? reason : `${reason} [${rules.join(', ')}]`;
  if (unfit.test(text)) {
    throw new Error(`a reason given by ${JSON.stringify(rules)} cannot stand in a comment`);
  }
  const width = LINE_WIDTH - indent.length - 2;
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(`# ${line}`);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  lines.push(`# ${line}`);
  return lines;
}

/** A text that the printer made, without the lines that are comments alone: what it says to Nix. */
export function withoutComments(text: string): string {
  return text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#') && line.trim() !== '')
    .join('\n');
}
