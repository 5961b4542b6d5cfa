import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { PantherError } from '../../../src/model/errors.ts';
import { STEPS } from '../../../src/model/fleet.ts';
import type { StepTurn } from '../../../src/provision/fleet/backend.ts';
import { newInterrupt, stepsAhead } from '../../../src/provision/fleet/drive.ts';
import { inProcessExecutor } from '../../../src/provision/fleet/executor.ts';
import {
  batchesOf,
  parseAmount,
  parseAmounts,
  rollOut,
} from '../../../src/provision/fleet/rollout.ts';
import { openLedger } from '../../../src/provision/ledger/file.ts';
import {
  approvedLedger,
  deliveringTwice,
  OPEN,
  provisioned,
  simulatedFleet,
  virtualTiming,
} from './simulation.ts';

const HOSTS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

function place(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'panther-rollout-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'ledger.jsonl');
}

const failing =
  (wanted: (turn: StepTurn) => boolean, again = false) =>
  (turn: StepTurn) =>
    wanted(turn)
      ? ({ status: 'failed', reason: 'as the test says', again } as const)
      : ({ status: 'done' } as const);

test('every host goes through every step, in order, and is erased once', async (t) => {
  const ledger = await approvedLedger(place(t), HOSTS);
  const fleet = simulatedFleet();
  const { outcomes, stopped } = await provisioned(ledger, fleet, inProcessExecutor());
  t.is(stopped, null);
  t.deepEqual([...new Set(outcomes.values())], ['done']);
  for (const host of HOSTS) {
    const own = fleet.log.filter((line) => line.startsWith(`${host} `));
    t.deepEqual(
      own,
      STEPS.slice(STEPS.indexOf('keyed')).map((step) => `${host} ${step}`),
    );
    t.is(fleet.erased.get(host), 1);
    t.is(ledger.state.hosts.get(host)?.status, 'online');
  }
  await ledger.close();
});

test('no more at once than --parallel, nor than the limit of a provider', async (t) => {
  const ledger = await approvedLedger(place(t), HOSTS);
  const providers = Object.fromEntries(HOSTS.map((host, at) => [host, at < 6 ? 'one' : 'two']));
  const busy = new Map<string, number>([
    ['one', 0],
    ['two', 0],
  ]);
  let most = 0;
  let mostOfOne = 0;
  const fleet = simulatedFleet(async ({ host, step }) => {
    const provider = providers[host] ?? '';
    if (step === 'keyed') busy.set(provider, (busy.get(provider) ?? 0) + 1);
    mostOfOne = Math.max(mostOfOne, busy.get('one') ?? 0);
    most = Math.max(most, (busy.get('one') ?? 0) + (busy.get('two') ?? 0));
    await new Promise((resolve) => setImmediate(resolve));
    if (step === 'online') busy.set(provider, (busy.get(provider) ?? 0) - 1);
    return { status: 'done' };
  });
  const policy = { ...OPEN, limits: { parallel: 4, perProvider: { one: 2 } } };
  await provisioned(ledger, fleet, inProcessExecutor(), { policy, providers });
  t.is(mostOfOne, 2);
  t.is(most, 4);
  await ledger.close();
});

test('--batch 1,3,50%: each waits for the one before, the last size holds for the rest', (t) => {
  const jobs = HOSTS.map((host) => ({ run: 'r', host, provider: null }));
  const sizes = (batches: string, canaries: string[] = []): number[] =>
    batchesOf(jobs, { ...OPEN, batches: parseAmounts(batches, '--batch'), canaries }).map(
      ({ length }) => length,
    );
  t.deepEqual(sizes('1,3,50%'), [1, 3, 4]);
  t.deepEqual(sizes('1,2'), [1, 2, 2, 2, 1]);
  t.deepEqual(sizes('100%', ['c', 'e']), [2, 6]);
  for (const bad of ['0', '', '1,', '-1', '101%', '1.5', 'all', '1;2']) {
    t.throws(() => parseAmounts(bad, '--batch'), { instanceOf: PantherError }, bad);
  }
  t.deepEqual(parseAmount('0', '--max-fail'), { hosts: 0 });
});

test('a canary that fails keeps everybody else from starting', async (t) => {
  const ledger = await approvedLedger(place(t), HOSTS);
  const fleet = simulatedFleet(failing(({ host, step }) => host === 'c' && step === 'installed'));
  const policy = { ...OPEN, canaries: ['c'] };
  const { outcomes, stopped } = await provisioned(ledger, fleet, inProcessExecutor(), { policy });
  t.deepEqual([...outcomes], [['c', 'failed']]);
  t.regex(stopped ?? '', /canary/);
  t.deepEqual([...fleet.erased], [['c', 1]]);
  await ledger.close();
});

test('a canary that is through already makes no canaries of those that are left', async (t) => {
  const path = place(t);
  const ledger = await approvedLedger(path, HOSTS);
  const policy = { ...OPEN, limits: { parallel: 1, perProvider: {} }, canaries: ['c'] };
  const once = { ...policy, maxFail: { hosts: 0 } };
  const late = simulatedFleet(failing(({ host, step }) => host === 'a' && step === 'keyed'));
  await provisioned(ledger, late, inProcessExecutor(), { policy: once });
  t.is(ledger.state.hosts.get('c')?.status, 'online');
  const left = HOSTS.filter((host) => host !== 'c').map((host) => ({
    run: 'r',
    host,
    provider: null,
  }));
  const again = await rollOut(left, policy, inProcessExecutor(), async ({ host }) =>
    host === 'a' ? 'failed' : 'done',
  );
  t.is(again.stopped, null);
  t.is(again.outcomes.size, left.length);
  await ledger.close();
});

test('--batch 1,5,25% --max-fail 25%: nobody of a batch begins before the one before is through', async (t) => {
  const hosts = Array.from({ length: 20 }, (_, at) => `h${at}`);
  const ledger = await approvedLedger(place(t), hosts);
  const fleet = simulatedFleet(
    failing(({ host, step }) => step === 'checked' && /^h[1-6]$/.test(host)),
  );
  const policy = {
    ...OPEN,
    limits: { parallel: 20, perProvider: {} },
    batches: parseAmounts('1,5,25%', '--batch'),
    maxFail: parseAmount('25%', '--max-fail'),
  };
  const { events, stopped, outcomes } = await provisioned(ledger, fleet, inProcessExecutor(), {
    policy,
  });
  const batches = events.filter(({ event }) => event === 'batch').map(({ hosts: of }) => of);
  t.deepEqual(
    batches.map((of) => (of as string[]).length),
    [1, 5, 5],
  );
  for (const [at, of] of batches.entries()) {
    const begun = fleet.log.findIndex((line) =>
      (of as string[]).includes(line.split(' ')[0] ?? ''),
    );
    const before = batches.slice(0, at).flat() as string[];
    const last = fleet.log.findLastIndex((line) => before.includes(line.split(' ')[0] ?? ''));
    t.true(begun > last, `batch ${at + 1}`);
  }
  const failures = [...outcomes.values()].filter((outcome) => outcome === 'failed').length;
  t.is(failures, 6, 'more than a quarter of twenty');
  t.regex(stopped ?? '', /6 failed, which is more than --max-fail allows: 9 hosts were not begun/);
  await ledger.close();
});

test('--max-fail: what is at work ends, nobody else is begun', async (t) => {
  const ledger = await approvedLedger(place(t), HOSTS);
  const fleet = simulatedFleet(failing(({ step }) => step === 'checked'));
  const policy = { ...OPEN, limits: { parallel: 1, perProvider: {} }, maxFail: { hosts: 1 } };
  const { outcomes, stopped } = await provisioned(ledger, fleet, inProcessExecutor(), { policy });
  t.deepEqual([...outcomes.keys()], ['a', 'b']);
  t.regex(stopped ?? '', /2 failed, which is more than --max-fail allows: 6 hosts were not begun/);
  t.is(fleet.erased.size, 0);
  await ledger.close();
});

test('what may pass is tried again with growing, jittered waits; DESTROY never is', async (t) => {
  const ledger = await approvedLedger(place(t), ['a', 'b']);
  let times = 0;
  const fleet = simulatedFleet(({ host, step }) => {
    const passes = step === 'installer' && host === 'a' && ++times < 3;
    if (passes) return { status: 'failed', reason: 'no answer', again: true };
    if (step === 'destroy' && host === 'b') {
      return { status: 'failed', reason: 'connection lost', again: true };
    }
    return { status: 'done' };
  });
  const timing = virtualTiming();
  const { outcomes } = await provisioned(ledger, fleet, inProcessExecutor(), { timing });
  t.deepEqual(Object.fromEntries(outcomes), { a: 'done', b: 'unknown' });
  t.deepEqual(
    timing.waits.filter((ms) => ms !== 60_000 && ms !== 10_000),
    [750, 1500],
  );
  t.is(fleet.log.filter((line) => line === 'b destroy').length, 1);
  t.is(ledger.state.hosts.get('b')?.status, 'unknown');
  await ledger.close();
});

test('a host that hangs is left after its deadline, and in destroy it is unknown', async (t) => {
  const ledger = await approvedLedger(place(t), ['a', 'b']);
  const fleet = simulatedFleet(({ host, step }) =>
    step === (host === 'a' ? 'installer' : 'destroy')
      ? new Promise(() => undefined)
      : { status: 'done' },
  );
  const { outcomes } = await provisioned(ledger, fleet, inProcessExecutor());
  t.deepEqual(Object.fromEntries(outcomes), { a: 'failed', b: 'unknown' });
  t.regex(ledger.state.hosts.get('a')?.failed?.reason ?? '', /not done after 60 s/);
  await ledger.close();
});

test('an interrupt begins nothing more, and lets a destroy end', async (t) => {
  const ledger = await approvedLedger(place(t), HOSTS);
  const interrupt = newInterrupt();
  const fleet = simulatedFleet(async ({ step, signal }) => {
    if (step !== 'destroy') return { status: 'done' };
    interrupt.ask();
    t.false(signal.aborted);
    return { status: 'done' };
  });
  const policy = { ...OPEN, limits: { parallel: 1, perProvider: {} } };
  const { stopped } = await provisioned(ledger, fleet, inProcessExecutor(), { policy, interrupt });
  t.regex(stopped ?? '', /interrupted/);
  t.deepEqual([...fleet.erased], [['a', 1]]);
  t.is(ledger.state.hosts.get('a')?.done, 'destroy');
  await ledger.close();
});

test('resume completes what failed, erases nothing twice, and leaves the unknown alone', async (t) => {
  const path = place(t);
  const first = await approvedLedger(path, HOSTS);
  const broken: Record<string, string> = {
    a: 'keyed',
    b: 'installer',
    c: 'checked',
    d: 'destroy',
    e: 'formatted',
    f: 'installed',
    g: 'rebooted',
  };
  const erased = new Map<string, number>();
  const cut = simulatedFleet(failing(({ host, step }) => broken[host] === step));
  await provisioned(first, cut, inProcessExecutor());
  await first.close();
  const second = await openLedger(path);
  await second.append({ kind: 'controller', command: 'resume', pid: 1, tool: 'test' });
  const well = simulatedFleet();
  const { outcomes } = await provisioned(second, well, inProcessExecutor());
  for (const fleet of [cut, well]) {
    for (const [host, times] of fleet.erased) erased.set(host, (erased.get(host) ?? 0) + times);
  }
  t.deepEqual(
    [...erased].sort(),
    HOSTS.map((host) => [host, 1]),
  );
  for (const host of HOSTS) {
    t.is(second.state.hosts.get(host)?.status, host === 'd' ? 'unknown' : 'online', host);
  }
  t.is(outcomes.get('d'), 'done', 'nothing was to be done for it');
  await second.close();
});

test('another executor, which delivers every job twice, comes to the same', async (t) => {
  const ledger = await approvedLedger(place(t), HOSTS);
  const fleet = simulatedFleet(failing(({ host, step }) => host === 'b' && step === 'destroy'));
  await provisioned(ledger, fleet, deliveringTwice());
  for (const host of HOSTS) {
    t.is(fleet.erased.get(host), 1, host);
    t.is(ledger.state.hosts.get(host)?.status, host === 'b' ? 'unknown' : 'online');
  }
  await ledger.close();
});

test('a bug in one host ends that host alone', async (t) => {
  const ledger = await approvedLedger(place(t), ['a', 'b']);
  const fleet = simulatedFleet(({ host, step }) => {
    if (host === 'a' && step === 'checked') throw new TypeError('x is not a function');
    return { status: 'done' };
  });
  const { outcomes } = await provisioned(ledger, fleet, inProcessExecutor());
  t.deepEqual(Object.fromEntries(outcomes), { a: 'failed', b: 'done' });
  t.regex(ledger.state.hosts.get('a')?.failed?.reason ?? '', /a bug .* x is not a function/);
  await ledger.close();
});

test('a link that was down at the restart: resume looks again whether the installer still runs', async (t) => {
  const ledger = await approvedLedger(place(t), ['a']);
  const cut = simulatedFleet(failing(({ step }) => step === 'online'));
  await provisioned(ledger, cut, inProcessExecutor());
  const state = ledger.state.hosts.get('a');
  t.is(state?.done, 'rebooted');
  t.deepEqual(state && stepsAhead(state), ['rebooted', 'online']);
  const well = simulatedFleet();
  await provisioned(ledger, well, inProcessExecutor());
  t.deepEqual(well.log, ['a rebooted', 'a online']);
  t.is(ledger.state.hosts.get('a')?.status, 'online');
  await ledger.close();
});

test('where one breaks for good, those at work come to their end first, and nobody else begins', async (t) => {
  let ended = 0;
  const begun: string[] = [];
  const jobs = HOSTS.map((host) => ({ run: 'r', host, provider: null }));
  const work = async ({ host }: { host: string }) => {
    begun.push(host);
    if (host === 'b') throw new Error('the ledger cannot be written');
    await new Promise((resolve) => setTimeout(resolve, 50));
    ended += 1;
    return 'done' as const;
  };
  const limits = { parallel: 3, perProvider: {} };
  const error = await t.throwsAsync(inProcessExecutor().run(jobs, work, limits, () => true));
  t.regex(error?.message ?? '', /the ledger cannot be written/);
  t.is(ended, 2);
  t.deepEqual(begun, ['a', 'b', 'c']);
});

test('what this machine lacks for a moment is no bug of a host, and is tried again', async (t) => {
  const ledger = await approvedLedger(place(t), ['a']);
  let times = 0;
  const fleet = simulatedFleet(({ step }) => {
    if (step !== 'checked' || ++times > 2) return { status: 'done' };
    throw Object.assign(new Error('spawn ssh EMFILE'), { code: 'EMFILE' });
  });
  const { outcomes, events } = await provisioned(ledger, fleet, inProcessExecutor());
  t.is(outcomes.get('a'), 'done');
  const told = events.filter(({ phase }) => phase === 'retry').map(({ reason }) => reason);
  t.is(told.length, 2);
  t.regex(told[0] ?? '', /EMFILE.*smaller --parallel/);
  await ledger.close();
});
