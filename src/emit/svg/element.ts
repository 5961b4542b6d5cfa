import { plainText } from '../terminal.ts';

/** What XML 1.0 has no place for, even escaped, and would make the whole picture unreadable. */
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Any text as character data or the value of an attribute: one line, in which nothing is markup. */
export function xmlText(text: string): string {
  return plainText(text)
    .replace(FORBIDDEN, '')
    .replace(/[&<>"']/g, (mark) => ENTITIES[mark] ?? '');
}

/** An element, with attributes in the order given; `inside` is markup that is safe already. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  inside?: string,
): string {
  const words = Object.entries(attributes).map(([key, value]) => ` ${key}="${shownValue(value)}"`);
  const start = `<${name}${words.join('')}`;
  return inside === undefined ? `${start}/>` : `${start}>${inside}</${name}>`;
}

function shownValue(value: string | number): string {
  return typeof value === 'number' ? String(Math.round(value * 100) / 100) : xmlText(value);
}
