import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { PantherError } from '../../../src/model/errors.ts';
import { type LedgerEntry, STEPS, type Step } from '../../../src/model/fleet.ts';
import { openLedger, readLedger } from '../../../src/provision/ledger/file.ts';
import { tryLock } from '../../../src/provision/ledger/lock.ts';
import { emptyRun, objection, take } from '../../../src/provision/ledger/states.ts';

const D = 'd'.repeat(64);
const RUN: LedgerEntry = {
  kind: 'run',
  schema: 'panther.ledger/1',
  run: 'r',
  tool: '0',
  inventory: D,
  nonce: 'a'.repeat(32),
  hosts: ['a', 'b'],
};
const CONTROLLER = { kind: 'controller', command: 'resume', pid: 1, tool: '0' } as const;
const APPROVAL: LedgerEntry = { kind: 'approval', digest: D, hosts: { a: D } };

function step(name: Step, phase: 'begin' | 'done' | 'failed', more: object = {}): LedgerEntry {
  return { kind: 'step', host: 'a', step: name, phase, attempt: 1, ...more };
}

/** All entries that bring host a up to a step, that one included. */
function upTo(last: Step): LedgerEntry[] {
  return [
    RUN,
    ...STEPS.slice(0, STEPS.indexOf(last) + 1).flatMap((name) =>
      name === 'approved' ? [APPROVAL] : [step(name, 'begin'), step(name, 'done')],
    ),
  ];
}

function place(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'panther-ledger-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'ledger.jsonl');
}

async function written(t: ExecutionContext, entries: readonly LedgerEntry[]): Promise<string> {
  const path = place(t);
  const ledger = await openLedger(path);
  for (const entry of entries) await ledger.append(entry);
  await ledger.close();
  return path;
}

async function rejects(t: ExecutionContext, entries: LedgerEntry[], why: RegExp): Promise<void> {
  const path = place(t);
  const ledger = await openLedger(path);
  const last = entries.pop() as LedgerEntry;
  for (const entry of entries) await ledger.append(entry);
  const before = readFileSync(path, 'utf8');
  const error = await t.throwsAsync(ledger.append(last), { instanceOf: PantherError });
  t.is(error?.failure, 'refused');
  t.regex(error?.message ?? '', why);
  await ledger.close();
  t.is(readFileSync(path, 'utf8'), before, 'nothing of it is written');
}

test('what was written is read again, and goes on where it ended', async (t) => {
  const path = await written(t, upTo('checked'));
  t.like(readLedger(path).hosts.get('a'), { done: 'checked', status: 'open', destroyBegun: 0 });
  const ledger = await openLedger(path);
  await ledger.append(CONTROLLER);
  await ledger.append(step('destroy', 'begin'));
  await ledger.append(step('destroy', 'done', { evidence: { disk: 'x' } }));
  await ledger.close();
  t.like(readLedger(path).hosts.get('a'), { done: 'destroy', destroyBegun: 1 });
});

test('destroy begins once, whatever is tried', async (t) => {
  const done = [...upTo('checked'), step('destroy', 'begin'), step('destroy', 'done')];
  await rejects(t, [...done, step('destroy', 'begin')], /erased already|follows checked/);
  await rejects(t, [...done, step('checked', 'begin')], /before destroy, which is done/);
  await rejects(t, [...done, APPROVAL, step('destroy', 'begin')], /erased already|follows checked/);
  await rejects(t, [...upTo('keyed'), step('destroy', 'begin')], /comes before/);
  await rejects(t, [...upTo('planned'), step('keyed', 'begin')], /approved comes before/);
});

test('a controller that ends in the middle of destroy leaves an unknown that only a person settles', async (t) => {
  const cut = [...upTo('checked'), step('destroy', 'begin'), CONTROLLER];
  t.is(readLedger(await written(t, cut)).hosts.get('a')?.status, 'unknown');
  for (const next of [step('destroy', 'begin'), step('checked', 'begin'), step('keyed', 'begin')]) {
    await rejects(t, [...cut, next], /unknown/);
  }
  const settled = (as: 'untouched' | 'formatted' | 'erase-again' | 'abandoned'): LedgerEntry => ({
    kind: 'resolution',
    host: 'a',
    as,
    seen: D,
  });
  const after = async (as: Parameters<typeof settled>[0]) =>
    readLedger(await written(t, [...cut, settled(as)])).hosts.get('a');
  t.like(await after('formatted'), { done: 'destroy', status: 'open', destroyBegun: 1 });
  t.like(await after('untouched'), { done: 'keyed', status: 'open', destroyBegun: 0 });
  t.like(await after('erase-again'), { done: 'keyed', destroyBegun: 1, destroyAllowed: 2 });
  t.like(await after('abandoned'), { status: 'abandoned' });
  await rejects(t, [...upTo('checked'), settled('erase-again')], /not in an unknown state/);
});

test('a destroy that certainly did not begin may be tried again; one that may have is unknown', async (t) => {
  const begun = [...upTo('checked'), step('destroy', 'begin')];
  const refused = [...begun, step('destroy', 'failed', { reason: 'other disk', certain: true })];
  t.like(readLedger(await written(t, refused)).hosts.get('a'), {
    status: 'failed',
    destroyBegun: 0,
    done: 'checked',
  });
  const cut = [...begun, step('destroy', 'failed', { reason: 'connection lost' })];
  t.is(readLedger(await written(t, cut)).hosts.get('a')?.status, 'unknown');
});

test('a new plan takes the approval back', async (t) => {
  const again = [...upTo('keyed'), step('planned', 'begin'), step('planned', 'done')];
  t.like(readLedger(await written(t, again)).hosts.get('a'), { approved: null, done: 'planned' });
});

test('no order of entries ever begins destroy twice without a person in between', (t) => {
  const any = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...STEPS).map((name) => step(name, 'begin')) },
    { weight: 6, arbitrary: fc.constantFrom(...STEPS).map((name) => step(name, 'done')) },
    fc.constantFrom(...STEPS).map((name) => step(name, 'failed', { reason: 'x' })),
    fc.constantFrom(CONTROLLER, APPROVAL, RUN),
  );
  fc.assert(
    fc.property(fc.array(any, { maxLength: 60 }), fc.constantFrom(...STEPS), (more, from) => {
      const state = emptyRun();
      let begun = 0;
      for (const entry of [...upTo(from), ...more]) {
        if (objection(state, entry) !== null) continue;
        take(state, entry, 0);
        if (entry.kind === 'step' && entry.step === 'destroy' && entry.phase === 'begin')
          begun += 1;
      }
      return begun <= 1;
    }),
    { numRuns: 2000 },
  );
  t.pass();
});

test('a torn last line is mended wherever it was cut, and nothing before it is lost', async (t) => {
  const path = await written(t, upTo('planned'));
  const whole = readFileSync(path);
  const end = whole.length - 1;
  const start = whole.lastIndexOf(0x0a, end - 1) + 1;
  for (let cut = start + 1; cut <= end; cut += 7) {
    writeFileSync(path, whole.subarray(0, cut));
    const ledger = await openLedger(path);
    t.like(ledger.state.hosts.get('a'), { done: 'captured', begun: 'planned' });
    await ledger.close();
    t.is(readLedger(path).hosts.get('a')?.begun, 'planned');
    t.regex(readFileSync(path, 'utf8'), /"kind":"mended","bytes":\d+\}.*\n$/);
  }
});

test('a changed, lost, doubled or moved line is a broken chain, and the ledger is refused', async (t) => {
  const path = await written(t, upTo('destroy'));
  const whole = readFileSync(path, 'utf8');
  const lines = whole.split('\n');
  const broken = [
    whole.replace('"step":"keyed"', '"step":"sworn"'),
    whole.replace('"phase":"done"', '"phase":"fail"'),
    lines.toSpliced(3, 1).join('\n'),
    lines.toSpliced(3, 0, lines[3] ?? '').join('\n'),
    lines.toSpliced(3, 2, lines[4] ?? '', lines[3] ?? '').join('\n'),
    `{}\n${whole}`,
    `${whole}x\n`,
    whole.replace('\n', '\n\n'),
  ];
  for (const text of broken) {
    t.not(text, whole);
    writeFileSync(path, text);
    const error = await t.throwsAsync(openLedger(path), { instanceOf: PantherError });
    t.is(error?.failure, 'refused');
    t.regex(error?.message ?? '', /:\d+: the ledger is broken/);
    t.is(readFileSync(path, 'utf8'), text, 'left as it is');
  }
});

test('any byte that changes is noticed', async (t) => {
  const path = await written(t, upTo('captured'));
  const whole = readFileSync(path);
  for (let at = 0; at < whole.length - 1; at += 3) {
    const other = Buffer.from(whole);
    other[at] = (other[at] ?? 0) ^ 1;
    writeFileSync(path, other);
    t.throws(() => readLedger(path), { instanceOf: PantherError }, `byte ${at}`);
  }
});

test('once a write has failed nothing more is begun', async (t) => {
  const path = await written(t, upTo('planned'));
  await t.throwsAsync(openLedger('/dev/full'), { message: /is no file/ });
  const [first, second] = await limited(path);
  t.regex(first ?? '', /cannot be written \((EFBIG|ENOSPC)\); nothing more is begun/);
  t.is(second, first);
  t.is(readLedger(path).hosts.get('a')?.done, 'planned');
});

/** Two entries appended by a process whose files may not grow: what each is told. */
async function limited(path: string): Promise<string[]> {
  const script = `
    process.on('SIGXFSZ', () => undefined);
    const { openLedger } = await import(${JSON.stringify(resolve('build/js/src/provision/ledger/file.js'))});
    const ledger = await openLedger(${JSON.stringify(path)});
    for (const _ of [1, 2]) {
      await ledger.append({ kind: 'controller', command: 'x', pid: 1, tool: '0' })
        .then(() => console.log('written'), (error) => console.log(error.message));
    }`;
  const size = (): number => readFileSync(path).length;
  const filled = await openLedger(path);
  // Less room than one line needs is left in the last block that the process may write.
  while (size() % 1024 < 1024 - 150) await filled.append({ ...CONTROLLER, command: 'filling' });
  await filled.close();
  const blocks = Math.ceil(size() / 1024);
  const child = spawn(
    'bash',
    [
      '-c',
      `ulimit -f ${blocks} && exec "$@"`,
      'bash',
      process.execPath,
      '--input-type=module',
      '-e',
      script,
    ],
    { env: { ...process.env, NODE_V8_COVERAGE: '' } },
  );
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
  });
  await new Promise((done) => child.on('close', done));
  return said.trim().split('\n');
}

test('the second controller is refused, and a dead one holds nothing', async (t) => {
  const path = place(t);
  const first = tryLock(path);
  t.truthy(first);
  t.is(tryLock(path), null, 'held in this very process');
  first?.release();
  const script = `
    const { tryLock } = await import(${JSON.stringify(resolve('build/js/src/provision/ledger/lock.js'))});
    console.log(tryLock(${JSON.stringify(path)}) === null ? 'taken' : 'held');
    setInterval(() => undefined, 1000);`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script]);
  const said = await new Promise<string>((done) =>
    holder.stdout.once('data', (chunk: Buffer) => done(chunk.toString('utf8'))),
  );
  t.is(said, 'held\n');
  t.is(tryLock(path), null, 'held by another process');
  holder.kill('SIGKILL');
  await new Promise((done) => holder.on('close', done));
  const after = tryLock(path);
  t.truthy(after, 'free after kill -9');
  after?.release();
});

test('a lock that cannot be made says where and why', (t) => {
  const error = t.throws(() => tryLock('/proc/no-such-folder/lock'), {
    instanceOf: PantherError,
  });
  t.is(error?.failure, 'missing');
  t.regex(error?.message ?? '', /^\/proc\/no-such-folder\/lock: cannot be locked \(ENOENT\); /);
});
