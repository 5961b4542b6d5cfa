import { element, xmlText } from './element.ts';
import type { Page } from './page.ts';
import { MARGIN, STYLE, WIDTH } from './style.ts';

/**
 * A drawn page as one XML document without script or reference to anything outside, told in words by its
 * title and description. `name` begins its ids; `style` goes beside the style that all pictures share.
 */
export function framed(
  page: Page,
  {
    name,
    title,
    words,
    style = '',
  }: { name: string; title: string; words: string; style?: string },
): string {
  const height = page.y + MARGIN;
  const frame = { x: 0.5, y: 0.5, width: WIDTH - 1, height: height - 1, rx: 6 };
  const parts = [
    element('title', { id: `${name}-title` }, xmlText(title)),
    element('desc', { id: `${name}-description` }, xmlText(words)),
    element('style', {}, `${STYLE}${style}`.replaceAll('>', '&gt;')),
    element('rect', { class: 'paper', ...frame }),
    ...page.parts,
  ];
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${WIDTH} ${height}`,
    width: WIDTH,
    height,
    role: 'img',
    'aria-labelledby': `${name}-title ${name}-description`,
  };
  return `${element('svg', attributes, `\n${parts.join('\n')}\n`)}\n`;
}
