import { cellsOf, cutTo, wrapLine } from '../picture/cells.ts';
import { plainText } from '../terminal.ts';
import { element, xmlText } from './element.ts';
import { CELL, LINE, MARGIN, WIDTH } from './style.ts';

/** A picture in the making: what is drawn so far, and where the next line goes. */
export interface Page {
  parts: string[];
  y: number;
}

/** Draws a text as one line, cut where it would leave the space it has. */
export function drawText(
  page: Page,
  text: string,
  { x, y, width, kind = '' }: { x: number; y: number; width: number; kind?: string },
): void {
  const shown = cutTo(plainText(text), Math.floor(width / CELL));
  if (shown.trim() === '') return;
  const look = kind === '' ? {} : { class: kind };
  // Runs of spaces line columns up; without this they would collapse.
  page.parts.push(element('text', { x, y, ...look, 'xml:space': 'preserve' }, xmlText(shown)));
}

/** Writes a paragraph below what is there, wrapped, indented by `indent`. */
export function writeLines(page: Page, text: string, kind = '', indent = 0): void {
  const x = MARGIN + indent;
  const width = WIDTH - MARGIN - x;
  for (const line of wrapLine(plainText(text), Math.floor(width / CELL))) {
    page.y += LINE;
    drawText(page, line, { x, y: page.y, width, kind });
  }
}

/** Writes short texts one after another, several to a line. */
export function writeFlow(
  page: Page,
  texts: readonly string[],
  kind: string,
  indent: number,
): void {
  const cells = Math.floor((WIDTH - 2 * MARGIN - indent) / CELL);
  let line = '';
  for (const text of texts) {
    const longer = line === '' ? text : `${line}   ${text}`;
    if (line !== '' && cellsOf(longer) > cells) {
      writeLines(page, line, kind, indent);
      line = text;
    } else {
      line = longer;
    }
  }
  if (line !== '') writeLines(page, line, kind, indent);
}
