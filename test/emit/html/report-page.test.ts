import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { reportPage } from '../../../src/emit/html/report.ts';
import { reportOf } from '../../../src/emit/report/report.ts';
import { plainText } from '../../../src/emit/terminal.ts';
import { reportPages } from '../../../src/main/report.ts';
import { Facts } from '../../../src/model/facts.ts';
import { exampleCapture, exampleMatch, examplePlan } from '../example.ts';
import { hostileStrings } from '../hostile.ts';
import { withStrings } from '../report/hostile-values.ts';
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
const pages = reportPages({ reports, broken: [] });

test.after.always(closeBrowser);

for (const { host } of reports) {
  test.serial(`${host}: its page reads well in light and dark, wide and narrow`, async (t) => {
    const folder = await folderOf(t, pages);
    const opened = await open(t, join(folder, `hosts/${host}.html`));
    if (opened === null) return;
    const { page, requests, complaints } = opened;
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const viewport of [WIDE, TABLET, PHONE]) {
        await page.setViewportSize(viewport);
        const where = `${colorScheme}, ${viewport.width} wide`;
        t.is(await overflow(page), 0, where);
        if (viewport === WIDE || host === 'zephyrus')
          t.deepEqual(await violations(page), [], where);
      }
    }
    t.deepEqual(requests, []);
    t.deepEqual(complaints, []);
  });
}

test.serial('the decision stands above the fold, also on a phone', async (t) => {
  const folder = await folderOf(t, pages);
  for (const viewport of [WIDE, PHONE]) {
    const opened = await open(t, join(folder, 'hosts/zephyrus.html'), { viewport });
    if (opened === null) return;
    const verdict = opened.page.locator('.verdict');
    const box = await verdict.boundingBox();
    t.true(box !== null && box.y + box.height <= viewport.height, `${box?.y} ${box?.height}`);
    const words = (await opened.page.locator('main').innerText()).replace(/\s+/g, ' ');
    for (const said of [
      'An install destroys what nvme0n1 holds, and what of it lies on nvme1n1, which is left alone.',
      'zephyrus with high confidence',
      'and its part on nvme1n1',
    ]) {
      t.true(words.includes(said), said);
    }
  }
});

test.serial('a keyboard reaches every link in order, each seen to have the focus', async (t) => {
  const folder = await folderOf(t, pages);
  for (const viewport of [WIDE, PHONE]) {
    const opened = await open(t, join(folder, 'hosts/yoga.html'), { viewport });
    if (opened === null) return;
    const { page } = opened;
    const links = await page.locator('a').allTextContents();
    t.is(links[0], 'Skip to what needs a person');
    t.true(links.length > 8);
    for (const link of links) {
      await page.keyboard.press('Tab');
      const { words, seen } = await focused(page);
      t.is(words, link);
      t.true(seen, `${link}: its focus is not seen`);
    }
  }
});

test.serial('the skip link leads past the contents', async (t) => {
  const folder = await folderOf(t, pages);
  const opened = await open(t, join(folder, 'hosts/yoga.html'));
  if (opened === null) return;
  const { page } = opened;
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  t.true(page.url().endsWith('#person'));
  t.is((await focused(page)).id, 'person');
});

test.serial('a reader hears the disks as a picture with words, and tables as tables', async (t) => {
  const folder = await folderOf(t, pages);
  for (const viewport of [WIDE, PHONE]) {
    const opened = await open(t, join(folder, 'hosts/zephyrus.html'), { viewport });
    if (opened === null) return;
    const { page } = opened;
    t.is(
      await page.getByRole('img', { name: /^nvme0n1 today, .* All of it is destroyed/ }).count(),
      1,
    );
    t.is(await page.getByRole('img', { name: /^nvme0n1 then: esp, 2 GiB: ESP/ }).count(), 1);
    const modules = page.getByRole('table', { name: 'PantherOS modules that are switched on' });
    t.true((await modules.getByRole('row').count()) > 10);
    t.is(await modules.getByRole('columnheader').count(), 3);
    t.is(await page.getByRole('heading', { level: 1 }).innerText(), 'zephyrus');
    t.is(await page.getByRole('navigation').getByRole('link').count(), 8);
  }
});

test.serial('on paper it is dark on light, without what only a screen needs', async (t) => {
  const folder = await folderOf(t, pages);
  const opened = await open(t, join(folder, 'hosts/zephyrus.html'), { colorScheme: 'dark' });
  if (opened === null) return;
  const { page } = opened;
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  const colours = await page.evaluate(
    '[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]',
  );
  t.deepEqual(colours, ['rgb(28, 33, 40)', 'rgb(255, 255, 255)']);
  t.false(await page.locator('nav').isVisible());
  t.true((await page.pdf({ format: 'A4' })).length > 10_000);
});

test.serial(
  'a browser makes nothing but text of hostile strings in every field of the facts',
  async (t) => {
    const facts = Facts.parse(
      JSON.parse(readFileSync('hardware-discovery/zephyrus/facts.json', 'utf8')),
    );
    const strings = [...hostileStrings, 'W'.repeat(4096)].filter(
      (text) => plainText(text).trim() !== '',
    );
    const filled = (texts: readonly string[]): string => {
      let at = 0;
      const hostile = withStrings(facts, ([first]) =>
        first === 'sources' || first === 'schema' ? null : (texts[at++ % texts.length] ?? ''),
      );
      const input = { plan: examplePlan(), match: exampleMatch(), capture: exampleCapture() };
      return reportPage(reportOf({ ...input, facts: hostile }));
    };
    const folder = await folderOf(t, {
      'hostile.html': filled(strings),
      'calm.html': filled(['x']),
      'wide.html': filled(['W'.repeat(500)]),
    });
    const elements: unknown[] = [];
    for (const name of ['hostile.html', 'calm.html', 'wide.html']) {
      const opened = await open(t, join(folder, name), { viewport: PHONE });
      if (opened === null) return;
      const { page, requests, complaints } = opened;
      t.deepEqual([requests, complaints], [[], []], name);
      for (const viewport of [WIDE, TABLET, PHONE]) {
        await page.setViewportSize(viewport);
        t.is(await overflow(page), 0, `${name}, ${viewport.width} wide`);
      }
      elements.push(
        await page.evaluate(
          "[...document.querySelectorAll('*:not(wbr)')].map((one) => one.tagName + [...one.attributes].map(({ name }) => name))",
        ),
      );
    }
    t.deepEqual(elements[0], elements[1]);
  },
);

test('a page holds its own policy, no handler, and nothing that leads outside', (t) => {
  for (const [path, text] of Object.entries(pages)) {
    t.regex(text, /<meta http-equiv="Content-Security-Policy" content="default-src 'none'; /, path);
    t.notRegex(text, /unsafe-|https?:|\son[a-z]+=|\sstyle=|@import|url\(|<img|<link|<iframe/, path);
    const scripts = text.match(/<script/g) ?? [];
    t.is(scripts.length, path === 'index.html' ? 1 : 0, path);
  }
});
