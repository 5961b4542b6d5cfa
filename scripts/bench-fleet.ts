// Measures what a fleet costs: simulated hosts through the real scheduler and ledger, then, as root, real
// machines in namespaces by `fleet provision` and by a plain loop over the same program, in one run.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { inProcessExecutor } from '../src/provision/fleet/executor.ts';
import { realTiming } from '../src/provision/fleet/timing.ts';
import {
  approvedLedger,
  OPEN,
  provisioned,
  simulatedFleet,
} from '../test/provision/fleet/simulation.ts';
import { newRig, type Rig } from '../test/vm/fleet/rig/rig.ts';

const SIZES = [250, 500, 1000, 2000];
/** So long a simulated step waits, as one over the network would. */
const WAIT_MS = 2;
const PARALLEL = 50;
/** So long the stand-in for an installation waits: an upload, or somebody else's disk. */
const INSTALL_SECONDS = 5;

await simulate();
if (process.geteuid?.() === 0) await race();
else say('SKIPPED  a plain loop side by side: it needs root');

async function simulate(): Promise<void> {
  say(
    `simulated hosts, ten steps each, ${PARALLEL} at once, a step waits ${WAIT_MS} ms; each step on the disk before and after`,
  );
  say(row('hosts', 'seconds', 'ms a host', 'ledger MiB', 'heap MiB', 'erased twice'));
  const perHost: number[] = [];
  for (const size of SIZES) {
    const folder = mkdtempSync(join(tmpdir(), 'panther-bench-fleet-'));
    const path = join(folder, 'ledger.jsonl');
    const hosts = Array.from({ length: size }, (_, index) => `host-${index}`);
    const ledger = await approvedLedger(path, hosts);
    const fleet = simulatedFleet(async () => {
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
      return { status: 'done' };
    });
    fleet.log.push = () => 0;
    const policy = { ...OPEN, limits: { parallel: PARALLEL, perProvider: {} } };
    const start = performance.now();
    let heap = 0;
    const timer = setInterval(() => {
      heap = Math.max(heap, process.memoryUsage().heapUsed);
    }, 50);
    await provisioned(ledger, fleet, inProcessExecutor(), {
      policy,
      timing: realTiming(),
      keep: false,
    });
    clearInterval(timer);
    const seconds = (performance.now() - start) / 1000;
    await ledger.close();
    const online = [...ledger.state.hosts.values()].filter(({ status }) => status === 'online');
    if (online.length !== size) throw new Error(`${online.length} of ${size} hosts came through`);
    const twice = [...fleet.erased.values()].filter((times) => times > 1).length;
    perHost.push((seconds * 1000) / size);
    const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
    say(
      row(
        String(size),
        seconds.toFixed(1),
        ((seconds * 1000) / size).toFixed(1),
        mebibytes(statSync(path).size),
        mebibytes(heap),
        String(twice),
      ),
    );
    rmSync(folder, { recursive: true, force: true });
  }
  const [first = 1] = perHost;
  say(
    `a host among ${SIZES.at(-1)} takes ${((perHost.at(-1) ?? 0) / first).toFixed(2)} times what it takes among ${SIZES[0]}\n`,
  );
}

/** Half of the machines by a loop in a shell, half by the fleet; both do the same to each machine. */
async function race(): Promise<void> {
  const teardowns: (() => unknown)[] = [];
  const t = {
    teardown: (done: () => unknown) => teardowns.push(done),
  } as unknown as ExecutionContext;
  try {
    const looped = ['loop-1', 'loop-2', 'loop-3', 'loop-4'];
    const fleet = ['fleet-1', 'fleet-2', 'fleet-3', 'fleet-4'];
    const rig = await newRig(t, [...looped, ...fleet]);
    const digest = await rig.planned();
    for (const { name } of rig.machines) rig.fault('install', name, `sleep ${INSTALL_SECONDS}`);
    const loop = timed(() => byLoop(rig, looped));
    const only = fleet.flatMap((name) => ['--only', name]);
    const start = performance.now();
    const ended = await rig.panther([
      'fleet',
      'provision',
      '--approve',
      digest,
      ...only,
      ...rig.kexec,
    ]);
    const seconds = (performance.now() - start) / 1000;
    if (ended.code !== 0) throw new Error(ended.stderr);
    say(`${looped.length} machines each, whose installation waits ${INSTALL_SECONDS} s`);
    say(row('', 'seconds', 'host keys', 'checks', 'after a failure'));
    say(row('for loop', loop.toFixed(1), 'unchecked', 'none', 'begins anew'));
    say(row('fleet', seconds.toFixed(1), 'pinned', 'all', 'resumes'));
  } finally {
    for (const done of teardowns.reverse()) await done();
  }
}

function timed(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

/** As a how-to has it: one machine after the other, whoever answers, and nothing is written down. */
function byLoop(rig: Rig, names: readonly string[]): void {
  const machines = rig.machines.filter(({ name }) => names.includes(name));
  const words = machines.map(({ name, address }) => `${name}=${address}`).join(' ');
  const extra = join(rig.root, 'extra');
  const script = `
set -eu
mkdir -p ${extra}/persist/etc/ssh
for pair in ${words}; do
  rm -f ${extra}/persist/etc/ssh/*
  ssh-keygen -q -t ed25519 -N '' -f ${extra}/persist/etc/ssh/ssh_host_ed25519_key
  for phase in kexec disko install reboot; do
    ${rig.root}/bin/nixos-anywhere --flake ${rig.repository}#\${pair%%=*} --phases $phase --ssh-port 22 \\
      --kexec ${rig.kexec[1]} --extra-files ${extra} --target-host root@\${pair##*=} >/dev/null 2>&1
  done
  until ssh -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null panther@\${pair##*=} true 2>/dev/null; do sleep 0.5; done
done`;
  const ended = spawnSync('ip', ['netns', 'exec', rig.space, 'bash', '-c', script], {
    env: { ...process.env, PATH: `${rig.root}/bin:${process.env['PATH']}` },
    encoding: 'utf8',
  });
  if (ended.status !== 0) throw new Error(`the loop failed: ${ended.stderr}`);
}

function row(...cells: string[]): string {
  return cells.map((cell, index) => (index === 0 ? cell.padEnd(10) : cell.padStart(16))).join('');
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
