import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ExecutionContext } from 'ava';
import axe, { type AxeResults } from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { writePages } from '../../../src/write/pages.ts';
import { requireTool } from '../../tools.ts';

const CHROMIUM = '/usr/bin/chromium';
const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];
/** Milliseconds for a browser on a machine that has much else to do. */
const PATIENCE = 240_000;
/** What axe-core is asked to look for. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];

export const WIDE = { width: 1280, height: 900 };
/** Wider than what turns tables into cards, and narrower than a table likes. */
export const TABLET = { width: 768, height: 1024 };
export const PHONE = { width: 390, height: 844 };

let started: Promise<Browser> | null = null;

/** For the end of a test file. */
export async function closeBrowser(): Promise<void> {
  await (await started)?.close();
}

/** A folder of pages, open to a browser; whatever else a page asks for or complains about is noted. */
export interface Opened {
  page: Page;
  /** Requests for anything but the page itself. */
  requests: string[];
  /** Errors, refusals of the page's own policy, and dialogs. */
  complaints: string[];
}

/** Writes pages into a folder that goes away after the test, and returns its path. */
export async function folderOf(
  t: ExecutionContext,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'panther-pages-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  await writePages(folder, files);
  return folder;
}

/** Opens a file in Chromium; null where there is none, which the test has then said aloud. */
export async function open(
  t: ExecutionContext,
  path: string,
  options: BrowserContextOptions = {},
): Promise<Opened | null> {
  if (!requireTool(t, 'chromium')) return null;
  started ??= chromium.launch({ executablePath: CHROMIUM, args: FLAGS, timeout: PATIENCE });
  const context = await (await started).newContext({ viewport: WIDE, ...options });
  context.setDefaultTimeout(PATIENCE);
  t.teardown(() => context.close());
  const page = await context.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  const pages = new Set<string>();
  await context.route('**/*', (route) => {
    const request = route.request();
    if (request.isNavigationRequest() && request.url().startsWith('file:')) {
      pages.add(request.url());
      return route.continue();
    }
    requests.push(request.url());
    return route.abort();
  });
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(pathToFileURL(path).href);
  t.true(pages.size > 0, 'the page itself was not seen as a request: the watch does not work');
  return { page, requests, complaints };
}

/** What axe-core finds wrong with the page as it stands. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const options = JSON.stringify({ runOnly: { type: 'tag', values: RULES } });
  const found = (await page.evaluate(`axe.run(${options})`)) as AxeResults;
  return found.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
  );
}

/** How far the page reaches out of the window to the side. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
}

// What runs in the page is text here: nothing else of this repository knows of a DOM.
const FOCUSED = `(() => {
  const element = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  // Half a pixel of a box may lie outside.
  const inside = box.width > 0 && box.left > -1 && box.top > -1 &&
    box.right < innerWidth + 1 && box.bottom < innerHeight + 1;
  return {
    words: (element.textContent || element.id).trim(),
    id: element.id,
    seen: inside && outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2,
  };
})()`;

/** The element that has the focus: its words, and whether a person sees that it has it. */
export function focused(page: Page): Promise<{ words: string; id: string; seen: boolean }> {
  return page.evaluate(FOCUSED);
}
