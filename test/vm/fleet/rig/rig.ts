import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import type { ExecutionContext } from 'ava';
import type { FleetEvent } from '../../../../src/model/fleet.ts';
import type { FleetPlan } from '../../../../src/model/fleet-plan.ts';
import { SSH_KEY } from '../../../cli/run.ts';
import { diskoScriptOf } from './disko-script.ts';
import { type Machine, newMachine, run } from './machine.ts';

const SOURCE = 'test/vm/fleet/rig';
const TOOLS = [
  'ip',
  'unshare',
  'losetup',
  'sgdisk',
  'partx',
  'mkfs.btrfs',
  'mkfs.vfat',
  'flock',
  'git',
  'btrfs',
  'sudo',
];
const GIB = 2 ** 30;
/** Of no password that anybody has. */
const PASSWORD_HASH = `$6$rounds=5000$salt$${'a'.repeat(86)}`;

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
  events: FleetEvent[];
}

/** A controller and its machines, in networks of their own. */
export interface Rig {
  root: string;
  /** The network namespace of the controller. */
  space: string;
  machines: Machine[];
  /** Runs the tool in the network of the controller. */
  panther(words: readonly string[], how?: RunHow): Promise<Ended>;
  /** What the tool prints as one JSON document. */
  json<T>(words: readonly string[]): Promise<T>;
  /** What happens when nixos-anywhere comes to a phase of a host, or it is evaluated: lines of bash. */
  fault(when: string, host: string, script: string | null): void;
  writeInventory(more?: (machine: Machine) => object): string;
  /** Discovers, plans and lays down what the disk steps need. Returns the digest. */
  planned(): Promise<string>;
  repository: string;
  log(name: string): string;
  /** Lays a flake.lock into a repository, which takes a network to make. */
  lock(repository: string): void;
  /** The flags that name the installer's archive and its hash, and give each user a password. */
  kexec: string[];
}

/** A signal to the controller, or `deaf`: who reads its events goes away. */
export type Ending = NodeJS.Signals | 'deaf';

export interface RunHow {
  /** Called for each event, with what ends the controller, as nothing else does unless told; see `Ending`. */
  onEvent?: (event: FleetEvent, kill: (how?: Ending) => void) => void;
  state?: string;
  stdin?: string;
}

/** Whether machines in namespaces can be made here; says aloud where not. */
export function requireRig(t: ExecutionContext): boolean {
  const missing = TOOLS.filter((tool) => spawnSync(tool, ['--version']).error !== undefined);
  const why =
    process.geteuid?.() !== 0
      ? 'it needs root'
      : missing.length > 0
        ? `${missing.join(', ')} not installed`
        : !existsSync('/usr/sbin/sshd')
          ? 'there is no sshd'
          : !existsSync('/dev/loop-control')
            ? 'there are no loop devices'
            : spawnSync('unshare', ['--net', '--mount', 'true']).status !== 0
              ? 'no namespaces can be made here'
              : null;
  if (why === null) return true;
  if (process.env['PANTHER_REQUIRE_TOOLS'] === '1' && process.geteuid?.() === 0) t.fail(why);
  else t.log(`SKIPPED: machines in network namespaces: ${why}`);
  t.pass();
  return false;
}

let rigs = 0;

export async function newRig(t: ExecutionContext, names: readonly string[]): Promise<Rig> {
  const root = mkdtempSync(join(tmpdir(), 'panther-rig-'));
  chmodSync(root, 0o755);
  rigs += 1;
  const tag = `pf${process.pid % 100_000}${String.fromCharCode(96 + rigs)}`;
  const net = { bridge: 'bridge', space: `${tag}-c`, tag };
  for (const folder of ['bin', 'bin-host', 'log', 'faults', 'disko', 'state']) {
    mkdirSync(join(root, folder));
  }
  copyFileSync(`${SOURCE}/host.sh`, join(root, 'host.sh'));
  for (const name of ['nixos-anywhere', 'nix'])
    install(`${SOURCE}/${name}`, join(root, 'bin', name));
  for (const name of ['lsblk', 'udevadm', 'deactivate', 'mount', 'findmnt']) {
    install(`${SOURCE}/${name}`, join(root, 'bin-host', name));
  }
  const quiet: Record<string, string> = {
    dmidecode: 'exit 1',
    lspci: 'exit 1',
    dmesg: 'exit 0',
    partprobe: 'exit 0',
    'systemd-detect-virt': 'echo kvm',
  };
  for (const [name, script] of Object.entries(quiet)) {
    writeFileSync(join(root, 'bin-host', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  run('ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', join(root, 'operator'));
  writeFileSync(
    join(root, 'ssh_config'),
    `Host *\n  IdentityFile ${root}/operator\n  IdentitiesOnly yes\n  UserKnownHostsFile ${root}/known_hosts\n`,
  );
  writeFileSync(
    join(root, 'bin/ssh'),
    `#!/bin/sh\nexec /usr/bin/ssh -F ${root}/ssh_config "$@"\n`,
    { mode: 0o755 },
  );
  writeFileSync(join(root, 'bin/password-hash'), `#!/bin/sh\necho '${PASSWORD_HASH}'\n`, {
    mode: 0o755,
  });
  const machines: Machine[] = [];
  t.teardown(async () => {
    for (const machine of machines) await machine.remove();
    spawnSync('ip', ['netns', 'delete', net.space]);
    rmSync(root, { recursive: true, force: true });
  });
  run('ip', 'netns', 'add', net.space);
  run('ip', '-n', net.space, 'link', 'add', net.bridge, 'type', 'bridge');
  run('ip', '-n', net.space, 'link', 'set', net.bridge, 'up');
  run('ip', '-n', net.space, 'link', 'set', 'lo', 'up');
  run('ip', '-n', net.space, 'address', 'add', '10.213.77.1/24', 'dev', net.bridge);
  const authorized = readFileSync(join(root, 'operator.pub'), 'utf8');
  for (const [index, name] of names.entries()) {
    machines.push(
      newMachine(root, name, index, net, { bytes: 20 * GIB, user: 'panther', authorized }),
    );
  }
  await Promise.all(machines.map((machine) => machine.start()));
  const repository = join(root, 'repository');
  const panther = (words: readonly string[], how: RunHow = {}): Promise<Ended> =>
    controller(root, net.space, words, how);
  const inventory = join(root, 'inventory.yaml');
  const image = join(root, 'kexec.tar.gz');
  writeFileSync(image, 'stands for an installer\n');
  const hash = run('sha256sum', image).slice(0, 64);
  const rig: Rig = {
    lock: (place) => writeFileSync(join(place, 'flake.lock'), '{ "version": 7 }\n'),
    kexec: [
      ...['--kexec', image, '--kexec-sha256', hash],
      ...['--password-hash-command', join(root, 'bin/password-hash')],
    ],
    root,
    space: net.space,
    machines,
    panther,
    async json(words) {
      const { stdout, stderr } = await panther([...words, '--json']);
      if (stdout === '') throw new Error(stderr);
      return JSON.parse(stdout);
    },
    repository,
    fault(when, host, script) {
      const path = join(root, 'faults', `${when}.${host}`);
      if (script === null) rmSync(path, { force: true });
      else writeFileSync(path, `${script}\n`);
    },
    writeInventory(more = () => ({})) {
      const hosts = Object.fromEntries(
        machines.map((machine) => [machine.name, { address: machine.address, ...more(machine) }]),
      );
      const answers = {
        encryption: 'none',
        sshKeys: [SSH_KEY],
        layout: { espSize: '512M', swapSize: '1G' },
      };
      writeFileSync(inventory, JSON.stringify({ answers, hosts }));
      return inventory;
    },
    async planned() {
      const file = rig.writeInventory();
      const words = ['fleet', 'discover', file, '--run', 'test', '--accept-new-host-keys'];
      const discovered = await panther(words);
      if (discovered.code !== 0) throw new Error(discovered.stderr);
      const planned = await panther(['fleet', 'plan', '--out', repository, '--json']);
      if (planned.code !== 0) throw new Error(planned.stderr);
      prepareDisko(root, repository);
      return (JSON.parse(planned.stdout) as { digest: string }).digest;
    },
    log: (name) =>
      existsSync(join(root, 'log', name)) ? readFileSync(join(root, 'log', name), 'utf8') : '',
  };
  return rig;
}

/** What disko makes of each host's layout, and a flake.lock, which takes a network to make. */
export function prepareDisko(root: string, repository: string): void {
  const path = join(root, 'state/panther-discover/fleet/test/plan.json');
  const plan = JSON.parse(readFileSync(path, 'utf8')) as FleetPlan;
  for (const { host, layout, encryption } of plan.hosts) {
    if (encryption !== 'none') continue;
    writeFileSync(join(root, 'disko', `${host}.sh`), diskoScriptOf(layout));
    const [disk] = layout.disks;
    const at = (disk?.partitions ?? []).findIndex(({ key }) => key === 'root') + 1;
    writeFileSync(join(root, host, 'root-partition'), `${at}\n`);
  }
  writeFileSync(join(repository, 'flake.lock'), '{ "version": 7 }\n');
}

function install(from: string, to: string): void {
  copyFileSync(from, to);
  chmodSync(to, 0o755);
}

function controller(
  root: string,
  space: string,
  words: readonly string[],
  { onEvent, state = join(root, 'state'), stdin = '' }: RunHow,
): Promise<Ended> {
  const command = ['netns', 'exec', space, process.execPath, resolve('dist/panther-discover.mjs')];
  const all = [...command, ...words, ...(onEvent === undefined ? [] : ['--json'])];
  const child: ChildProcessByStdio<
    NonNullable<unknown> & import('node:stream').Writable,
    Readable,
    Readable
  > = spawn('ip', all, {
    cwd: root,
    env: {
      PATH: `${join(root, 'bin')}:${process.env['PATH']}`,
      HOME: root,
      XDG_STATE_HOME: state,
      GIT_CONFIG_GLOBAL: '/dev/null',
      NODE_V8_COVERAGE: '',
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(stdin);
  const ended: Ended = { code: null, stdout: '', stderr: '', events: [] };
  let rest = '';
  child.stdout.on('data', (chunk: Buffer) => {
    ended.stdout += chunk.toString('utf8');
    if (onEvent === undefined) return;
    const lines = (rest + chunk.toString('utf8')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const event = JSON.parse(line) as FleetEvent;
      ended.events.push(event);
      // `ip netns exec` becomes the program itself, so this is the controller and nothing else.
      onEvent(event, (how = 'SIGKILL') =>
        how === 'deaf' ? void child.stdout.destroy() : void child.kill(how),
      );
    }
  });
  child.stderr.on('data', (chunk: Buffer) => {
    ended.stderr += chunk.toString('utf8');
  });
  return new Promise((done) => {
    child.on('close', (code) => done({ ...ended, code }));
  });
}
