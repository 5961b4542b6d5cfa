import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { nextLine, readChain } from '../../../src/provision/log/chain.ts';
import { type Log, openLog } from '../../../src/provision/log/file.ts';

function place(t: { teardown(fn: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'panther-log-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'deep', 'log.jsonl');
}

test('a log grows, survives being opened again, and only its owner may read it', (t) => {
  const path = place(t);
  const first = openLog(path);
  first.append({ step: 'disk', event: 'started' });
  first.close();
  const second = openLog(path);
  second.append({ step: 'disk', event: 'finished', odd: 'a "quoted"\nline,"hash":"' });
  second.close();
  const { links, brokenAt } = readChain(readFileSync(path, 'utf8'));
  t.is(brokenAt, null);
  t.deepEqual(
    links.map(({ record }) => record),
    [
      { step: 'disk', event: 'started' },
      { step: 'disk', event: 'finished', odd: 'a "quoted"\nline,"hash":"' },
    ],
  );
  t.is(statSync(path).mode & 0o777, 0o600);
});

test('a line that was changed, taken out or put in is seen, and nothing is added after it', (t) => {
  const path = place(t);
  const log = openLog(path);
  for (const event of ['one', 'two', 'three']) log.append({ event });
  log.close();
  const text = readFileSync(path, 'utf8');
  const lines = text.split('\n').filter(Boolean);
  const broken = {
    changed: text.replace('two', 'twa'),
    'taken out': `${[lines[0], lines[2]].join('\n')}\n`,
    'put in': `${[lines[0], lines[0], lines[1], lines[2]].join('\n')}\n`,
    'no JSON': `${lines[0]}\nnonsense\n`,
  };
  for (const [what, changed] of Object.entries(broken)) {
    writeFileSync(path, changed);
    t.is(readChain(changed).brokenAt, 2, what);
    t.throws(() => openLog(path), { message: /line 2 does not follow/ }, what);
    t.is(readFileSync(path, 'utf8'), changed, what);
  }
});

test('a last line that was cut off is taken off, at whatever byte', (t) => {
  const path = place(t);
  const log = openLog(path);
  log.append({ event: 'whole' });
  log.close();
  const whole = readFileSync(path, 'utf8');
  const { line } = nextLine(readChain(whole).links.at(-1) ?? null, { event: 'öut' });
  const bytes = Buffer.from(line);
  for (let cut = 1; cut < bytes.length; cut += 7) {
    writeFileSync(path, whole);
    appendFileSync(path, bytes.subarray(0, cut));
    const again = openLog(path);
    again.append({ event: 'after' });
    again.close();
    t.deepEqual(
      readChain(readFileSync(path, 'utf8')).links.map(({ record }) => record),
      [{ event: 'whole' }, { event: 'after' }],
    );
  }
});

test('a copy holds what the log holds, from its start', (t) => {
  const path = place(t);
  const log = openLog(path);
  log.append({ event: 'before' });
  log.copyTo(`${path}.copy`);
  log.append({ event: 'after' });
  log.close();
  t.is(readFileSync(`${path}.copy`, 'utf8'), readFileSync(path, 'utf8'));
  t.is(readChain(readFileSync(`${path}.copy`, 'utf8')).links.length, 2);
});

/** Mounts a tmpfs of one page below the folder; null, and said aloud, where that takes a root. */
function fullPlace(t: ExecutionContext, folder: string): string | null {
  if (process.getuid?.() !== 0) {
    t.log('SKIPPED: only root can mount a full tmpfs');
    t.pass();
    return null;
  }
  mkdirSync(folder, { recursive: true });
  t.is(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', folder]).status, 0);
  t.teardown(() => spawnSync('umount', [folder]));
  return folder;
}

/** Records until it cannot; so many lines went in. */
function fill(t: ExecutionContext, log: Log): number {
  let lines = 0;
  const error = t.throws(() => {
    for (; lines < 100; lines++) log.append({ event: 'x'.repeat(200) });
  });
  t.regex(error?.message ?? '', /cannot be written \(ENOSPC\)/);
  return lines;
}

test('where nothing can be recorded, nothing of it is, and later lines follow from the last whole one', (t) => {
  const path = place(t);
  if (fullPlace(t, dirname(path)) === null) return;
  const log = openLog(path);
  const lines = fill(t, log);
  const full = readFileSync(path, 'utf8');
  t.true(full.endsWith('\n'), 'no half of a line is left');
  t.is(readChain(full).links.length, lines);
  t.is(log.links.length, lines);
  spawnSync('mount', ['-o', 'remount,size=64k', dirname(path)]);
  log.append({ event: 'after' });
  log.close();
  const { links, brokenAt } = readChain(readFileSync(path, 'utf8'));
  t.is(brokenAt, null);
  t.is(links.length, lines + 1);
  openLog(path).close();
});

test('a line that a copy has no room for is in none of them', (t) => {
  const path = place(t);
  const full = fullPlace(t, join(dirname(path), 'full'));
  if (full === null) return;
  const log = openLog(path);
  const copy = join(full, 'log.jsonl');
  log.copyTo(copy);
  const lines = fill(t, log);
  log.close();
  t.is(readFileSync(path, 'utf8'), readFileSync(copy, 'utf8'));
  t.is(readChain(readFileSync(path, 'utf8')).links.length, lines);
});
