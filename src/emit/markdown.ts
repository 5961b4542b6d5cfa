import { plainText } from './terminal.ts';

const special = /[\\`*_[\]<>|~$#{}]/g;
const startOfBlock = /^([0-9]{0,9})([-+=.)])/;
const autolink = /:(?=\/\/)|(?<=www)\./gi;
/** What begins a mention of a person or an issue: GitHub looks for it in what was rendered, where no backslash is left. */
const mention = /([`@#]*(?:@|#(?=[0-9]))[`@#]*)/;

/**
 * Any text as inert Markdown, in a paragraph, a list item or a table cell: one line, in which
 * nothing is markup, a link, HTML, the end of a cell or calls anybody.
 */
export function markdownText(text: string): string {
  return markdownLine(markdownPiece(text));
}

/** A line of inert Markdown, put together of pieces, so that nothing at its beginning makes a list. */
export function markdownLine(inert: string): string {
  return inert.trim().replace(startOfBlock, '$1\\$2');
}

/** The same for a piece of a line, which keeps the spaces that part it from its neighbours. */
export function markdownPiece(text: string): string {
  return plainText(text)
    .split(mention)
    .map((part, at) => (at % 2 === 1 ? codeSpan(part) : escaped(part)))
    .join('');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replace(special, '\\$&').replace(autolink, '\\$&');
}

/**
 * Any text as a code span; where it holds a pipe, which table cells and code spans disagree about,
 * as plain text.
 */
export function markdownCode(text: string): string {
  const line = plainText(text);
  if (line.trim() === '') return '–';
  if (line.includes('|')) return markdownText(line);
  return codeSpan(line);
}

function codeSpan(line: string): string {
  const fence = '`'.repeat(longestRun(line) + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** Lines of text as a fenced block that no line of it can end. */
export function markdownBlock(text: string, language = 'text'): string {
  const lines = text.replace(/\n+$/, '').split('\n').map(plainText);
  const body = lines.join('\n');
  const fence = '`'.repeat(Math.max(3, longestRun(body) + 1));
  return `${fence}${language}\n${body}\n${fence}`;
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}
