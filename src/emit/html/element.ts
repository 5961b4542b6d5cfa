import { xmlText } from '../svg/element.ts';
import { plainText } from '../terminal.ts';

/** Elements that have no content and no end. */
const VOID = new Set(['meta', 'link', 'input', 'br']);

/**
 * Any text as text of a page or the value of a quoted attribute: one line, in which nothing is markup.
 * What XML has no place for, HTML is better off without as well.
 */
export const htmlText = xmlText;

/** So long a word may make a column wide. */
const LONGEST_WORD = 24;
const LONG_WORD = new RegExp(`(\\S{${LONGEST_WORD}}(?=\\S))`, 'u');

/** The same as text of a page that flows: a word without end is broken rather than the page made wider. */
export function flowText(text: string): Markup {
  return plainText(text)
    .split(LONG_WORD)
    .map((part, at) => (at % 2 === 1 ? `${htmlText(part)}<wbr>` : htmlText(part)))
    .join('');
}

/** Markup that is safe, for it was put together of escaped text. */
export type Markup = string;

/** An element with its attributes in the order given; one that is null is left out. */
export function tag(
  name: string,
  attributes: Readonly<Record<string, string | number | null>>,
  ...inside: readonly Markup[]
): Markup {
  const words = Object.entries(attributes).map(([key, value]) => {
    if (value === null) return '';
    return value === '' ? ` ${key}` : ` ${key}="${htmlText(String(value))}"`;
  });
  const start = `<${name}${words.join('')}>`;
  return VOID.has(name) ? start : `${start}${inside.join('')}</${name}>`;
}
