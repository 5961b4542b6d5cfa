import { pageAsset } from '../../assets/read.ts';
import type { Report } from '../../model/report.ts';
import type { Document } from '../report/document.ts';
import { documentOf } from '../report/sections.ts';
import { blockMarkup, lineMarkup } from './blocks.ts';
import { htmlText, type Markup, tag } from './element.ts';
import { htmlPage } from './page.ts';

/** The report as one page. `up`: where the page of all hosts is, for a page that belongs to it. */
export function reportPage(report: Report, up: string | null = null): string {
  const document = documentOf(report, '');
  const isGrave = report.disks.taken.some(({ today }) => today !== 'empty');
  const body = [
    tag('a', { class: 'skip', href: '#person' }, 'Skip to what needs a person'),
    tag(
      'main',
      { class: 'page' },
      ...headMarkup(document, isGrave, up),
      tag(
        'div',
        { class: 'columns' },
        contentsMarkup(document),
        tag('div', {}, ...document.sections.map(sectionMarkup)),
      ),
    ),
    tag('footer', {}, 'Made by panther-discover. This page asks for nothing outside of itself.'),
  ];
  return htmlPage({
    title: `${document.title}: PantherOS host report`,
    style: pageAsset('page.css'),
    body: body.join('\n'),
  });
}

function headMarkup({ title, headline, verdict }: Document, isGrave: boolean, up: string | null) {
  const kicker =
    up === null ? 'PantherOS host report' : tag('a', { href: up }, 'All hosts of this repository');
  return [
    tag('p', { class: 'kicker' }, kicker),
    tag('h1', {}, htmlText(title)),
    tag('p', { class: isGrave ? 'headline grave' : 'headline' }, lineMarkup(headline)),
    tag(
      'dl',
      { class: 'verdict' },
      ...verdict.map(({ term, line }) =>
        tag('div', {}, tag('dt', {}, htmlText(term)), tag('dd', {}, lineMarkup(line))),
      ),
    ),
  ];
}

function contentsMarkup({ sections }: Document): Markup {
  const links = sections.map(({ id, title }) =>
    tag('li', {}, tag('a', { href: `#${id}` }, htmlText(title))),
  );
  return tag(
    'nav',
    { class: 'contents', 'aria-labelledby': 'contents-title' },
    tag('h2', { id: 'contents-title' }, 'On this page'),
    tag('ul', {}, ...links),
  );
}

function sectionMarkup({ id, title, blocks }: Document['sections'][number]): Markup {
  return tag(
    'section',
    { id, 'aria-labelledby': `${id}-title`, tabindex: -1 },
    tag('h2', { id: `${id}-title` }, htmlText(title)),
    ...blocks.map(blockMarkup),
  );
}
