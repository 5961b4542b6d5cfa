import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Writable } from 'node:stream';
import type { ExecutionContext } from 'ava';
import type { DiskLayout } from '../../../src/model/layout.ts';
import { DISK as BARE, formattedTexts } from './formatted.ts';

const SCRIPTS = 'test/provision/install/stand-in';
const PROGRAMS = [
  ...[
    'lsblk',
    'wipefs',
    'blkid',
    'pvs',
    'btrfs',
    'findmnt',
    'stat',
    'df',
    'udevadm',
    'cryptsetup',
    'git',
  ],
  ...['systemd-cryptenroll', 'nix', 'disko', 'nixos-install'],
];
export const PASSPHRASE = 'correct horse battery staple';
export const PASSWORD = 'another secret of theirs';
export const SERIAL = 'STANDIN-7F3A';
const DISK = { ...BARE, serial: SERIAL };
const ANSWERS = `partitionUuids:
  esp: 00000000-0000-4000-8000-000000000001
  crypt: 00000000-0000-4000-8000-000000000002
sshKeys:
  - ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJdD7y3aLq454yWBdwLWbieU1ebz9/cu7/QEXn9OIeZJ somebody@somewhere
`;

export interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** A machine whose disk is not there: programs answer for it. */
export interface StandIn {
  folder: string;
  log: string;
  /** Runs the tool in it, with nobody at a terminal; the passphrase is on descriptor 3, the password on 4. */
  panther(...words: string[]): Promise<Ended>;
  /** Starts it, and sends a signal once the log or a file says so. */
  until(mark: string, signal: NodeJS.Signals, ...words: string[]): Promise<Ended>;
  /** Words to run something in it. */
  inside(...words: string[]): string[];
  /** What something that runs in it prints, a line each. */
  lines(...words: string[]): string[];
  /** What was called that changes something, each as its words. */
  calls(): string[][];
  put(name: string, text: string): void;
  remove(name: string): void;
  has(name: string): boolean;
}

/** Why there can be none here; null: there can. */
export function whyNoStandIn(): string | null {
  if (process.getuid?.() !== 0) return 'only root can make a mount namespace';
  const made = spawnSync('unshare', ['--mount', 'true']);
  if (made.status !== 0) return 'unshare --mount does not work here';
  return null;
}

export interface StandInOptions {
  encryption?: 'luks' | 'none';
}

/** Makes one, with the host `os` recorded and planned in FOLDER/os. */
export async function standIn(
  t: ExecutionContext,
  { encryption = 'luks' }: StandInOptions = {},
): Promise<StandIn> {
  const folder = mkdtempSync(join(tmpdir(), 'panther-standin-'));
  for (const name of ['bin', 'said', 'home']) mkdirSync(join(folder, name));
  copyFileSync(join(SCRIPTS, 'program.sh'), join(folder, 'bin/.program'));
  chmodSync(join(folder, 'bin/.program'), 0o755);
  for (const name of PROGRAMS) symlinkSync('.program', join(folder, 'bin', name));
  const put = (name: string, text: string) => writeFileSync(join(folder, name), text);
  put('serial', SERIAL);
  put('state', 'blank');
  put('cmdline', 'quiet panther.install=os\n');
  sayBlank(put);
  const holder = spawn('unshare', [
    ...['--mount', '--propagation', 'private', 'bash', resolve(SCRIPTS, 'target.sh'), folder],
  ]);
  t.teardown(() => {
    holder.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  while (!existsSync(join(folder, 'ready'))) {
    if (holder.exitCode !== null) throw new Error('the stand-in could not be made');
    await new Promise((wake) => setTimeout(wake, 20));
  }
  const inside = (...words: string[]) => [
    ...['nsenter', '--target', `${holder.pid}`, '--mount', '--'],
    ...['env', '-i', `PATH=${folder}/bin:${process.env['PATH']}`, `HOME=${folder}/home`],
    ...['NO_COLOR=1', 'LANG=C.UTF-8', `TERM=${process.env['TERM'] ?? 'dumb'}`, ...words],
  ];
  const tool = [process.execPath, resolve('dist/panther-discover.mjs')];
  const log = join(folder, 'home/.local/state/panther-discover/installs/os.jsonl');
  const start = (words: string[]) => startedWith(inside(...tool, ...words));
  const target: StandIn = {
    folder,
    log,
    inside,
    put,
    panther: (...words) => start(words).ended,
    until: (mark, signal, ...words) => endedAt(start(words), log, join(folder, mark), mark, signal),
    lines: (...words) => {
      const [name = '', ...rest] = inside(...words);
      const { stdout } = spawnSync(name, rest, { encoding: 'utf8' });
      return stdout.split('\n').filter(Boolean);
    },
    calls: () =>
      existsSync(join(folder, 'calls'))
        ? readFileSync(join(folder, 'calls'), 'utf8')
            .split('\n')
            .filter(Boolean)
            .map((line) => line.split('\t').slice(0, -1))
        : [],
    remove: (name) => rmSync(join(folder, name), { force: true }),
    has: (name) => existsSync(join(folder, name)),
  };
  put('answers.yaml', `encryption: ${encryption}\n${ANSWERS}`);
  const out = ['--out', join(folder, 'os')];
  const planned = await target.panther(
    ...[
      '--host',
      'os',
      '--profile',
      'workstation',
      '--answers',
      join(folder, 'answers.yaml'),
      ...out,
    ],
  );
  if (planned.status !== 0) throw new Error(planned.stderr);
  const drawn = await target.panther('layout', '--json', '--host', 'os', ...out);
  sayUsed(put);
  sayFormatted(put, (JSON.parse(drawn.stdout) as { layout: DiskLayout }).layout);
  return target;
}

/** Waits until something in it has made a file; ends the test where nothing does. */
export async function comesTo(target: StandIn, name: string): Promise<void> {
  const end = Date.now() + 60_000;
  while (!target.has(name)) {
    if (Date.now() > end) throw new Error(`nothing made ${name}`);
    await new Promise((wake) => setTimeout(wake, 50));
  }
}

function startedWith(words: string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const [name = '', ...rest] = words;
  const child = spawn(name, rest, { stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'] });
  for (const [descriptor, secret] of [PASSPHRASE, PASSWORD].entries()) {
    const pipe = child.stdio[descriptor + 3] as Writable;
    // Whoever does not ask for it does not read it.
    pipe.on('error', () => undefined);
    pipe.end(secret);
  }
  const heard = ['', ''];
  for (const [index, stream] of [child.stdout, child.stderr].entries())
    stream?.setEncoding('utf8').on('data', (text: string) => {
      heard[index] += text;
    });
  const ended = new Promise<Ended>((done) => {
    child.on('close', (code, signal) => {
      const [stdout = '', stderr = ''] = heard;
      done({ status: signal === 'SIGKILL' ? 137 : code, stdout, stderr });
    });
  });
  return { child, ended };
}

async function endedAt(
  { child, ended }: ReturnType<typeof startedWith>,
  log: string,
  file: string,
  mark: string,
  signal: NodeJS.Signals,
): Promise<Ended> {
  const before = existsSync(log) ? readFileSync(log, 'utf8').length : 0;
  const [step, event] = mark.split(' ');
  const words = `"step":"${step}","event":"${event}"`;
  let over = false;
  void ended.then(() => {
    over = true;
  });
  const isThere = () =>
    event === undefined
      ? existsSync(file)
      : existsSync(log) && readFileSync(log, 'utf8').slice(before).includes(words);
  while (!over && !isThere()) await new Promise((wake) => setTimeout(wake, 5));
  child.kill(signal);
  return ended;
}

function sayBlank(put: StandIn['put']): void {
  put('said/lsblk-blank.json', JSON.stringify({ blockdevices: [DISK] }));
  put('said/mountinfo', '1 1 0:2 / / rw - rootfs rootfs rw\n');
  put('said/nodes-blank', '/dev/nvme0n1 disk\n');
  put('said/signatures-blank', '');
}

/** Two partitions of another system, one of them closed. */
function sayUsed(put: StandIn['put']): void {
  const parts = [1, 2].map((number) => ({
    ...{
      name: `nvme0n1p${number}`,
      kname: `nvme0n1p${number}`,
      type: 'part',
      size: 2 ** 30 * number,
    },
    ...{ 'maj:min': `259:${number}`, partn: number, mountpoints: [null], pttype: 'gpt' },
    fstype: number === 1 ? 'ntfs' : 'BitLocker',
  }));
  const disk = { ...DISK, pttype: 'gpt', children: parts };
  put('said/lsblk-used.json', JSON.stringify({ blockdevices: [disk] }));
  put('said/nodes-used', '/dev/nvme0n1 disk\n/dev/nvme0n1p1 part\n/dev/nvme0n1p2 part\n');
  put(
    'said/signatures-used',
    '/dev/nvme0n1p1 nvme0n1p1,0x3,ntfs,1,Windows\n/dev/nvme0n1p2 nvme0n1p2,0x3,BitLocker,,\n',
  );
}

/** What the programs say once the layout is there, as planned. */
function sayFormatted(put: StandIn['put'], layout: DiskLayout): void {
  const { blocks, parts, header, subvolumes, devices, mounts } = formattedTexts(layout);
  const named = blocks.replace('"rm":', `"serial":"${SERIAL}","rm":`);
  const nodes = ['/dev/nvme0n1 disk', ...parts.map(({ name }) => `/dev/${name} part`)];
  const signatures = parts.map(
    ({ name, fstype }) => `/dev/${name} ${name},0x0,${fstype},u-${name},\n`,
  );
  // The same after a start, with the container closed.
  for (const [state, text] of [
    ['formatted', named],
    ['closed', named.replaceAll('"type":"crypt"', '"type":"part"').replaceAll('-crypt"', '-none"')],
  ] as const) {
    put(`said/lsblk-${state}.json`, text);
    put(`said/nodes-${state}`, `${nodes.join('\n')}\n`);
    put(`said/signatures-${state}`, signatures.join(''));
  }
  put('said/devices', devices);
  put('said/header.json', header);
  put('said/subvolumes', subvolumes.all);
  put('said/subvolumes-read-only', subvolumes.readOnly);
  put('said/findmnt.json', mounts);
}
