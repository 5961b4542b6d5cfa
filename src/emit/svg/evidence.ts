import type { Report } from '../../model/report.ts';
import { cellsOf, shownText } from '../picture/cells.ts';
import { evidenceWords, rankingBars, weightBars } from '../report/bars.ts';
import type { Bar } from '../report/document.ts';
import { element } from './element.ts';
import { framed } from './frame.ts';
import { drawText, type Page, writeLines } from './page.ts';
import { CELL, LINE, MARGIN, WIDTH } from './style.ts';

const ROW = LINE + 4;
const NUMBER = 6 * CELL;
const BAR = { x: MARGIN + NUMBER + 12, width: 260, height: 12 };
const WORDS = BAR.x + BAR.width + 16;

const EVIDENCE_STYLE = [
  '.for{fill:#4a9a63}',
  '.against{fill:#c4473d}',
  '.chosen{fill:#3f7cc4}',
  '.other{fill:#9aa4b0}',
  '.axis{fill:#59636e}',
  '@media (prefers-color-scheme:dark){',
  '.for{fill:#4fae6c}',
  '.against{fill:#e0665c}',
  '.chosen{fill:#5b9bea}',
  '.other{fill:#6b7683}',
  '.axis{fill:#9da7b3}',
  '}',
].join('');

/** What speaks for and against the profile, and how the others did, as an SVG picture. */
export function evidenceSvg({ profile }: Report): string {
  const { id, confidence, evidence, score, ranked } = profile;
  const page: Page = { parts: [], y: MARGIN - 4 };
  writeLines(page, `For and against ${shownText(id, 40)}: ${score}`, 'head');
  page.y += 6;
  drawRows(
    page,
    weightBars(evidence),
    evidence.map(({ weight, text }) => [weight < 0 ? String(weight) : `+${weight}`, text]),
  );
  if (ranked.length > 0) {
    page.y += 12;
    writeLines(page, 'All profiles', 'head');
    page.y += 6;
    drawRows(
      page,
      rankingBars(ranked, id),
      ranked.map(({ profile: name, score: points }) => [String(points), shownText(name, 40)]),
    );
  }
  return framed(page, {
    name: 'evidence',
    title: `Why ${shownText(id, 40)}, ${confidence} confidence`,
    words: evidenceWords(profile),
    style: EVIDENCE_STYLE,
  });
}

function drawRows(page: Page, bars: readonly Bar[], texts: readonly (readonly string[])[]): void {
  const top = page.y;
  for (const [index, { from, to, tone }] of bars.entries()) {
    const [number = '', words = ''] = texts[index] ?? [];
    const y = top + index * ROW + LINE;
    const x = MARGIN + NUMBER - cellsOf(number) * CELL;
    drawText(page, number, { x, y, width: NUMBER + CELL });
    const left = BAR.x + from * BAR.width;
    const width = Math.max(1, (to - from) * BAR.width);
    const box = { x: left, y: y - 11, width, height: BAR.height, rx: 2 };
    page.parts.push(element('rect', { class: tone, ...box }));
    drawText(page, words, { x: WORDS, y, width: WIDTH - MARGIN - WORDS });
  }
  const [first] = bars;
  if (first === undefined) return;
  const axis = { x: BAR.x + first.axis * BAR.width - 0.5, y: top + 3, width: 1 };
  page.parts.push(element('rect', { class: 'axis', ...axis, height: bars.length * ROW }));
  page.y = top + bars.length * ROW;
}
