// Measures the tool and says which of its targets are met. Ends with 0 unless something did not run.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { CAPTURES, timeBatch } from './bench/batch.mjs';
import { timeCheck } from './bench/check.mjs';
import { DUMPS, timeMatch } from './bench/match.mjs';
import { timeTools } from './bench/tools.mjs';

// On the disk that the project lies on: a folder for temporary files may be one in memory, where flushing
// takes no time, or a crowded one.
mkdirSync('build', { recursive: true });
const folder = mkdtempSync(resolve('build/bench-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

const times = await timeTools(folder);
printTimes(times);
const batch = await timeBatch(folder);
printBatch(batch);
const checked = timeCheck(join(folder, 'pantheros'));
say(
  `${CAPTURES} hosts checked: ${(checked.milliseconds / 1000).toFixed(1)} s, ${(checked.processor / 1000).toFixed(1)} s of one processor, ${checked.mebibytes.toFixed(0)} MiB\n`,
);
const matched = timeMatch(folder);
say(`${DUMPS} dmidecode outputs matched: ${matched.seconds.toFixed(1)} s of one processor\n`);
printTargets(times, batch);
printTarget(`seconds for a check of ${CAPTURES} hosts`, checked.milliseconds / 1000, 20);
printTarget('seconds of a processor for 2000 matches', (matched.seconds * 2000) / DUMPS, 1);
printTarget('MiB of memory for all of them', matched.mebibytes, 300);

function printTimes(found) {
  say(`Node ${process.version}, ${cpus().length} processors; milliseconds`);
  say(row('', 'median', 'fastest', 'x bare node', 'x --version'));
  for (const [name, rounds] of found) {
    if (rounds.length === 0) {
      say(row(name, 'missing here'));
      continue;
    }
    const middle = median(rounds);
    const [bare, version] = ['node -e 0', '--version'].map((other) => median(found.get(other)));
    const shown = [middle, Math.min(...rounds)].map((time) => time.toFixed(0));
    say(row(name, ...shown, (middle / bare).toFixed(2), (middle / version).toFixed(2)));
  }
}

function printBatch({ hosts, milliseconds, memory, highest }) {
  say(`\n${hosts} captures to hosts in one process: ${(milliseconds / 1000).toFixed(1)} s`);
  for (const what of ['live', 'resident']) {
    const shown = memory.map((at) => `${mebibytes(at[what])} after ${at.hosts}`);
    say(`${what} memory in MiB: ${shown.join(', ')}`);
  }
  say(`most memory that it ever took: ${mebibytes(highest)} MiB\n`);
}

function printTargets(found, { milliseconds, memory }) {
  const main = median(found.get('main job'));
  for (const [name, most] of [
    ['--version', 1.5],
    ['--version, whole', 1.5],
    ['node -e 0', 4],
    ['inxi -F', 1],
    ['getStaticData', 1],
  ]) {
    const rounds = found.get(name);
    const what = `main job at most ${most} x ${name}`;
    if (rounds.length === 0) say(`unknown  ${what}: missing here`);
    else printTarget(what, main / median(rounds), most);
  }
  printTarget(`${CAPTURES} hosts within 20 s`, milliseconds / 1000, 20);
  for (const what of ['live', 'resident']) {
    const growth = memory.at(-1)[what] / memory[0][what];
    printTarget(`${what} memory after all hosts at most 1.25 x that after 100`, growth, 1.25);
  }
}

function printTarget(what, value, most) {
  say(`${value <= most ? 'met    ' : 'NOT met'}  ${what}: ${value.toFixed(2)}`);
}

function mebibytes(bytes) {
  return (bytes / 2 ** 20).toFixed(0);
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

function row(first, ...cells) {
  return first.padEnd(18) + cells.map((cell) => cell.padStart(13)).join('');
}

function say(line) {
  process.stdout.write(`${line}\n`);
}
