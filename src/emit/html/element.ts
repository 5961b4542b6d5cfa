import { xmlText } from '../svg/element.ts';

/** Elements that have no content and no end. */
const VOID = new Set(['meta', 'link', 'input', 'br']);

/**
 * Any text as text of a page or the value of a quoted attribute: one line, in which nothing is markup.
 * What XML has no place for, HTML is better off without as well.
 */
export const htmlText = xmlText;

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
