// Makes a host of every capture in a folder, in this one process and into one repository, and prints
// how long that took and how the memory grew, as one line of JSON. One thread a processor derives the
// hosts; the main thread writes them.
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
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
const TOGETHER = 25;

interface Share {
  folder: string;
  root: string;
  hosts: string[];
}

if (isMainThread) await makeHosts(process.argv[2] ?? '', process.argv[3] ?? '');
else await deriveHosts(workerData as Share);

async function makeHosts(folder: string, root: string): Promise<void> {
  const hosts = readdirSync(folder).sort();
  const memory: { hosts: number; bytes: number }[] = [];
  const start = performance.now();
  let writing = Promise.resolve();
  async function write(tree: FileTree): Promise<void> {
    await writeChanges(root, { ...renderSurroundings(), ...tree }, false);
    memory.push({ hosts: (memory.length + 1) * TOGETHER, bytes: process.memoryUsage().rss });
  }
  const threads = availableParallelism();
  const ends = Array.from({ length: threads }, async (_, thread) => {
    const share: Share = { folder, root, hosts: hosts.filter((_, at) => at % threads === thread) };
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData: share });
    worker.on('message', (tree: FileTree) => {
      writing = writing.then(() => {
        worker.postMessage('taken');
        return write(tree);
      });
    });
    await once(worker, 'exit');
  });
  await Promise.all(ends);
  await writing;
  const milliseconds = performance.now() - start;
  process.stdout.write(`${JSON.stringify({ hosts: hosts.length, milliseconds, memory })}\n`);
}

/** Derives the hosts of a share and hands them over, one step ahead of what is being written. */
async function deriveHosts({ folder, root, hosts }: Share): Promise<void> {
  for (let first = 0; first < hosts.length; first += TOGETHER) {
    const tree: FileTree = {};
    for (const host of hosts.slice(first, first + TOGETHER)) {
      Object.assign(tree, await hostTree(folder, root, host));
    }
    parentPort?.postMessage(tree);
    if (parentPort !== null) await once(parentPort, 'message');
  }
}

/** The whole way of one machine: its capture is read and validated, and its host is rendered. */
async function hostTree(folder: string, root: string, host: string): Promise<FileTree> {
  const place = `${folder}/${host}`;
  const answers = await readAnswers(readFileSync(`${place}/answers.yaml`, 'utf8'), host);
  const entry = await capture([`${place}/capture.json`]);
  return render(await derive(entry, root, { host, layers: [answers] }));
}
