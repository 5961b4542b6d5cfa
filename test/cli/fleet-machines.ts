import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { probeScript } from '../../src/discover/probe/script.ts';
import type { FleetEvent } from '../../src/model/fleet.ts';
import { bundle, environment, type Place } from './run.ts';

/**
 * Stands in for ssh: shows a key of its own for each host, and is every machine itself. What a host of that name
 * is like stands in a file of its name: lines of sh. To the probe each gives the answer that this machine gave to
 * it once, under the mark that is asked for: to ask it anew takes hundreds of processes.
 */
const SSH = `#!/bin/sh
file= alias= first=
for word; do
  case $word in
  UserKnownHostsFile=*) file=\${word#*=} ;;
  HostKeyAlias=*) alias=\${word#*=} ;;
  PreferredAuthentications=none) first=1 ;;
  esac
done
host=\${alias#panther.}
echo "$host $first" >>"$FAKE/calls"
if [ -n "$first" ]; then
  [ ! -e "$FAKE/silent.$host" ] || { echo 'ssh: connect to host: Connection refused' >&2; exit 255; }
  number=$(printf '%s' "$host" | cksum | cut -c1-6)
  printf '%s ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA%s\\n' "$alias" "$(printf '%044d' "$number")" >>"$file"
  echo 'Permission denied (none).' >&2
  exit 255
fi
[ ! -e "$FAKE/is.$host" ] || . "$FAKE/is.$host"
IFS= read -r line
case $line in
N=*)
  cat >/dev/null
  LC_ALL=C exec sed "s/$ASKED/\${line#N=}/g" "$FAKE/answer"
  ;;
esac
{ printf '%s\\n' "$line"; cat; } | /bin/sh -s
`;

/** Everybody is root here, as far as the tool can tell. */
const ID = '#!/bin/sh\necho 0\n';

/** The mark of the one probe that is asked of this machine. */
const ASKED = randomBytes(16).toString('hex');
let answer: Promise<Buffer> | null = null;

/** What this machine answers to the probe. */
async function answerOfThisMachine(env: NodeJS.ProcessEnv): Promise<Buffer> {
  const asked = promisify(execFile)('/bin/sh', ['-s'], {
    env: { ...process.env, ...env },
    encoding: 'buffer',
    maxBuffer: 32 * 2 ** 20,
  });
  asked.child.stdin?.end(probeScript(ASKED));
  return (await asked).stdout;
}

export interface Fakes {
  /** The environment in which these machines are there. */
  env: Record<string, string>;
  /** Lines of sh that run before a host answers; `slow` for all that is said after the first contact. */
  is(host: string, script: string): void;
  /** A host that does not answer at all. */
  silent(host: string): void;
  /** Hosts that answer once they are let go. */
  hold(hosts: readonly string[]): void;
  letGo(): void;
}

/** Machines that are all this one, by a stand-in for ssh, without any privilege. */
export async function fakeMachines({ work }: Place): Promise<Fakes> {
  const folder = join(work, '..', 'fake');
  mkdirSync(folder);
  for (const [name, script] of Object.entries({ ssh: SSH, id: ID })) {
    writeFileSync(join(folder, name), script);
    chmodSync(join(folder, name), 0o755);
  }
  const env = { PATH: `${folder}:${process.env['PATH']}`, FAKE: folder, ASKED };
  answer ??= answerOfThisMachine(env);
  writeFileSync(join(folder, 'answer'), await answer);
  const is = (host: string, script: string) =>
    writeFileSync(join(folder, `is.${host}`), `${script}\n`);
  return {
    env,
    is,
    hold(hosts) {
      for (const host of hosts) is(host, 'until [ -e "$FAKE/go" ]; do sleep 0.1; done');
    },
    letGo: () => writeFileSync(join(folder, 'go'), ''),
    silent: (host) => writeFileSync(join(folder, `silent.${host}`), ''),
  };
}

/** An inventory of so many hosts. */
export function writeHosts({ work }: Place, hosts: readonly string[]): string {
  const path = join(work, 'hosts.csv');
  const rows = hosts.map((name, at) => `${name},198.51.100.${at + 1}`);
  writeFileSync(path, ['name,address', ...rows, ''].join('\n'));
  return path;
}

export interface Running {
  child: ChildProcess;
  stdout: () => string;
  stderr: () => string;
  /** Events so far, with --json. */
  events: () => FleetEvent[];
  /** Waits until something holds, or fails with what was said. */
  until(wanted: () => boolean): Promise<void>;
  /** How it ended: its exit code, or the name of the signal. */
  ended: Promise<number | string | null>;
}

/** Starts the tool and does not wait for it. */
export function start(
  where: Place,
  words: readonly string[],
  env: Record<string, string>,
): Running {
  return startProgram(process.execPath, [bundle(), ...words], where, env);
}

/** The same with any program, such as a shell that becomes the tool. */
export function startProgram(
  program: string,
  words: readonly string[],
  where: Place,
  env: Record<string, string>,
): Running {
  const child = spawn(program, words, {
    cwd: where.work,
    env: environment(where, env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString('utf8');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('utf8');
  });
  const running: Running = {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    events: () =>
      stdout
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as FleetEvent),
    async until(wanted) {
      for (let tries = 0; tries < 600 && !wanted(); tries += 1) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      if (!wanted()) throw new Error(`it does not come to that:\n${stdout}\n${stderr}`);
    },
    ended: new Promise((done) => child.once('close', (code, signal) => done(code ?? signal))),
  };
  return running;
}
