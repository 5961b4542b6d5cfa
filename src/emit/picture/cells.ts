import { plainText } from '../terminal.ts';

/** Scripts that terminals draw two cells wide (Unicode East Asian Width W and F), and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1b000}-\u{1b2ff}\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
const JOINED = /\p{Mn}|\p{Me}|\u200c|\u200d/u;
const ASCII = /^[ -~]*$/;

/** Terminal cells that a text takes. */
export function cellsOf(text: string): number {
  if (ASCII.test(text)) return text.length;
  let cells = 0;
  for (const mark of text) cells += markCells(mark);
  return cells;
}

function markCells(mark: string): number {
  if (JOINED.test(mark)) return 0;
  return WIDE.test(mark) ? 2 : 1;
}

/** The beginning of a text, at most so many cells; `~` where something was cut off. */
export function cutTo(text: string, cells: number): string {
  if (cellsOf(text) <= cells) return text;
  let kept = '';
  let used = 0;
  for (const mark of text) {
    used += markCells(mark);
    if (used > cells - 1) break;
    kept += mark;
  }
  return cells > 0 ? `${kept}~` : '';
}

/** A text at exactly so many cells: cut, or filled with spaces. */
export function padTo(text: string, cells: number): string {
  const cut = cutTo(text, cells);
  return cut + ' '.repeat(Math.max(0, cells - cellsOf(cut)));
}

/** A string that hardware made, inert and on one line, cut to a length. */
export function shownText(text: string, limit: number): string {
  return cutTo(plainText(text).trim(), limit);
}

/** A mark or name at the beginning of a line and the column of its text, as in `ok    It is so.` */
const LABEL = /^(?:(?:ok|NOT|swap|reset|lost) {2,}(?=\S)| {2}\S+ +(?=[0-9]))/;

/** At word ends, continued below the text or two columns deeper; a word longer than a line stays whole. */
export function wrapLine(line: string, columns: number): string[] {
  if (cellsOf(line) <= columns) return [line.trimEnd()];
  const start = /^ */.exec(line)?.[0] ?? '';
  const hang = ' '.repeat(LABEL.exec(line)?.[0].length ?? start.length + 2);
  const lines: string[] = [];
  let current = start;
  for (const word of line.trim().split(/ (?! )/)) {
    const empty = current.trim() === '';
    if (!empty && cellsOf(current) + 1 + cellsOf(word) > columns) {
      lines.push(current.trimEnd());
      current = `${hang}${word.trimStart()}`;
    } else {
      current += empty ? word : ` ${word}`;
    }
  }
  return [...lines, current];
}
