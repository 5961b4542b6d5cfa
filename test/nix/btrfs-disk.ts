import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** What a program did: exit status (null after a signal), standard output and error. */
export interface Outcome {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** A Btrfs filesystem on a loop device, its top level mounted at `top` outside of `run`. */
export interface BtrfsDisk {
  device: string;
  top: string;
  state: () => string;
  btrfs: (...args: string[]) => void;
  run: (script: string, env?: Record<string, string>) => Outcome;
  cutAt: (call: number, script: string) => Outcome;
  destroy: () => void;
}

const SCRIPTS = 'modules/nixos/filesystems/impermanence';

/** Says why no Btrfs filesystem can be mounted here; null if one can. */
export function whyNoBtrfs(): string | null {
  if (process.getuid?.() !== 0) return 'mounting needs root';
  for (const program of ['mkfs.btrfs', 'btrfs', 'losetup', 'mount'])
    if (execute('sh', ['-c', `command -v ${program}`]).status !== 0) return `${program} is missing`;
  if (!/\bbtrfs$/m.test(readFileSync('/proc/filesystems', 'utf8')))
    return 'the kernel has no Btrfs';
  if (!existsSync('/dev/loop-control')) return 'the kernel has no loop devices';
  const disk = tryMakeDisk();
  if (typeof disk === 'string') return disk;
  disk.destroy();
  return null;
}

/** Makes a filesystem with @root, @persist, @home, a read-only @root-blank and files to tell them by. */
export function makeDisk(): BtrfsDisk {
  const disk = tryMakeDisk();
  if (typeof disk === 'string') throw new Error(disk);
  for (const name of ['@root', '@persist', '@home']) {
    disk.btrfs('subvolume', 'create', join(disk.top, name));
    if (name === '@root') {
      chmodSync(join(disk.top, name), 0o751);
      disk.btrfs(
        'subvolume',
        'snapshot',
        '-r',
        join(disk.top, name),
        join(disk.top, '@root-blank'),
      );
    }
    writeFileSync(join(disk.top, name, 'used'), name);
  }
  return disk;
}

function execute(program: string, args: string[], env?: Record<string, string>): Outcome {
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { status, stdout, stderr };
}

function must(program: string, args: string[]): string {
  const { status, stdout, stderr } = execute(program, args);
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
  return stdout.trim();
}

function tryMakeDisk(): BtrfsDisk | string {
  const dir = mkdtempSync(join(tmpdir(), 'panther-btrfs-'));
  const [image, top, inside] = ['image', 'top', 'inside'].map((name) => join(dir, name)) as [
    string,
    string,
    string,
  ];
  const statePath = join(dir, 'run/root-reset');
  writeFileSync(join(dir, 'cmdline'), 'quiet root=fstab\n');
  mkdirSync(top);
  let device = '';
  const undo = () => {
    execute('umount', [inside]);
    execute('umount', [top]);
    if (device !== '') execute('losetup', ['--detach', device]);
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    must('truncate', ['--size', '256M', image]);
    must('mkfs.btrfs', ['--quiet', image]);
    device = must('losetup', ['--find', '--show', image]);
    must('mount', ['-t', 'btrfs', '-o', 'subvolid=5', device, top]);
  } catch (error) {
    undo();
    return String(error);
  }

  const env = {
    RESET_DEVICE: device,
    RESET_SUBVOLUME: '@root',
    RESET_BLANK: '@root-blank',
    RESET_OLD_ROOTS: '@old-roots',
    RESET_STATE: statePath,
    RESET_CMDLINE: join(dir, 'cmdline'),
    RESET_MOUNT: inside,
    CLEAN_DEVICE: device,
    CLEAN_OLD_ROOTS: '@old-roots',
    CLEAN_KEEP: '2',
    CLEAN_MAX_DAYS: '',
    CLEAN_MOUNT: inside,
  };
  const run = (script: string, more: Record<string, string> = {}) =>
    execute('bash', [resolve(SCRIPTS, script)], { ...env, ...more });
  return {
    device,
    top,
    state: () => (existsSync(statePath) ? readFileSync(statePath, 'utf8') : ''),
    btrfs: (...args) => void must('btrfs', args),
    run,
    cutAt: (call, script) => {
      const outcome = run(script, { PATH: `${cuttingPrograms(dir, call)}:${process.env['PATH']}` });
      // A power cut takes the mount with it.
      execute('umount', [inside]);
      return outcome;
    },
    destroy: undo,
  };
}

/** Programs mv and btrfs that kill the script that calls them right before their n-th changing call. */
function cuttingPrograms(dir: string, call: number): string {
  const bin = join(dir, `cut-${call}`);
  mkdirSync(bin);
  for (const program of ['mv', 'btrfs']) {
    const real = must('sh', ['-c', `command -v ${program}`]);
    const path = join(bin, program);
    const lines = [
      '#!/bin/sh',
      `if [ "$2" = show ]; then exec ${real} "$@"; fi`,
      `echo >>${bin}/calls`,
      `if [ "$(wc -l <${bin}/calls)" -eq ${call} ]; then kill -9 $PPID; exit 1; fi`,
      `exec ${real} "$@"`,
    ];
    writeFileSync(path, `${lines.join('\n')}\n`, { mode: 0o755 });
  }
  return bin;
}
