import type { Concern } from '../../model/report.ts';
import { markdownCode, markdownLine, markdownPiece, markdownText } from '../markdown.ts';
import { marksOf } from './concerns.ts';
import type { Block, Document, Inline, Line, Section, Table } from './document.ts';
import { LEVEL_NAMES } from './verdict.ts';

/**
 * The document as Markdown. `pictures`: whether the pictures lie beside it, to be shown; what they show
 * stands there in words either way.
 */
export function printMarkdown(document: Document, { pictures }: { pictures: boolean }): string {
  const verdict: Table = {
    kind: 'table',
    about: 'Verdict',
    columns: [{ title: '' }, { title: '' }],
    rows: document.verdict.map(({ term, line }) => [[{ strong: term }], line]),
  };
  const blocks = [
    `# ${markdownText(document.title)}`,
    `**${inline(document.headline)}**`,
    printTable(verdict),
    pictures
      ? 'Made by panther-discover from the recording beside it; do not edit.'
      : 'Made by panther-discover.',
    ...document.sections.map((section) => printSection(section, pictures)),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function printSection({ title, blocks }: Section, pictures: boolean): string {
  const shown = blocks.flatMap((block) => {
    const text = printBlock(block, pictures);
    return text === null ? [] : [text];
  });
  return [`## ${markdownText(title)}`, ...shown].join('\n\n');
}

/** A block, or null where Markdown shows nothing for it. */
function printBlock(block: Block, pictures: boolean): string | null {
  switch (block.kind) {
    case 'text':
      return inline(block.line);
    case 'heading':
      return `### ${inline(block.line)}`;
    case 'list':
      return block.items.map((item) => `- ${inline(item)}`).join('\n');
    case 'concerns':
      return block.concerns.map(printConcern).join('\n');
    case 'picture':
      return pictures ? `![${markdownText(block.words)}](${block.file})` : null;
    case 'disk':
      return null;
    case 'table':
      return printTable(block);
  }
}

function printConcern(concern: Concern): string {
  const { level, text } = concern;
  const name = level === 'unknown' ? LEVEL_NAMES[level] : `**${LEVEL_NAMES[level]}**`;
  return `- ${name}: ${markdownText(text)} ${marksOf(concern).map(markdownCode).join(' ')}`;
}

function printTable({ columns, rows }: Table): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    row(columns.map(({ title }) => markdownText(title))),
    row(columns.map(({ kind }) => (kind === 'number' ? '---:' : '---'))),
    ...rows.map((cells) => row(cells.map((line) => pieces(line).trim()))),
  ].join('\n');
}

function inline(line: Line): string {
  return markdownLine(pieces(line));
}

function pieces(line: Line): string {
  return line.map(pieceOf).join('');
}

function pieceOf(part: Inline): string {
  if (typeof part === 'string') return markdownPiece(part);
  if ('code' in part) return markdownCode(part.code);
  const text = markdownText(part.strong);
  return text === '' ? '' : `**${text}**`;
}
