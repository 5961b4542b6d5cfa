import { pageAsset } from '../../assets/read.ts';
import { counted } from '../../model/display.ts';
import type { IndexEntry } from '../report/index/index.ts';
import { ODD_RULES } from '../report/index/odd.ts';
import { differenceWords, NAMED_DIFFERENCES } from '../report/index/siblings.ts';
import { flowText, htmlText, type Markup, tag } from './element.ts';
import { htmlPage } from './page.ts';

const COLUMNS = ['Host', 'Odd', 'Why', 'Profile', 'Machine', 'Memory', 'Disks'];
const NUMBERS = ['Odd', 'Memory'];

/**
 * All hosts on one page, the odd ones first; `pageOf` says where the page of a host is, null that there
 * is none. A script sorts and filters where scripts run.
 */
export function indexPage(
  entries: readonly IndexEntry[],
  pageOf: (host: string) => string | null,
): string {
  const odd = entries.filter((entry) => entry.odd).length;
  const body = [
    tag('a', { class: 'skip', href: '#hosts' }, 'Skip to the hosts'),
    tag(
      'main',
      { class: 'page wide' },
      tag('p', { class: 'kicker' }, 'PantherOS host reports'),
      tag('h1', {}, counted(entries.length, 'host')),
      tag('p', { class: 'headline' }, `${odd} of them odd; the odd ones come first.`),
      tag(
        'details',
        {},
        tag('summary', {}, 'What “odd” means'),
        tag('p', {}, 'Points, added up:'),
        tag('ul', {}, ...ODD_RULES.map((rule) => tag('li', {}, htmlText(rule)))),
      ),
      controlsMarkup(),
      tag(
        'p',
        { id: 'status', role: 'status' },
        `${entries.length} of ${entries.length} hosts, odd ones first.`,
      ),
      tableMarkup(entries, pageOf),
    ),
  ];
  return htmlPage({
    title: 'PantherOS host reports',
    style: pageAsset('page.css') + pageAsset('index.css'),
    script: pageAsset('index.js'),
    body: body.join('\n'),
  });
}

/** Hidden until the script is there that they need. */
function controlsMarkup(): Markup {
  const field = (id: string, label: string, control: Markup): Markup =>
    tag('div', {}, tag('label', { for: id }, label), control);
  return tag(
    'div',
    { id: 'controls', class: 'controls', role: 'search', hidden: '' },
    field(
      'search',
      'Search hosts, machines, reasons',
      tag('input', { id: 'search', type: 'search', autocomplete: 'off', spellcheck: 'false' }),
    ),
    field(
      'profile',
      'Profile',
      tag('select', { id: 'profile' }, tag('option', { value: '' }, 'all')),
    ),
    tag(
      'label',
      { class: 'check', for: 'only-odd' },
      tag('input', { id: 'only-odd', type: 'checkbox' }),
      'Only odd ones',
    ),
  );
}

function tableMarkup(
  entries: readonly IndexEntry[],
  pageOf: (host: string) => string | null,
): Markup {
  const heads = COLUMNS.map((column) =>
    tag(
      'th',
      {
        scope: 'col',
        role: 'columnheader',
        class: NUMBERS.includes(column) ? 'number' : null,
        'aria-sort': column === 'Odd' ? 'descending' : null,
      },
      column,
    ),
  );
  return tag(
    'table',
    { id: 'hosts', class: 'hosts stacks', role: 'table', 'aria-label': 'Hosts', tabindex: -1 },
    tag('thead', { role: 'rowgroup' }, tag('tr', { role: 'row' }, ...heads)),
    tag(
      'tbody',
      { role: 'rowgroup' },
      ...entries.map((entry) => rowMarkup(entry, pageOf(entry.host))),
    ),
  );
}

function rowMarkup(entry: IndexEntry, page: string | null): Markup {
  const { host, points, odd, profile, confidence, machine, memory, memoryBytes, disks } = entry;
  const name = htmlText(host);
  const head = page === null ? name : tag('a', { href: page }, name);
  const sure = confidence === null ? '' : `, ${confidence}`;
  return tag(
    'tr',
    { role: 'row', 'data-odd': odd ? 1 : 0, 'data-profile': profile ?? '' },
    tag('th', { scope: 'row', role: 'rowheader' }, head),
    cell('Odd', String(points), { class: 'number', 'data-key': points }),
    cell('Why', whyMarkup(entry), { class: 'why' }),
    cell('Profile', flowText(profile === null ? '–' : `${profile}${sure}`), {}),
    cell('Machine', flowText(machine ?? '–'), {}),
    cell('Memory', flowText(memory ?? '–'), { class: 'number', 'data-key': memoryBytes ?? -1 }),
    cell('Disks', flowText(disks ?? '–'), {}),
  );
}

function cell(
  label: string,
  inside: Markup,
  attributes: Readonly<Record<string, string | number>>,
): Markup {
  return tag('td', { role: 'cell', 'data-label': label, ...attributes }, inside);
}

function whyMarkup({ why, differences }: IndexEntry): Markup {
  if (why.length === 0) return '–';
  const reasons = why.map(({ points, text }) =>
    tag('li', {}, flowText(text), ' ', tag('span', { class: 'points' }, `+${points}`)),
  );
  const named = differences
    .slice(0, NAMED_DIFFERENCES)
    .map((difference) => tag('li', { class: 'dim' }, flowText(differenceWords(difference))));
  return tag('ul', {}, ...reasons, ...named);
}
