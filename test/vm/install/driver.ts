/**
 * Runs in a guest, bundled into one file: many attempts to install in one process, for starting Node takes an
 * emulated processor seconds. Each cause is made, an install is attempted, and the cause is taken away; what
 * came of it, and whether the disk was written to, goes to /results/attempts.json.
 *
 *   driver.mjs record|trips|swapped
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { runDiscover } from '../../../src/commands/discover.ts';
import { processConsole } from '../../../src/console.ts';
import { capture } from '../../../src/main/entry.ts';
import { type InstallWishes, install, showInstall } from '../../../src/main/install.ts';
import { PantherError } from '../../../src/model/errors.ts';
import type { Attempt } from '../installer.ts';

const ROOT = '/root/os';
const SYSTEM = '/dev/disk/by-path/pci-0000:00:04.0-nvme-1';
const STICK = '/dev/disk/by-path/pci-0000:00:1d.0-usb-0:1:1.0-scsi-0:0:0:0';
const MIB = 2 ** 20;
const attempts: Record<string, Attempt> = {};

/** Bash, with what the causes are made of at hand. */
function shell(script: string): string {
  const whole = `. /input/causes.sh\n${script}`;
  const done = spawnSync('bash', ['-c', whole], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (done.status !== 0) process.stdout.write(`FAILED: ${script}\n`);
  return done.stdout.trim();
}

async function plan(host: string, disk: string): Promise<void> {
  const flags = {
    host,
    profile: 'workstation',
    answers: '/input/answers.yaml',
    set: [`disk=${disk}`],
  };
  const console = processConsole({ quiet: true, verbose: false, json: false, color: false });
  await runDiscover({ ...flags, out: ROOT, quiet: true, ask: false }, capture(['local']), console);
}

/** Sectors written and discarded since the guest started, and a checksum of where tables and headers lie. */
function mark(disk: string): string {
  shell('sync; udevadm settle');
  const name = shell(`basename "$(realpath ${disk})"`);
  const counts = readFileSync(`/sys/block/${name}/stat`, 'utf8').trim().split(/\s+/);
  const file = openSync(`/dev/${name}`, 'r');
  const head = Buffer.alloc(MIB);
  readSync(file, head, 0, MIB, 0);
  closeSync(file);
  return [counts[6], counts[13], createHash('sha256').update(head).digest('hex')].join(' ');
}

const nobody = {
  person: null,
  say: () => undefined,
  hear: () => undefined,
  signal: new AbortController().signal,
  columns: 100,
  color: false,
  ascii: true,
};

function wishes(host: string, given: Partial<InstallWishes['given']>): InstallWishes {
  const none = { approve: null, passphraseFd: null, passwordFd: null, lose: [], removable: [] };
  return { host, root: ROOT, resume: false, until: null, given: { ...none, ...given } };
}

async function attempt(
  name: string,
  { host = 'os', disk = SYSTEM, given = {} }: { host?: string; disk?: string; given?: object } = {},
): Promise<void> {
  const start = performance.now();
  const before = mark(disk);
  let [failure, said] = ['none', ''];
  try {
    await install(wishes(host, given), nobody);
  } catch (error) {
    if (!(error instanceof PantherError)) throw error;
    [failure, said] = [error.failure, error.message];
  }
  attempts[name] = { failure, said, untouched: before === mark(disk) };
  const seconds = Math.round((performance.now() - start) / 1000);
  process.stdout.write(`== ${name}: ${failure}, ${seconds} s\n`);
}

/** An attempt while a cause is there. */
async function trip(name: string): Promise<void> {
  shell(`make_${name}`);
  await attempt(name);
  shell(`undo_${name}`);
}

function secrets(): { passphraseFd: number; passwordFd: number } {
  writeFileSync('/run/typed', 'a phrase of the driver');
  return { passphraseFd: openSync('/run/typed', 'r'), passwordFd: openSync('/run/typed', 'r') };
}

async function digest(): Promise<string> {
  return (await showInstall(wishes('os', {}), nobody)).digest ?? '';
}

async function trips(): Promise<void> {
  await plan('os', SYSTEM);
  await attempt('nothing_in_the_way');
  const approve = await digest();
  for (const name of ['mounted', 'swap', 'holder', 'array', 'group', 'btrfs']) await trip(name);
  for (const name of ['twin', 'mapper', 'live_medium', 'read_only']) await trip(name);
  await trip('occupied');
  shell('make_full_tmpfs');
  await attempt('full_tmpfs', { given: { approve, ...secrets() } });
  writeFileSync('/results/left', shell('ls -A /run/panther'));
  shell('undo_full_tmpfs');
  shell('make_meanwhile');
  await attempt('meanwhile', { given: { approve, ...secrets() } });
  writeFileSync('/results/left-meanwhile', shell('ls -A /run/panther'));
  shell('undo_meanwhile');
  await plan('stick', STICK);
  await attempt('usb', { host: 'stick', disk: STICK });
}

async function swapped(): Promise<void> {
  await attempt('swapped');
  await plan('os', SYSTEM);
  writeFileSync('/run/digest', await digest());
}

process.setMaxListeners(0);
process.chdir('/root');
const modes: Record<string, () => Promise<void>> = {
  trips,
  swapped,
  record: () => plan('os', SYSTEM),
};
await modes[process.argv[2] ?? '']?.();
writeFileSync('/results/attempts.json', JSON.stringify(attempts));
