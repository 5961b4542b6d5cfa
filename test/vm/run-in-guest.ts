import { spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { guestImage } from './guest-image.ts';
import { diskSerial, type GuestDisk, qemuArguments } from './qemu.ts';
import { queueOf } from './turns.ts';

/** What a guest is started with. */
export interface GuestRun {
  disks: readonly GuestDisk[];
  /** Path in the guest → content; all of them are executable. */
  files?: Record<string, string | Uint8Array>;
  /** Bash, run as root with no input; what it leaves in /results comes back. */
  script: string;
  timeoutMs: number;
  memoryMiB?: number;
}

/** What came of it. */
export interface GuestOutcome {
  /** Of the script; null where it did not come to its end in time. */
  status: number | null;
  /** Standard output and error of the script. */
  output: string;
  /** Path below /results → text. */
  results: Map<string, string>;
  /** What kernel and init said. */
  console: string;
  seconds: number;
  /** Whether the guest's udevd was dead in the end: then what failed says nothing of the script. */
  lostUdevd: boolean;
}

/** An emulated guest has one processor and keeps it busy. */
const inTurn = queueOf(Math.min(4, availableParallelism()));

/**
 * Boots a guest with these disks, runs the script in it and powers it off. The disk files keep what was
 * written. Throws an Error where the guest could not be started at all. As many run at a time as there are
 * processors, four at most; the others wait.
 */
export function runInGuest(run: GuestRun): Promise<GuestOutcome> {
  return inTurn(() => boot(run));
}

async function boot(run: GuestRun): Promise<GuestOutcome> {
  const image = guestImage();
  const folder = mkdtempSync(join(tmpdir(), 'panther-guest-'));
  try {
    const names = ['initrd', 'console', 'output', 'results'] as const;
    const files = Object.fromEntries(names.map((name) => [name, join(folder, name)])) as {
      [Name in (typeof names)[number]]: string;
    };
    copyFileSync(image.initrd, files.initrd);
    appendFileSync(files.initrd, overlay(folder, run));
    const args = qemuArguments(image, files, run.disks, run.memoryMiB ?? 1536);
    const start = performance.now();
    const qemu = await execute(args, run.timeoutMs);
    const seconds = Math.round((performance.now() - start) / 1000);
    const read = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : '');
    if (!existsSync(files.console)) throw new Error(`the guest did not start: ${qemu}`);
    const results = unpack(files.results, join(folder, 'unpacked'));
    const status = results.get('.status');
    results.delete('.status');
    const lostUdevd = results.delete('.no-udevd');
    return {
      status: status === undefined ? null : Number(status),
      output: read(files.output),
      results,
      console: read(files.console) + qemu,
      seconds,
      lostUdevd,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Makes a sparse file of that many bytes: a blank disk. */
export function blankDisk(file: string, bytes: number): string {
  const made = spawnSync('truncate', ['--size', `${bytes}`, file], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(made.stderr);
  return file;
}

/** A cpio archive that the kernel unpacks over the initramfs. */
function overlay(folder: string, { disks, files = {}, script }: GuestRun): Buffer {
  const root = join(folder, 'overlay');
  const list = disks.map(({ path }, index) => `${diskSerial(index)} ${path}\n`).join('');
  const input = { ...files, '/input/script': script, '/input/disks': list };
  for (const [path, content] of Object.entries(input)) {
    const place = join(root, path);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, content);
    chmodSync(place, 0o755);
  }
  const archive = 'find . -mindepth 1 | cpio --quiet -o -H newc -R 0:0';
  const packed = spawnSync('sh', ['-c', archive], { cwd: root, maxBuffer: 2 ** 30 });
  if (packed.status !== 0) throw new Error(`cpio: ${packed.stderr}`);
  return packed.stdout;
}

/** Runs QEMU to its end, or to the end of its time; what it complained of. */
function execute(args: readonly string[], timeoutMs: number): Promise<string> {
  // `timeout` ends the guest also where whoever waits for it is killed.
  const limit = ['--kill-after=5', `${Math.ceil(timeoutMs / 1000)}`];
  const command = [...limit, 'nice', '-n', '10', 'qemu-system-x86_64', ...args];
  return new Promise((resolve, reject) => {
    const child = spawn('timeout', command, { stdio: ['ignore', 'ignore', 'pipe'] });
    let complaints = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaints += text;
    });
    child.on('error', reject);
    child.on('close', () => resolve(complaints));
  });
}

function unpack(archive: string, folder: string): Map<string, string> {
  mkdirSync(folder);
  // Whatever a guest that was cut off sent of its results is worth having.
  if (existsSync(archive)) spawnSync('tar', ['-xf', archive, '--no-same-owner', '-C', folder]);
  const names = readdirSync(folder, { recursive: true }) as string[];
  return new Map(
    names
      .filter((name) => statSync(join(folder, name)).isFile())
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
}
