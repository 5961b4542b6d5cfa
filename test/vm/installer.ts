import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { planLines } from './planned.ts';
import type { GuestDisk } from './qemu.ts';
import { type Row, readRow } from './rows.ts';
import { type GuestOutcome, runInGuest } from './run-in-guest.ts';

const LIMIT_MS = 30 * 60_000;
/** What a Nix live medium has and the guest has not. */
const STAND_INS = ['disko', 'nix', 'git', 'nixos-install', 'systemd-cryptenroll'];
const BUNDLE = 'dist/panther-discover.mjs';

/** The layout that is installed in the guest, and disko's script of it. */
export function installedRow(): Row {
  const row = readRow('install');
  if (row === null) throw new Error('the row "install" is not recorded (npm run vm-rows)');
  return row;
}

/** Boots a guest that has the tool, what stands in for Nix, and a script of test/vm/install. */
export function runInstaller(
  name: 'trips' | 'install',
  disks: readonly GuestDisk[],
  carried: string,
): Promise<GuestOutcome> {
  const row = installedRow();
  const ours = (file: string) => readFileSync(join('test/vm/install', file), 'utf8');
  const standIns = Object.fromEntries(
    STAND_INS.map((program) => [`/input/bin/${program}`, ours('stand-ins.sh')]),
  );
  return runInGuest({
    disks,
    files: {
      ...standIns,
      '/usr/bin/node': readFileSync(process.execPath),
      '/input/panther-discover.mjs': readFileSync(BUNDLE),
      '/input/bin/cryptsetup': readFileSync('test/vm/scripts/cryptsetup'),
      '/input/deactivate': readFileSync('test/vm/scripts/deactivate'),
      '/input/plan.sh': readFileSync('test/vm/scripts/plan.sh'),
      '/input/plan': planLines(row.layout),
      '/input/layout.sh': row.script,
      '/input/answers.yaml': ours('answers.yaml'),
      '/input/guest.sh': ours('guest.sh'),
      '/input/carried': carried,
    },
    script: ours(`${name}.sh`),
    timeoutMs: LIMIT_MS,
    memoryMiB: 3072,
  });
}

/** What came of one attempt to install. */
export interface Attempt {
  status: number;
  /** What it said. */
  said: string;
  disk: string;
}

/** An attempt by its name; throws where the guest did not come to it. */
export function attemptOf({ results }: GuestOutcome, name: string): Attempt {
  const text = (ending: string) => results.get(`runs/${name}.${ending}`);
  const status = text('status');
  if (status === undefined) throw new Error(`${name}: the guest did not come to it`);
  const said = `${text('out') ?? ''}${text('err') ?? ''}`;
  return { status: Number(status), said, disk: (text('disk') ?? '').trim() };
}

/** The checks that a refusal names. */
export function codesIn(said: string): string[] {
  const lines = said.split('\n').map((line) => /^ {2}([a-z]+\.[a-z-]+)(?: \(\w+\))?: /.exec(line));
  return [...new Set(lines.flatMap((found) => found?.[1] ?? []))].sort();
}
