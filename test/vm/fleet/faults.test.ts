import { chmodSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { Unsettled } from '../../../src/main/fleet/resolve.ts';
import type { SeenHost } from '../../../src/main/fleet/status.ts';
import { type Machine, run } from './rig/machine.ts';
import { newRig, type Rig, requireRig } from './rig/rig.ts';

interface Row {
  fault: string;
  /** Lays it down, before the installs begin. */
  lay(rig: Rig, machine: Machine): void | Promise<void>;
  /** What the ledger says after the first go, and why. */
  status: SeenHost['status'];
  done: SeenHost['done'];
  reason: RegExp;
  /** Takes the cause away. */
  heal(rig: Rig, machine: Machine): void | Promise<void>;
  erased: number;
}

const cut = (cable: string): string => `ip link set ${cable} down`;
const killed = (state: string): string => `kill -9 -- -$(cat ${state}/pid)`;

/** Host → what happens to it. docs/fleet-faults.md tells the same to a reader. */
const ROWS: Record<string, Row> = {
  cut: {
    fault: 'the link is cut while the system is installed',
    lay: (rig, { name, cable }) => rig.fault('install', name, cut(cable)),
    status: 'failed',
    done: 'formatted',
    reason: /^installed: /,
    heal: (_, machine) => machine.link(true),
    erased: 1,
  },
  kil: {
    fault: 'the machine is switched off while the system is installed',
    lay: (rig, { name, state }) => rig.fault('install', name, killed(state)),
    status: 'failed',
    done: 'formatted',
    reason: /^installed: /,
    heal: () => undefined,
    erased: 1,
  },
  ful: {
    fault: 'the disk is full while the system is installed',
    lay: (rig, { name }) => rig.fault('install', name, "remote 'fallocate -l 60G /mnt/nix/fill'"),
    status: 'failed',
    done: 'formatted',
    reason: /No space left on device/,
    heal: () => undefined,
    erased: 1,
  },
  key: {
    fault: 'the machine shows another host key than when it was recorded',
    async lay(_, machine) {
      const path = join(machine.state, 'ssh_host_ed25519_key');
      renameSync(path, `${path}.old`);
      rmSync(`${path}.pub`);
      run('ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', path);
      await machine.restart();
    },
    status: 'failed',
    done: 'keyed',
    reason: /host key has changed/,
    async heal(_, machine) {
      const path = join(machine.state, 'ssh_host_ed25519_key');
      renameSync(`${path}.old`, path);
      await machine.restart();
    },
    erased: 1,
  },
  sud: {
    fault: 'sudo begins to ask for a password',
    lay: (_, { state }) => sudoers(state, ''),
    status: 'failed',
    done: 'keyed',
    reason: /sudo asks for a password/,
    heal: (_, { state }) => sudoers(state, 'panther ALL=(ALL) NOPASSWD: ALL\n'),
    erased: 1,
  },
  slo: {
    fault: 'the machine is slower than --deadline allows',
    lay: (rig, { name }) => rig.fault('install', name, 'sleep 300'),
    status: 'failed',
    done: 'formatted',
    reason: /installed: .*(was ended|not done after)/,
    heal: () => undefined,
    erased: 1,
  },
  dsk: {
    fault: 'something writes to the disk between the checks and the wipe',
    lay: (rig, { name, loop }) =>
      rig.fault(
        'kexec',
        name,
        `printf panther | dd of=/dev/${loop} seek=300 bs=512 conv=notrunc,fsync; sgdisk --new=2:0:+1M /dev/${loop}`,
      ),
    status: 'failed',
    done: 'installer',
    reason: /not what was approved/,
    heal: (rig, { name }) => heal(rig, name),
    erased: 1,
  },
  own: {
    fault: 'local.nix, or a shared module, names one more disk after the approval',
    lay: (rig, { name }) =>
      rig.fault(
        'evaluate',
        name,
        `differences='[{"at":"disk.bulk","planned":null,"found":"/dev/sdb"}]'`,
      ),
    status: 'failed',
    done: 'approved',
    reason: /^keyed: .*disko\.devices\.disk\.bulk \(\/dev\/sdb\) is in no plan/,
    heal: (rig, { name }) => rig.fault('evaluate', name, null),
    erased: 1,
  },
  wip: {
    fault: 'the link is cut while the disk is wiped',
    lay: (rig, { name, cable }) =>
      rig.fault(
        'disko',
        name,
        `(until [[ -e $state/erased ]]; do sleep 0.1; done; sleep 1; ${cut(cable)}) &`,
      ),
    status: 'unknown',
    done: 'checked',
    reason: /^destroy: /,
    heal: async (_, machine) => machine.link(true),
    erased: 1,
  },
  die: {
    fault: 'the machine is switched off while the disk is wiped',
    lay: (rig, { name, state }) =>
      rig.fault(
        'disko',
        name,
        `remote "echo erased >>$state/erased; wipefs --all --force /dev/sda; sync"\n${killed(state)}\nexit 1`,
      ),
    status: 'unknown',
    done: 'checked',
    reason: /^destroy: /,
    heal: () => undefined,
    erased: 2,
  },
};

function sudoers(state: string, more: string): void {
  const path = join(state, 'sudoers');
  chmodSync(path, 0o640);
  writeFileSync(path, `root ALL=(ALL:ALL) ALL\n${more}`);
  chmodSync(path, 0o440);
}

/** What a person does who has looked: records and plans the host anew, and agrees to that. */
async function heal(rig: Rig, name: string): Promise<void> {
  rig.fault('kexec', name, null);
  await rig.panther([
    'fleet',
    'discover',
    join(rig.root, 'inventory.yaml'),
    '--run',
    'test',
    '--again',
    '--only',
    name,
  ]);
}

async function statusOf(rig: Rig): Promise<Map<string, SeenHost>> {
  const { hosts } = await rig.json<{ hosts: SeenHost[] }>(['fleet', 'status']);
  return new Map(hosts.map((host) => [host.host, host]));
}

test('faults while hosts are installed: each is named, nothing is erased twice, resume completes the rest', async (t) => {
  if (!requireRig(t)) return;
  const names = Object.keys(ROWS);
  const rig = await newRig(t, names);
  for (const { state, name } of rig.machines) {
    if (name === 'sud') sudoers(state, 'panther ALL=(ALL) NOPASSWD: ALL\n');
  }
  rig.writeInventory = inventoryWithSudo(rig);
  const digest = await rig.planned();
  for (const machine of rig.machines) await ROWS[machine.name]?.lay(rig, machine);

  const flags = [...rig.kexec, '--deadline', '60s'];
  const first = await rig.panther(['fleet', 'provision', '--approve', digest, ...flags]);
  t.is(first.code, 6, first.stderr);
  const after = await statusOf(rig);
  for (const name of names) {
    const row = ROWS[name] as Row;
    const host = after.get(name);
    t.is(host?.status, row.status, `${name}: ${host?.reason}`);
    t.is(host?.done, row.done, name);
    t.regex(host?.reason ?? '', row.reason, name);
    t.log(`${name}: ${row.fault}: ${host?.status} after ${host?.done}: ${host?.reason}`);
  }
  t.true(
    rig.machines.every((machine) => machine.erased() <= 1),
    'nothing was erased twice',
  );

  for (const machine of rig.machines) {
    for (const phase of ['install', 'disko']) rig.fault(phase, machine.name, null);
    await ROWS[machine.name]?.heal(rig, machine);
  }
  await settle(t, rig);
  const second = await rig.panther(['fleet', 'resume', ...flags]);
  t.is(second.code, 0, second.stderr);
  for (const machine of rig.machines) {
    const row = ROWS[machine.name] as Row;
    t.is(machine.erased(), row.erased, machine.name);
    t.is(machine.mode(), 'system', machine.name);
  }
  t.deepEqual(
    [...new Set([...(await statusOf(rig)).values()].map(({ status }) => status))],
    ['online'],
  );
});

/** The words of a person on the hosts that need them. */
async function settle(t: ExecutionContext, rig: Rig): Promise<void> {
  const blind = await rig.panther(['fleet', 'resume', '--only', 'wip', ...rig.kexec]);
  t.is(blind.code, 6, 'resume leaves what is unknown alone');
  const { seen: wip } = await rig.json<{ seen: Unsettled }>(['fleet', 'resolve', 'wip']);
  t.is(wip.unlikePlan, null, 'the wipe went on without its controller');
  t.is((await rig.panther(['fleet', 'resolve', 'wip', '--as', 'untouched'])).code, 4, 'it is not');
  t.is((await rig.panther(['fleet', 'resolve', 'wip', '--as', 'formatted'])).code, 0);

  const { seen: die } = await rig.json<{ seen: Unsettled }>(['fleet', 'resolve', 'die']);
  t.false(die.isUntouched);
  t.truthy(die.unlikePlan);
  const again = ['fleet', 'resolve', 'die', '--as', 'erase-again'];
  t.is((await rig.panther(['fleet', 'resolve', 'die', '--as', 'formatted'])).code, 4, 'it is not');
  t.is((await rig.panther([...again, '--approve', '0000-0000-0000-0000-0000'])).code, 4);
  t.is((await rig.panther([...again, '--approve', die.digest])).code, 0);

  // The disk that changed was recorded anew; its plan has another digest, which a person agrees to.
  const planned = await rig.json<{ digest: string }>([
    ...['fleet', 'plan', '--only', 'dsk', '--out', rig.repository],
  ]);
  t.truthy(planned.digest);
  const provision = ['fleet', 'provision', '--only', 'dsk', '--approve', planned.digest];
  const { code, stderr } = await rig.panther([...provision, ...rig.kexec]);
  t.is(code, 0, stderr);
}

/** One machine is reached as a user who becomes root by sudo. */
function inventoryWithSudo(rig: Rig): Rig['writeInventory'] {
  const before = rig.writeInventory;
  return () => before(({ name }) => (name === 'sud' ? { user: 'panther' } : {}));
}

test('a table of these faults stands in the documentation', (t) => {
  const page = readFileSync('docs/fleet-faults.md', 'utf8');
  for (const { fault } of Object.values(ROWS)) t.true(page.includes(fault), fault);
});
