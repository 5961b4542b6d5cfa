// Makes a host of every capture in a folder, in this one process and into one repository, and prints
// how long that took and how the memory grew, as one line of JSON.
import { readdirSync, readFileSync } from 'node:fs';
import { setImmediate, setTimeout } from 'node:timers/promises';
import {
  capture,
  derive,
  readAnswers,
  render,
  renderSurroundings,
  writeChanges,
} from '../../src/main.ts';
import type { FileTree } from '../../src/model/tree.ts';

/** Hosts that are written together, while the next ones are rendered. */
const TOGETHER = 25;
/** After so many hosts the memory is looked at. */
const LOOKS = [100, 500, 1000];
/** Until what was collected is given back to the system, which another thread does. */
const GIVEN_BACK_MS = 100;

const [folder = '', root = ''] = process.argv.slice(2);
const hosts = readdirSync(folder).sort();
const memory: { hosts: number; live: number; resident: number }[] = [];
const start = performance.now();
let looking = 0;
let writing: Promise<unknown> = Promise.resolve();
for (let first = 0; first < hosts.length; first += TOGETHER) {
  const tree = renderSurroundings();
  for (const host of hosts.slice(first, first + TOGETHER)) {
    Object.assign(tree, await hostTree(host));
    // What is being written has its turn.
    await setImmediate();
  }
  await writing;
  writing = writeChanges(root, tree, false);
  if (LOOKS.includes(first + TOGETHER)) {
    await writing;
    const begin = performance.now();
    memory.push({ hosts: first + TOGETHER, ...(await memoryInUse()) });
    looking += performance.now() - begin;
  }
}
await writing;
const milliseconds = performance.now() - start - looking;
const highest = process.resourceUsage().maxRSS * 1024;
process.stdout.write(`${JSON.stringify({ hosts: hosts.length, milliseconds, memory, highest })}\n`);

/** Without a collection first, the numbers would follow the collector's pace and not what is kept. */
async function memoryInUse(): Promise<{ live: number; resident: number }> {
  // The second one frees what the first one's finalisers let go of.
  for (let time = 0; time < 2; time += 1) {
    globalThis.gc?.();
    await setTimeout(GIVEN_BACK_MS);
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return { live: heapUsed + external, resident: rss };
}

/** The whole way of one machine: its capture is read and validated, and its host is rendered. */
async function hostTree(host: string): Promise<FileTree> {
  const place = `${folder}/${host}`;
  const answers = await readAnswers(readFileSync(`${place}/answers.yaml`, 'utf8'), host);
  const entry = await capture([`${place}/capture.json`]);
  return render(await derive(entry, root, { host, layers: [answers] }));
}
