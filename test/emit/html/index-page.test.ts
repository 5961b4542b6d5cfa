import { join } from 'node:path';
import test from 'ava';
import { indexPage } from '../../../src/emit/html/index-page.ts';
import { indexOf } from '../../../src/emit/report/index/index.ts';
import { reportPages } from '../../../src/main/report.ts';
import type { Report } from '../../../src/model/report.ts';
import {
  closeBrowser,
  focused,
  folderOf,
  open,
  overflow,
  PHONE,
  TABLET,
  violations,
  WIDE,
} from './browser.ts';
import { recordedReports } from './recorded-reports.ts';

const reports = await recordedReports();
const broken = [{ host: 'lost-vps', reason: 'its capture is not JSON' }];
const pages = reportPages({ reports, broken });

test.after.always(closeBrowser);

/** A thousand hosts of the recorded kinds. */
function thousand(): Report[] {
  return Array.from({ length: 1000 }, (_, index) => {
    const report = reports[index % reports.length] as Report;
    return { ...report, host: `${report.host}-${index}` };
  });
}

test.serial('the list reads well in light and dark, wide and narrow', async (t) => {
  const folder = await folderOf(t, pages);
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const viewport of [WIDE, TABLET, PHONE]) {
      const opened = await open(t, join(folder, 'index.html'), { colorScheme, viewport });
      if (opened === null) return;
      const { page, requests, complaints } = opened;
      const where = `${colorScheme}, ${viewport.width} wide`;
      await page.locator('summary').click();
      t.deepEqual(await violations(page), [], where);
      t.is(await overflow(page), 0, where);
      t.deepEqual(requests, [], where);
      t.deepEqual(complaints, [], where);
    }
  }
});

test.serial(
  'without scripts all hosts are there, the odd ones first, and nothing that does not work',
  async (t) => {
    const folder = await folderOf(t, pages);
    const opened = await open(t, join(folder, 'index.html'), { javaScriptEnabled: false });
    if (opened === null) return;
    const { page } = opened;
    t.is(await page.locator('tbody tr').count(), reports.length + 1);
    const points = (await page.locator('tbody td.number:nth-child(2)').allTextContents()).map(
      Number,
    );
    t.deepEqual(
      points,
      [...points].sort((a, b) => b - a),
    );
    t.is(await page.locator('tbody th').first().textContent(), 'lost-vps');
    t.is(await page.locator('button').count(), 0);
    t.false(await page.locator('#controls').isVisible());
  },
);

test.serial('a column sorts by its button, also from the keyboard, and says so', async (t) => {
  const folder = await folderOf(t, pages);
  const opened = await open(t, join(folder, 'index.html'));
  if (opened === null) return;
  const { page } = opened;
  const head = (name: string) => page.getByRole('columnheader', { name });
  t.is(await head('Odd').getAttribute('aria-sort'), 'descending');
  await head('Memory').getByRole('button').focus();
  await page.keyboard.press('Enter');
  t.is(await head('Memory').getAttribute('aria-sort'), 'descending');
  t.is(await head('Odd').getAttribute('aria-sort'), null);
  t.regex(await page.getByRole('status').innerText(), /sorted by memory, descending\.$/);
  const memory = (await page.locator('tbody td:nth-child(6)').all()).map((cell) =>
    cell.getAttribute('data-key'),
  );
  const bytes = (await Promise.all(memory)).map(Number);
  t.deepEqual(
    bytes,
    [...bytes].sort((a, b) => b - a),
  );
  await page.keyboard.press('Space');
  t.is(await head('Memory').getAttribute('aria-sort'), 'ascending');
  t.is((await focused(page)).words, 'Memory');
  await head('Host').getByRole('button').click();
  const hosts = await page.locator('tbody th').allTextContents();
  t.deepEqual(hosts, [...hosts].sort());
});

test.serial(
  'it is filtered by words, profile and oddness, and the number that is left is told',
  async (t) => {
    const folder = await folderOf(t, pages);
    const opened = await open(t, join(folder, 'index.html'));
    if (opened === null) return;
    const { page } = opened;
    const shown = () => page.locator('tbody tr:visible th').allTextContents();
    const all = reports.length + 1;
    await page.getByLabel(/^Search/).fill('LENOVO yoga');
    t.deepEqual(await shown(), ['yoga']);
    t.is(await page.getByRole('status').innerText(), `1 of ${all} hosts, odd ones first.`);
    await page.getByLabel(/^Search/).fill('no such machine');
    t.deepEqual(await shown(), []);
    t.is(await page.getByRole('status').innerText(), `0 of ${all} hosts, odd ones first.`);
    await page.getByLabel(/^Search/).fill('');
    await page.getByLabel('Profile').selectOption('vps');
    t.deepEqual((await shown()).sort(), ['contabo-vps', 'hetzner-vps', 'ovh-vps']);
    await page.getByLabel('Only odd ones').check();
    t.deepEqual((await shown()).sort(), ['contabo-vps', 'ovh-vps']);
  },
);

test.serial('each host leads to its page and back; one that is broken to none', async (t) => {
  const folder = await folderOf(t, pages);
  const opened = await open(t, join(folder, 'index.html'));
  if (opened === null) return;
  const { page, requests } = opened;
  t.is(await page.getByRole('link', { name: 'lost-vps' }).count(), 0);
  await page.getByRole('link', { name: 'zephyrus' }).click();
  t.is(await page.locator('h1').innerText(), 'zephyrus');
  await page.getByRole('link', { name: 'All hosts of this repository' }).click();
  t.is(await page.locator('h1').innerText(), `${reports.length + 1} hosts`);
  t.deepEqual(requests, []);
});

test.serial(
  'a keyboard reaches skip link, explanation, controls, heads and hosts in order',
  async (t) => {
    const folder = await folderOf(t, pages);
    const opened = await open(t, join(folder, 'index.html'));
    if (opened === null) return;
    const { page } = opened;
    const order: string[] = [];
    for (let step = 0; step < 14; step += 1) {
      await page.keyboard.press('Tab');
      const { words, seen } = await focused(page);
      t.true(seen, `${words}: its focus is not seen`);
      order.push(words);
    }
    t.deepEqual(order.slice(0, 2), ['Skip to the hosts', 'What “odd” means']);
    t.is(order[2], 'search');
    t.deepEqual(order.slice(4, 7), ['only-odd', 'Host', 'Odd']);
    t.true(reports.some(({ host }) => order.includes(host)));
  },
);

test.serial('a thousand hosts are one table that still sorts and filters', async (t) => {
  const entries = indexOf({ reports: thousand(), broken: [] });
  const folder = await folderOf(t, { 'index.html': indexPage(entries, () => null) });
  const opened = await open(t, join(folder, 'index.html'));
  if (opened === null) return;
  const { page, complaints } = opened;
  t.is(await page.locator('tbody tr').count(), 1000);
  await page.getByLabel(/^Search/).fill(`${reports[999 % reports.length]?.host}-999`);
  t.is(await page.getByRole('status').innerText(), '1 of 1000 hosts, odd ones first.');
  await page.getByLabel(/^Search/).fill('');
  await page.getByRole('columnheader', { name: 'Host' }).getByRole('button').click();
  t.is(await page.locator('tbody th').first().textContent(), 'contabo-vps-0');
  t.is(await overflow(page), 0);
  t.deepEqual(complaints, []);
});
