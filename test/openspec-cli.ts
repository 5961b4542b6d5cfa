import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ExecutionContext } from 'ava';

const PROGRAM = resolve('node_modules/@fission-ai/openspec/bin/openspec.js');

/** Loaded before OpenSpec: whatever wants to reach a network is written down, and fails. */
const GUARD = `
const { appendFileSync } = require('node:fs');
const net = require('node:net');
const dns = require('node:dns');
const refuse = (what) => () => {
  appendFileSync(process.env.NETWORK_LOG, what + '\\n');
  throw new Error('no network here');
};
net.Socket.prototype.connect = refuse('connect');
dns.lookup = refuse('lookup');
dns.promises.lookup = refuse('lookup');
globalThis.fetch = refuse('fetch');
`;

export interface OpenSpecRun {
  status: number;
  stdout: string;
  stderr: string;
  /** What it tried to reach. */
  network: string;
}

/** Runs the real OpenSpec in a repository, without telemetry, watching for any use of a network. */
export function openspec(
  t: ExecutionContext,
  root: string,
  args: readonly string[],
  telemetryOff: Record<string, string> = { OPENSPEC_TELEMETRY: '0', DO_NOT_TRACK: '1' },
): Promise<OpenSpecRun> {
  const home = mkdtempSync(join(tmpdir(), 'panther-openspec-'));
  t.teardown(() => rmSync(home, { recursive: true, force: true }));
  const guard = join(home, 'guard.cjs');
  const log = join(home, 'network.log');
  writeFileSync(guard, GUARD);
  writeFileSync(log, '');
  const env = {
    PATH: process.env['PATH'],
    HOME: home,
    XDG_CONFIG_HOME: join(home, 'config'),
    NETWORK_LOG: log,
    NO_COLOR: '1',
    ...telemetryOff,
  };
  return new Promise((done) => {
    const words = ['--require', guard, PROGRAM, ...args];
    execFile(process.execPath, words, { cwd: root, env }, (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      done({ status, stdout, stderr, network: readFileSync(log, 'utf8') });
    });
  });
}

/** Everything that stands in a repository's openspec/ is what OpenSpec's strictest check accepts. */
export async function isValid(t: ExecutionContext, root: string): Promise<void> {
  const ran = await openspec(t, root, [
    'validate',
    '--all',
    '--strict',
    '--json',
    '--no-interactive',
  ]);
  t.is(ran.status, 0, ran.stdout + ran.stderr);
  t.is(ran.network, '');
  const { summary } = JSON.parse(ran.stdout) as { summary: { totals: Record<string, number> } };
  t.is(summary.totals['failed'], 0);
  t.true((summary.totals['passed'] ?? 0) > 0);
}
