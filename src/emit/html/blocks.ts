import type { Concern } from '../../model/report.ts';
import { marksOf } from '../report/concerns.ts';
import {
  type Block,
  type Column,
  type Inline,
  type Line,
  NOTHING,
  type Table,
} from '../report/document.ts';
import { LEVEL_NAMES } from '../report/verdict.ts';
import { flowText, htmlText, type Markup, tag } from './element.ts';
import { diskPicture, meter } from './pictures.ts';

/** A block of a document as markup; nothing where a page draws the same in another way. */
export function blockMarkup(block: Block): Markup {
  switch (block.kind) {
    case 'text':
      return tag('p', {}, lineMarkup(block.line));
    case 'heading':
      return tag('h3', {}, lineMarkup(block.line));
    case 'list':
      return tag('ul', {}, ...block.items.map((item) => tag('li', {}, lineMarkup(item))));
    case 'concerns':
      return tag('ul', { class: 'concerns' }, ...block.concerns.map(concernMarkup));
    case 'disk':
      return diskPicture(block.bar);
    case 'picture':
      return '';
    case 'table':
      return tableMarkup(block);
  }
}

/** A line with its code and its emphasis. */
export function lineMarkup(line: Line): Markup {
  return line.map(pieceMarkup).join('');
}

function pieceMarkup(piece: Inline): Markup {
  if (typeof piece === 'string') return flowText(piece);
  return 'code' in piece ? codeMarkup(piece.code) : tag('strong', {}, flowText(piece.strong));
}

function codeMarkup(text: string): Markup {
  return tag('code', {}, flowText(text));
}

function concernMarkup(concern: Concern): Markup {
  const { level, text } = concern;
  return tag(
    'li',
    { class: level },
    tag('span', { class: 'level' }, htmlText(LEVEL_NAMES[level])),
    tag(
      'span',
      {},
      flowText(text),
      ' ',
      tag('span', { class: 'where' }, marksOf(concern).map(codeMarkup).join(' ')),
    ),
  );
}

/**
 * A table whose rows become cards where the page is narrow. Its roles are written out, for a browser
 * that lays a table out otherwise forgets that it is one.
 */
function tableMarkup({ about, columns, rows, bars }: Table): Markup {
  const stacks = columns.length > 2;
  const head = columns.map(({ title, kind = null }) =>
    tag('th', { scope: 'col', role: 'columnheader', class: kind }, htmlText(title)),
  );
  if (bars !== undefined) {
    head.splice(1, 0, tag('td', { class: 'drawn', role: 'cell' }));
  }
  const body = rows.map((row, number) => {
    const cells = row.map((line, index) => cellMarkup(line, columns[index]));
    const bar = bars?.[number];
    if (bar !== undefined)
      cells.splice(1, 0, tag('td', { class: 'drawn', role: 'cell' }, meter(bar)));
    return tag('tr', { role: 'row' }, ...cells);
  });
  return tag(
    'table',
    { role: 'table', 'aria-label': about, class: stacks ? 'stacks' : null },
    tag('thead', { role: 'rowgroup' }, tag('tr', { role: 'row' }, ...head)),
    tag('tbody', { role: 'rowgroup' }, ...body),
  );
}

function cellMarkup(line: Line, column: Column | undefined): Markup {
  const inside = lineMarkup(line);
  const looks = [column?.kind, inside === NOTHING ? 'nothing' : null].filter(Boolean).join(' ');
  const attributes = {
    role: 'cell',
    class: looks || null,
    'data-label': column?.title || null,
  };
  return tag('td', attributes, column?.kind === 'name' ? breakable(inside) : inside);
}

/** Long names are broken behind their dots and slashes rather than anywhere; no tag of a cell has either. */
function breakable(inside: Markup): Markup {
  return inside.replace(/(?<!<)[./](?=[\w-])/g, '$&<wbr>');
}
