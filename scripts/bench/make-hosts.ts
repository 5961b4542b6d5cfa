// Makes a host of every capture in a folder, in this one process and into one repository, and prints
// how long that took and how the memory grew, as one line of JSON.
import { readdirSync, readFileSync } from 'node:fs';
import {
  capture,
  derive,
  readAnswers,
  render,
  renderSurroundings,
  writeChanges,
} from '../../src/main.ts';
import type { FileTree } from '../../src/model/tree.ts';

/** Hosts that are written together. */
const TOGETHER = 50;

const [folder = '', root = ''] = process.argv.slice(2);
const hosts = readdirSync(folder).sort();
const memory: { hosts: number; bytes: number }[] = [];
const start = performance.now();
for (let first = 0; first < hosts.length; first += TOGETHER) {
  const tree = renderSurroundings();
  for (const host of hosts.slice(first, first + TOGETHER)) {
    Object.assign(tree, await hostTree(host));
  }
  await writeChanges(root, tree, false);
  memory.push({ hosts: first + TOGETHER, bytes: process.memoryUsage().rss });
}
const milliseconds = performance.now() - start;
process.stdout.write(`${JSON.stringify({ hosts: hosts.length, milliseconds, memory })}\n`);

/** The whole way of one machine: its capture is read and validated, and its host is rendered. */
async function hostTree(host: string): Promise<FileTree> {
  const place = `${folder}/${host}`;
  const answers = await readAnswers(readFileSync(`${place}/answers.yaml`, 'utf8'), host);
  const entry = await capture([`${place}/capture.json`]);
  return render(await derive(entry, root, { host, layers: [answers] }));
}
