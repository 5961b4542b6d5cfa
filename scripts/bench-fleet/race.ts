import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { Machine } from '../../test/vm/fleet/rig/machine.ts';
import { newRig, type Rig } from '../../test/vm/fleet/rig/rig.ts';
import { planThousand } from './plan-thousand.ts';
import { row, say, seconds } from './say.ts';

/** So long the stand-in for an installation waits: an upload, or somebody else's disk. */
const INSTALL_SECONDS = 5;
const EACH = 4;
const ARMS = ['loop', 'jobs', 'one', 'fleet'] as const;
type Arm = (typeof ARMS)[number];

/** The same to each machine, by a loop in a shell and by the fleet, one at a time and several at once. */
export async function race(): Promise<void> {
  const teardowns: (() => unknown)[] = [];
  const t = {
    teardown: (done: () => unknown) => teardowns.push(done),
  } as unknown as ExecutionContext;
  try {
    const names = ARMS.flatMap((arm) => Array.from({ length: EACH }, (_, at) => `${arm}-${at}`));
    const rig = await newRig(t, names);
    const of = (arm: Arm): Machine[] => rig.machines.filter(({ name }) => name.startsWith(arm));
    const captures = await seconds(() => shell(rig, captureLoop(rig)));
    await rig.planned();
    const again = [
      'fleet',
      'discover',
      join(rig.root, 'inventory.yaml'),
      '--run',
      'test',
      '--again',
    ];
    const one = await seconds(() => succeeded(rig, [...again, '--parallel', '1']));
    const ten = await seconds(() => succeeded(rig, again));
    say(`${rig.machines.length} machines recorded over ssh`);
    tell('for loop of capture --from ssh://', captures, captures);
    tell('fleet discover --parallel 1', one, captures);
    tell('fleet discover', ten, captures);

    const { digest } = await rig.json<{ digest: string }>([
      ...['fleet', 'plan', '--out', rig.repository],
    ]);
    for (const { name } of rig.machines) rig.fault('install', name, `sleep ${INSTALL_SECONDS}`);
    const provision = (arm: Arm, parallel: number): Promise<void> => {
      const only = of(arm).flatMap(({ name }) => ['--only', name]);
      const flags = ['--approve', digest, '--parallel', String(parallel), ...rig.kexec];
      return succeeded(rig, ['fleet', 'provision', ...only, ...flags]);
    };
    const loop = await seconds(() => shell(rig, installLoop(rig, of('loop'), 1)));
    const jobs = await seconds(() => shell(rig, installLoop(rig, of('jobs'), EACH)));
    const alone = await seconds(() => provision('one', 1));
    const fleet = await seconds(() => provision('fleet', EACH));
    const wrong = rig.machines.filter(
      (machine) => machine.erased() !== 1 || machine.mode() !== 'system',
    );
    if (wrong.length > 0) throw new Error(`${wrong.map(({ name }) => name)}: not installed once`);
    say(`\n${EACH} machines each installed, of which ${INSTALL_SECONDS} s each are a wait`);
    tell('for loop', loop, loop);
    tell('fleet provision --parallel 1', alone, loop);
    tell(`loop with ${EACH} jobs (xargs -P)`, jobs, loop);
    tell(`fleet provision --parallel ${EACH}`, fleet, loop);
    await planThousand(rig);
  } finally {
    for (const done of teardowns.reverse()) await done();
  }
}

function tell(name: string, took: number, first: number): void {
  say(row(name, `${took.toFixed(1)} s`, `${(took / first).toFixed(2)} x`));
}

async function succeeded(rig: Rig, words: readonly string[]): Promise<void> {
  const { code, stderr } = await rig.panther(words);
  if (code !== 0) throw new Error(`${words.slice(0, 2).join(' ')}: ${stderr}`);
}

/** Never waits for it in a way that keeps machines from being started anew by this process. */
async function shell(rig: Rig, script: string): Promise<void> {
  const child = spawn('ip', ['netns', 'exec', rig.space, 'bash', '-c', script], {
    env: { ...process.env, PATH: `${rig.root}/bin:${process.env['PATH']}`, HOME: rig.root },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-2000);
  });
  const code = await new Promise((done) => child.once('close', done));
  if (code !== 0) throw new Error(`a loop failed (${code}): ${said}`);
}

/** The same recording, by the same program, one machine after the other. */
function captureLoop(rig: Rig): string {
  const addresses = rig.machines.map(({ address }) => address).join(' ');
  const tool = `${process.execPath} ${resolve('dist/panther-discover.mjs')}`;
  return `set -eu
for address in ${addresses}; do
  ${tool} capture --from ssh://root@$address --accept-new-host-key --raw --output ${rig.root}/capture-$address.json
done`;
}

/** As a how-to has it: whoever answers is believed, nothing is looked at, and nothing is written down. */
function installLoop(rig: Rig, machines: readonly Machine[], jobs: number): string {
  const words = machines.map(({ name, address }) => `${name}=${address}`).join(' ');
  return `set -eu
one() {
  name=\${1%%=*} address=\${1##*=} extra=${rig.root}/extra-\${1%%=*}
  mkdir -p $extra/persist/etc/ssh
  ssh-keygen -q -t ed25519 -N '' -f $extra/persist/etc/ssh/ssh_host_ed25519_key
  for phase in kexec disko install reboot; do
    ${rig.root}/bin/nixos-anywhere --flake ${rig.repository}#$name --phases $phase --ssh-port 22 \\
      --kexec ${rig.kexec[1]} --extra-files $extra --target-host root@$address >/dev/null 2>&1
  done
  until ssh -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null panther@$address true 2>/dev/null; do sleep 0.5; done
}
export -f one
printf '%s\\n' ${words} | xargs -P ${jobs} -I {} bash -euc 'one {}'`;
}
