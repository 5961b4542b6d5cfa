import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beginRun } from '../../src/main/fleet/run.ts';
import type { LedgerEntry } from '../../src/model/fleet.ts';
import { keepFile } from '../../src/provision/fleet/place.ts';
import { readInventory } from '../../src/provision/inventory/read.ts';
import { SSH_KEY } from '../../test/cli/run.ts';
import type { Rig } from '../../test/vm/fleet/rig/rig.ts';
import { row, say, seconds } from './say.ts';

const SIZES = [125, 250, 500, 1000];

/** `fleet plan` of many hosts: each has a recording of its own, which is that of one machine of the rig. */
export async function planThousand(rig: Rig): Promise<void> {
  say('\nfleet plan: matched, planned and written at once');
  say(row('hosts', 'seconds', 'ms a host', 'peak RSS MiB'));
  const [machine] = rig.machines;
  const kept = (folder: string): string =>
    readFileSync(
      join(rig.root, `state/panther-discover/fleet/test/${folder}/${machine?.name}.json`),
      'utf8',
    );
  for (const size of SIZES) {
    await recordedRun(rig, size, kept('captures'), kept('seen'));
    let peak = 0;
    const took = await seconds(async () => {
      peak = await planned(rig, size);
    });
    say(
      row(
        String(size),
        took.toFixed(1),
        ((took * 1000) / size).toFixed(1),
        (peak / 1024).toFixed(0),
      ),
    );
  }
}

/** A run whose hosts were all recorded. */
async function recordedRun(rig: Rig, size: number, capture: string, seen: string): Promise<void> {
  process.env['XDG_STATE_HOME'] = join(rig.root, 'state');
  const names = Array.from({ length: size }, (_, index) => `host-${index}`);
  const inventory = await readInventory(
    JSON.stringify({
      answers: {
        encryption: 'none',
        sshKeys: [SSH_KEY],
        layout: { espSize: '512M', swapSize: '1G' },
      },
      hosts: names.map((name, index) => ({ name, address: `10.9.${index >> 8}.${index % 256}` })),
    }),
    'bench',
  );
  const run = await beginRun(`bench-${size}`, inventory, 'discover');
  for (const name of names) {
    keepFile(run.place, `captures/${name}.json`, capture);
    keepFile(run.place, `seen/${name}.json`, seen);
  }
  const entries = names.flatMap((host): LedgerEntry[] =>
    (['reached', 'captured'] as const).flatMap((step) => [
      { kind: 'step', host, step, phase: 'begin', attempt: 1 },
      { kind: 'step', host, step, phase: 'done', attempt: 1 },
    ]),
  );
  await Promise.all(entries.map((entry) => run.ledger.append(entry)));
  await run.close();
}

/** KiB of memory that it took at most. */
async function planned(rig: Rig, size: number): Promise<number> {
  const words = [
    'fleet',
    'plan',
    '--run',
    `bench-${size}`,
    '--out',
    join(rig.root, `bench-${size}`),
  ];
  const child = spawn(
    process.execPath,
    [resolve('dist/panther-discover.mjs'), ...words, '--json'],
    {
      cwd: rig.root,
      env: { ...process.env, HOME: rig.root, NODE_V8_COVERAGE: '' },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, peakOf(child.pid));
  }, 100);
  const code = await new Promise((done) => child.once('close', done));
  clearInterval(timer);
  if (code !== 0) throw new Error(`fleet plan ended with ${code}`);
  return peak;
}

function peakOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmHWM:\s+([0-9]+) kB/m.exec(status)?.[1] ?? 0);
  } catch {
    return 0;
  }
}
