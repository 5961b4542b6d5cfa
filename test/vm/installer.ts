import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { planLines } from './planned.ts';
import type { GuestDisk } from './qemu.ts';
import { type Row, readRow } from './rows.ts';
import { type GuestOutcome, runInGuest } from './run-in-guest.ts';
import { text } from './seen.ts';

const LIMIT_MS = 30 * 60_000;
/** What a Nix live medium has and the guest has not. */
const STAND_INS = ['disko', 'nix', 'git', 'nixos-install'];
const BUNDLE = 'dist/panther-discover.mjs';

/** The layout that is installed in the guest, and disko's script of it. */
export function installedRow(): Row {
  const row = readRow('install');
  if (row === null) throw new Error('the row "install" is not recorded (npm run vm-rows)');
  return row;
}

/** What a guest does, each a script of test/vm/install. */
export type InstallerScript = 'record' | 'trips' | 'install' | 'strange' | 'resume';

/** Boots a guest that has the tool, what stands in for Nix, and a script of test/vm/install. */
export function runInstaller(
  name: InstallerScript,
  disks: readonly GuestDisk[],
  carried = '',
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
      '/input/driver.mjs': driver(),
      '/input/causes.sh': ours('causes.sh'),
      '/input/answers.yaml': ours('answers.yaml'),
      '/input/guest.sh': ours('guest.sh'),
      '/input/runs.sh': ours('runs.sh'),
      '/input/carried': carried,
    },
    script: ours(`${name}.sh`),
    timeoutMs: LIMIT_MS,
    memoryMiB: 3072,
  });
}

/** The driver of test/vm/install with all that it imports, as one file. */
function driver(): Uint8Array {
  const { outputFiles } = buildSync({
    entryPoints: ['build/js/test/vm/install/driver.js'],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    write: false,
    logLevel: 'error',
    banner: {
      js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
    },
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error('the driver was not bundled');
  return file.contents;
}

/** What came of one attempt to install. */
export interface Attempt {
  /** Kind of the PantherError that it ended with. */
  failure: string;
  /** What it said. */
  said: string;
  /** Whether not one sector of the disk was written or discarded. */
  untouched: boolean;
}

/** Every attempt of the driver, by name. */
export function attemptsOf(outcome: GuestOutcome): Record<string, Attempt> {
  return JSON.parse(text(outcome, 'attempts.json')) as Record<string, Attempt>;
}

/** The checks that a refusal names. */
export function codesIn(said: string): string[] {
  const lines = said.split('\n').map((line) => /^ {2}([a-z]+\.[a-z-]+)(?: \(\w+\))?: /.exec(line));
  return [...new Set(lines.flatMap((found) => found?.[1] ?? []))].sort();
}
