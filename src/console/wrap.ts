// biome-ignore lint/suspicious/noControlCharactersInRegex: the colours that the console itself puts in.
const COLOR = /\u001b\[[0-9;]*m/g;
/** A label and the column of its text, as in `warning  It is so.`; or what a line is indented by. */
const LABEL = /^( *\S+ {2,})\S/;
const INDENT = /^ */;

/**
 * Breaks the lines of a text at spaces so that none is wider, and puts what follows below the text of
 * the line, not below its label. A word that is wider stays whole: it may be a path to copy.
 */
export function wrapText(text: string, columns: number): string {
  return text
    .split('\n')
    .flatMap((line) => wrapLine(line, columns))
    .join('\n');
}

function wrapLine(line: string, columns: number): string[] {
  if (widthOf(line) <= columns) return [line];
  const start = INDENT.exec(line)?.[0].length ?? 0;
  const label = LABEL.exec(line.replace(COLOR, ''))?.[1]?.length ?? 0;
  const hang = label > 0 && label <= columns / 2 ? label : Math.min(start + 2, columns / 2);
  const indent = ' '.repeat(hang);
  const lines: string[] = [];
  let current = line.slice(0, start);
  let isFirst = true;
  for (const word of line.slice(start).split(' ')) {
    const next = isFirst ? `${current}${word}` : `${current} ${word}`;
    if (isFirst || widthOf(next) <= columns) current = next;
    else {
      lines.push(current.trimEnd());
      current = `${indent}${word}`;
    }
    isFirst = false;
  }
  return [...lines, current];
}

function widthOf(text: string): number {
  return text.replace(COLOR, '').length;
}
