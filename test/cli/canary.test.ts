import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { Capture } from '../../src/model/capture.ts';
import { assertNix } from '../tools.ts';
import {
  hostile,
  MARK,
  type Next,
  rotation,
  TRACE,
  withHostileEverything,
  withHostileNames,
} from './canary.ts';
import { filesBelow, type Place, place, type Ran, recorded, run, SSH_KEY } from './run.ts';

/** A reading of its own files, reports of nixos-facter, and outputs of commands. */
const machines = {
  files: 'test/discover/facts/fixtures/laptop.json',
  report: recorded('contabo-vps'),
  'report and outputs': recorded('zephyrus'),
  outputs: recorded('ovh-vps'),
} as const;
const ways: Record<string, (capture: Capture, next: Next) => Capture> = {
  names: withHostileNames,
  everything: withHostileEverything,
};
const ROTATIONS = [0, 5];

/** Everything that must be answered on any of the machines, whatever it looks like to the tool. */
const ANSWERS = ['encryption=none', `sshKeys=${SSH_KEY}`, 'profile=vps'];
const DISKS = ['/dev/disk/by-path/pci-0000:02:00.0-nvme-1'];

for (const [kind, path] of Object.entries(machines)) {
  for (const [way, plant] of Object.entries(ways)) {
    test(`hostile ${way} in ${kind} get nowhere`, async (t) => {
      const where = await place(t);
      const capture = Capture.parse(JSON.parse(readFileSync(path, 'utf8')));
      const written: string[] = [];
      for (const first of ROTATIONS) {
        await writeFile(
          join(where.work, 'machine.json'),
          JSON.stringify(plant(capture, rotation(first))),
        );
        const root = join(where.work, `out-${first}`);
        await mkdir(root);
        if (await becomesHost(t, where, root)) written.push(root);
      }
      t.log(`${written.length} of ${ROTATIONS.length} became a host`);
      const nix = await Promise.all(written.map((root) => nixBelow(t, root)));
      if (written.length > 0) assertNix(t, nix.flat());
      t.false(existsSync(TRACE));
    });
  }
}

/** Runs the main job and what only speaks; true where a host was written. */
async function becomesHost(t: ExecutionContext, where: Place, root: string): Promise<boolean> {
  const from = ['--from', 'machine.json', '--out', root];
  const sets = ANSWERS.flatMap((answer) => ['--set', answer]);
  const disk = DISKS.flatMap((link) => ['--set', `disk=${link}`]);
  let main = await run(where, [...from, ...sets]);
  if (main.code === 3) main = await run(where, [...from, ...sets, ...disk]);
  t.true([0, 2, 3].includes(main.code ?? -1), main.stderr);
  isQuietText(t, main);
  const spoken: string[][] = [
    ['match', 'machine.json'],
    ['explain', ...from, ...sets, ...(main.code === 0 ? [] : disk)],
    ['layout', ...from, ...sets],
    ['--dry-run', ...from, '--host', 'other', ...sets],
    ['capture', '--raw', '--from', 'machine.json'],
    ['diff', recorded('yoga'), 'machine.json'],
    ['diff', 'machine.json', recorded('zephyrus'), '--markdown'],
    ['scan', 'machine.json'],
  ];
  // Speaking costs more than writing, and reads the same strings.
  for (const args of root.endsWith('-0') ? spoken : []) {
    const ran = await run(where, args);
    t.true([0, 1, 2, 3].includes(ran.code ?? -1), ran.stderr);
    isQuietText(t, ran);
  }
  if (main.code !== 0) return false;
  const files = await filesBelow(root);
  for (const [path, text] of Object.entries(files)) {
    if (path.endsWith('.json')) t.notThrows(() => JSON.parse(text), path);
    if (path.endsWith('report.md')) isInertMarkdown(t, text);
    if (path.endsWith('answers.yaml')) t.false(text.includes(MARK));
  }
  return true;
}

async function nixBelow(t: ExecutionContext, root: string): Promise<string[]> {
  const files = await filesBelow(root);
  const paths = Object.keys(files).filter((path) => /^hosts\/.*\.nix$/.test(path));
  t.is(paths.length, 4);
  for (const path of paths) t.false(files[path]?.includes(MARK), `${path} holds a hostile string`);
  return paths.map((path) => join(root, path));
}

/** Nothing that a terminal would act on, tabs in a diff of files aside. */
function isQuietText(t: ExecutionContext, { stdout, stderr }: Ran): void {
  const acting =
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not pass.
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
  for (const text of [stdout, stderr]) {
    const at = text.search(acting);
    t.is(at, -1, JSON.stringify(text.slice(Math.max(0, at - 100), at + 20)));
  }
}

/** Code aside, nothing is markup, HTML or an additional cell of a table. */
function isInertMarkdown(t: ExecutionContext, report: string): void {
  const text = report
    .replace(/^(`{3,})\w*\n[\s\S]*?\n\1$/gm, '')
    .replace(/(?<![\\`])(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '')
    .replace(/\\[!-/:-@[-`{-~]/g, '')
    // The report's own picture, once: its text alternative names the disks.
    .replace(/^!\[[^\][\n]*\]\(layout\.svg\)$/m, '');
  t.notRegex(text, /<\/?(?:script|td)|!\[|\]\(|`/);
  t.notRegex(text, new RegExp(`^#.*${MARK}`, 'm'));
  let columns = 0;
  for (const line of text.split('\n')) {
    const cells = line.startsWith('|') ? line.split('|').length : 0;
    if (columns > 0 && cells > 0) t.is(cells, columns, line.slice(0, 200));
    columns = cells;
  }
}

test('hostile strings in answers are refused', async (t) => {
  const where = await place(t);
  for (const key of ['user', 'host', 'timeZone', 'locale', 'keyMap', 'layout.label']) {
    for (const value of hostile.slice(0, 2)) {
      const ran = await run(where, ['--set', `${key}=${value}`, '--from', recorded('yoga')]);
      t.is(ran.code, 2, `${key}=${value.slice(0, 60)}`);
      isQuietText(t, ran);
    }
  }
  const key = `${SSH_KEY}"; ${MARK} = "`;
  const ran = await run(where, ['--set', `sshKeys=${key}`, '--from', recorded('yoga')]);
  t.is(ran.code, 2);
  t.deepEqual(await filesBelow(where.work), {});
});
