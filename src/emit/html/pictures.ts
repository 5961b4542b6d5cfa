import { cellsOf } from '../picture/cells.ts';
import type { Bar, DiskBar, DiskBox } from '../report/document.ts';
import { htmlText, type Markup, tag } from './element.ts';

/** So much of a disk's width a character takes where the page is as narrow as a phone. */
const CHARACTER = 0.021;

/** One bar of a row, in proportion to the space it gets; the row says the same in words. */
export function meter({ from, to, axis, tone }: Bar): Markup {
  const bar = {
    class: `fill-${tone}`,
    x: percent(from),
    y: '15%',
    width: percent(Math.max(0.006, to - from)),
    height: '70%',
    rx: 2,
  };
  return tag(
    'svg',
    { class: 'meter', 'aria-hidden': 'true' },
    tag('rect', bar),
    tag('rect', { class: 'axis', x: percent(axis), y: 0, width: 1, height: '100%' }),
  );
}

/** A disk as boxes that share the width of the page; each box cuts off what its label has no room for. */
export function diskPicture({ words, boxes }: DiskBar): Markup {
  let at = 0;
  const drawn = boxes.map((box) => {
    const x = at;
    at += box.share;
    const shown = labelOf(box);
    const place =
      shown.length > 1 ? { x: 8, y: '50%' } : { x: '50%', y: '50%', 'text-anchor': 'middle' };
    return tag(
      'svg',
      { x: percent(x), width: percent(box.share), height: '100%' },
      tag('rect', { class: `fill-${box.tone}`, width: '100%', height: '100%' }),
      tag('text', { ...place, 'dominant-baseline': 'central' }, htmlText(shown)),
    );
  });
  return tag('svg', { class: 'disk', role: 'img', 'aria-label': words }, ...drawn);
}

/** The longest label that fits; the last one where none does. */
function labelOf({ labels, share }: DiskBox): string {
  const fitting = labels.find((label) => (cellsOf(label) + 2) * CHARACTER <= share);
  return fitting ?? labels.at(-1) ?? '';
}

function percent(share: number): string {
  return `${Math.round(share * 100_000) / 1000}%`;
}
