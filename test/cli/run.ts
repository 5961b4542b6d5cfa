import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ExecutionContext } from 'ava';

export const NOBODY = 65_534;
export const SSH_KEY = `ssh-ed25519 ${'A'.repeat(68)} test`;
/** What a VPS cannot be planned without. */
export const VPS_ANSWERS = ['--set', 'encryption=none', '--set', `sshKeys=${SSH_KEY}`] as const;

let copy: string | null = null;

/** The bundle, copied alone into an empty folder: it must find all it needs in itself. */
export function bundle(): string {
  if (copy !== null) return copy;
  const folder = mkdtempSync(join(tmpdir(), 'panther-bundle-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  copy = join(folder, 'tool/panther-discover.mjs');
  mkdirSync(join(folder, 'tool'), { mode: 0o755 });
  copyFileSync('dist/panther-discover.mjs', copy);
  return copy;
}

/** A recorded machine of this repository. */
export function recorded(host: string, file = 'capture.json'): string {
  return resolve('hardware-discovery', host, file);
}

/** A working directory and a state directory, both empty, that go away after the test. */
export interface Place {
  work: string;
  state: string;
}

export async function place(t: ExecutionContext): Promise<Place> {
  const root = await mkdtemp(join(tmpdir(), 'panther-cli-'));
  t.teardown(() => rm(root, { recursive: true, force: true }));
  const made = { work: join(root, 'work'), state: join(root, 'state') };
  await mkdir(made.work);
  await mkdir(made.state);
  return made;
}

/** The same for a user without privileges. */
export async function placeOfNobody(t: ExecutionContext): Promise<Place> {
  const made = await place(t);
  await chmod(join(made.work, '..'), 0o755);
  await chmod(join(bundle(), '../..'), 0o755);
  if (process.geteuid?.() === 0) {
    await chown(made.work, NOBODY, NOBODY);
    await chown(made.state, NOBODY, NOBODY);
  }
  return made;
}

export interface How {
  /** Environment besides PATH and XDG_STATE_HOME; undefined takes a variable out. */
  env?: Record<string, string | undefined>;
  stdin?: string;
  /** Runs as this user; only root can. */
  uid?: number;
  umask?: string;
  /** Where to run, if not in the working directory. */
  cwd?: string;
}

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the bundle as a user would. */
export async function run(where: Place, args: readonly string[], how: How = {}): Promise<Ran> {
  const command = [process.execPath, bundle(), ...args];
  const words =
    how.umask === undefined
      ? command
      : ['/bin/sh', '-c', `umask ${how.umask}; exec "$@"`, 'sh', ...command];
  const child = spawn(words[0] as string, words.slice(1), {
    cwd: how.cwd ?? where.work,
    env: environment(where, how.env ?? {}),
    ...(how.uid === undefined ? {} : { uid: how.uid, gid: how.uid }),
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(how.stdin ?? '');
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  const code = await new Promise<number | null>((done, fail) => {
    child.on('error', fail);
    child.on('close', done);
  });
  return {
    code,
    stdout: Buffer.concat(stdout).toString('utf8'),
    stderr: Buffer.concat(stderr).toString('utf8'),
  };
}

export function environment(
  where: Place,
  changes: Record<string, string | undefined>,
): Record<string, string> {
  const wanted = {
    PATH: process.env['PATH'],
    XDG_STATE_HOME: where.state,
    // Coverage is taken of the compiled sources; the bundle would write its own where it may not.
    NODE_V8_COVERAGE: '',
    ...changes,
  };
  return Object.fromEntries(
    Object.entries(wanted).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** Every file below a folder, by its relative path; none where there is no folder. */
export async function filesBelow(root: string): Promise<Record<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
  const texts = await Promise.all(paths.map((path) => readFile(join(root, path), 'utf8')));
  return Object.fromEntries(paths.map((path, index) => [path, texts[index] ?? '']));
}

/** An expected failure: the code, one line on stderr that names what matters, and no data. */
export function failsInOneLine(
  t: ExecutionContext,
  { code, stdout, stderr }: Ran,
  expected: number,
  ...named: readonly string[]
): void {
  t.is(code, expected, stderr);
  t.regex(stderr, /^panther-discover: [^\n]+\n$/);
  for (const name of named) t.true(stderr.includes(name), `${name} is not named: ${stderr}`);
  t.is(stdout, '');
}

/** A run that did what it should, with nothing to complain about. */
export function succeeds(t: ExecutionContext, { code, stderr }: Ran): void {
  t.is(code, 0, stderr);
}
