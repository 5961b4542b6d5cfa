import { cellsOf } from '../picture/cells.ts';
import type { Bar, DiskBar } from '../report/document.ts';
import { htmlText, type Markup, tag } from './element.ts';

/** Below this share of a disk's width a box has room for its number alone. */
const ROOM_FOR_LABEL = 0.012;

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
  const drawn = boxes.map(({ label, share, tone }, index) => {
    const x = at;
    at += share;
    const needed = (cellsOf(label) + 2) * ROOM_FOR_LABEL;
    const shown = needed <= share ? `${index + 1} ${label}` : String(index + 1);
    return tag(
      'svg',
      { x: percent(x), width: percent(share), height: '100%' },
      tag('rect', { class: `fill-${tone}`, width: '100%', height: '100%' }),
      tag('text', { x: 6, y: '50%', 'dominant-baseline': 'central' }, htmlText(shown)),
    );
  });
  return tag('svg', { class: 'disk', role: 'img', 'aria-label': words }, ...drawn);
}

function percent(share: number): string {
  return `${Math.round(share * 100_000) / 1000}%`;
}
