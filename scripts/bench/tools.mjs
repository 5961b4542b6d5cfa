// The main job, timed beside bare Node and what else looks at a machine.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const ROUNDS = 15;
const BUNDLE = 'dist/panther-discover.mjs';
const ALONE = 'alone/panther-discover.mjs';
const WHOLE = 'whole.mjs';
/** Nobody has its private half. */
const SSH_KEY = `ssh-ed25519 ${'A'.repeat(68)} bench`;
const STATIC_DATA = "import('systeminformation').then(({ default: it }) => it.getStaticData())";

/** `ours` must not fail; what is slow runs in every so many rounds only. */
const TOOLS = [
  { name: 'node -e 0', ours: true, command: () => [process.execPath, '-e', '0'] },
  { name: '--version', ours: true, command: () => [process.execPath, BUNDLE, '--version'] },
  { name: '--version, whole', ours: true, command: wholeVersion },
  { name: 'main job', ours: true, command: (place) => mainJob(place, BUNDLE) },
  { name: 'uncompiled', ours: true, command: (place) => mainJob(place, `${place}/../${ALONE}`) },
  { name: 'hwinfo --all', command: () => ['hwinfo', '--all'] },
  { name: 'lshw -json', command: () => ['lshw', '-json'] },
  { name: 'inxi -F', every: 3, command: () => ['inxi', '-F'] },
  { name: 'getStaticData', every: 5, command: () => [process.execPath, '-e', STATIC_DATA] },
];

/** The live machine becomes a host, in a repository of its own. */
function mainJob(place, bundle) {
  const answers = ['--set', 'encryption=none', '--set', `sshKeys=${SSH_KEY}`];
  return [process.execPath, bundle, ...answers, '--out', `${place}/pantheros`];
}

/** The same program where Node has to read and load all of it before it can do anything. */
function wholeVersion(place) {
  return [process.execPath, `${place}/../${WHOLE}`, '--version'];
}

async function prepare(folder) {
  // Nothing that the build compiled lies beside it here.
  mkdirSync(join(folder, 'alone'));
  copyFileSync(BUNDLE, join(folder, ALONE));
  await build({
    entryPoints: ['src/cli.ts'],
    outfile: join(folder, WHOLE),
    bundle: true,
    minifyWhitespace: true,
    minifySyntax: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    logLevel: 'error',
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
    },
  });
}

/**
 * Milliseconds by tool; none for a tool that is not here. The rounds take turns, so that a busy
 * moment of the machine hits all of them. Throws where our own runs fail.
 */
export async function timeTools(folder) {
  await prepare(folder);
  const times = new Map(TOOLS.map(({ name }) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const tool of TOOLS) {
      if (round % (tool.every ?? 1) !== 0) continue;
      const time = timeOf(tool, folder);
      if (time !== null) times.get(tool.name).push(time);
    }
  }
  return times;
}

function timeOf({ name, ours, command }, folder) {
  const place = mkdtempSync(join(folder, 'run-'));
  const [program, ...words] = command(place);
  const start = performance.now();
  const { error, status, stderr } = spawnSync(program, words, {
    env: { ...process.env, XDG_STATE_HOME: `${place}/state` },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const time = performance.now() - start;
  rmSync(place, { recursive: true, force: true });
  if (error?.code === 'ENOENT') return null;
  if (ours && status !== 0) throw new Error(`${name} failed: ${error ?? stderr}`);
  return time;
}
