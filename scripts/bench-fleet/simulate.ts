import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { inProcessExecutor } from '../../src/provision/fleet/executor.ts';
import { realTiming } from '../../src/provision/fleet/timing.ts';
import {
  approvedLedger,
  OPEN,
  provisioned,
  simulatedFleet,
} from '../../test/provision/fleet/simulation.ts';
import { mebibytes, row, say, seconds } from './say.ts';

const SIZES = [250, 500, 1000, 2000, 4000];
/** So long a simulated step waits, as one over the network would. */
const WAIT_MS = 2;
const PARALLEL = 50;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

interface Measured {
  seconds: number;
  ledgerBytes: number;
  lines: number;
  peakBytes: number;
  liveBytes: number;
}

/** Hosts through the real scheduler and ledger, in growing numbers. */
export async function simulate(): Promise<void> {
  say(
    `simulated hosts, ${PARALLEL} at once, a step waits ${WAIT_MS} ms; its beginning and its end are on the disk`,
  );
  say(row('hosts', 'seconds', 'ms a host', 'lines', 'ledger MiB', 'peak heap MiB', 'live MiB'));
  await measured(50);
  const perHost: number[] = [];
  for (const size of SIZES) {
    const { seconds, ledgerBytes, lines, peakBytes, liveBytes } = await measured(size);
    perHost.push((seconds * 1000) / size);
    say(
      row(
        String(size),
        seconds.toFixed(1),
        ((seconds * 1000) / size).toFixed(2),
        String(lines),
        mebibytes(ledgerBytes),
        mebibytes(peakBytes),
        mebibytes(liveBytes),
      ),
    );
  }
  const ratio = (perHost.at(-1) ?? 0) / (perHost[0] ?? 1);
  say(
    `a host among ${SIZES.at(-1)} takes ${ratio.toFixed(2)} times what it takes among ${SIZES[0]}\n`,
  );
}

async function measured(size: number): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'panther-bench-fleet-'));
  const path = join(folder, 'ledger.jsonl');
  const hosts = Array.from({ length: size }, (_, index) => `host-${index}`);
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  const ledger = await approvedLedger(path, hosts);
  const fleet = simulatedFleet(async () => {
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    return { status: 'done' };
  });
  // What a test wants to know of each turn would be the memory that is measured.
  fleet.log.push = () => 0;
  const policy = { ...OPEN, limits: { parallel: PARALLEL, perProvider: {} } };
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().heapUsed);
  }, 50);
  const took = await seconds(() =>
    provisioned(ledger, fleet, inProcessExecutor(), { policy, timing: realTiming(), keep: false }),
  );
  clearInterval(timer);
  collectGarbage();
  const live = process.memoryUsage().heapUsed - before;
  const online = [...ledger.state.hosts.values()].filter(({ status }) => status === 'online');
  await ledger.close();
  const erased = [...fleet.erased.values()];
  if (online.length !== size || erased.length !== size || erased.some((times) => times !== 1)) {
    throw new Error(`${online.length} of ${size} hosts came through, or one was erased twice`);
  }
  const lines = readFileSync(path, 'utf8').split('\n').length - 1;
  const result = { seconds: took, ledgerBytes: statSync(path).size, lines };
  rmSync(folder, { recursive: true, force: true });
  return { ...result, peakBytes: Math.max(peak, before + live), liveBytes: live };
}
