import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf, onStandIn, out, SECRETS, wipes } from './on-stand-in.ts';
import { comesTo, type StandIn } from './stand-in.ts';

const mounts = (target: StandIn) => target.calls().filter((call) => call[2] === 'mount');
const systems = (target: StandIn) => target.calls().filter(([name]) => name === 'nixos-install');

/** As after a start of the machine: nothing is mounted, no container is open. */
function startAnew(target: StandIn): void {
  target.lines('umount', '/mnt');
  target.put('state', 'closed');
}

/** Installs until the disk is as planned. */
async function formatted(target: StandIn): Promise<void> {
  const words = ['--approve', await digestOf(target), '--until', 'verify-disk'];
  const { status, stderr } = await target.panther('install', ...words, ...SECRETS, ...out(target));
  if (status !== 0) throw new Error(stderr);
}

onStandIn(
  'what was unmounted meanwhile is mounted again before anything is put there',
  async (t, target) => {
    await formatted(target);
    startAnew(target);
    const flags = ['install', '--resume', ...out(target)];
    const silent = await target.panther(...flags);
    t.is(silent.status, 3, silent.stderr);
    t.regex(silent.stderr, /step install: the disk is encrypted and nobody is there/);
    const wrong = await target.panther(...flags, '--passphrase-fd', '4');
    t.is(wrong.status, 1, wrong.stderr);
    t.deepEqual(target.lines('ls', '-A', '/run/panther'), ['disko.nix'], 'the passphrase is gone');
    t.deepEqual(
      [systems(target), target.lines('find', '/mnt/persist')],
      [[], []],
      'nothing is put there',
    );
    const { status, stderr } = await target.panther(...flags, ...SECRETS);
    t.is(status, 0, stderr);
    t.deepEqual([wipes(target).length, mounts(target).length, systems(target).length], [1, 2, 1]);
    t.deepEqual(target.lines('ls', '-A', '/run/panther'), ['disko.nix']);
  },
);

onStandIn(
  'another disk in the place of the one that was formatted is left alone',
  async (t, target) => {
    await formatted(target);
    startAnew(target);
    const serial = '/sys/devices/pci0000:00/0000:00:04.0/nvme/nvme0/serial';
    const flags = ['install', '--resume', ...SECRETS, ...out(target)];
    target.lines('sh', '-c', `echo SOMEBODYS >${serial}`);
    const other = await target.panther(...flags);
    t.is(other.status, 4, other.stderr);
    t.regex(
      other.stderr,
      /this is not the disk that was formatted[\s\S]*disk\.identity \(main\): It is another disk/,
    );
    target.lines('sh', '-c', `cat ${target.folder}/serial >${serial}`);

    const lsblk = 'said/lsblk-closed.json';
    const alone = JSON.parse(readFileSync(join(target.folder, lsblk), 'utf8'));
    const twin = { ...alone.blockdevices[0], name: 'sda', kname: 'sda', 'maj:min': '8:0' };
    target.put(lsblk, JSON.stringify({ blockdevices: [...alone.blockdevices, twin] }));
    const two = await target.panther(...flags);
    t.is(two.status, 4, two.stderr);
    t.regex(two.stderr, /disk\.names \(main\): .* a partition with the same uuid/);
    t.deepEqual([mounts(target), systems(target)], [[], []]);

    target.put(lsblk, JSON.stringify(alone));
    const same = await target.panther(...flags);
    t.is(same.status, 0, same.stderr);
    t.is(wipes(target).length, 1);
  },
);

onStandIn(
  'what somebody has mounted where the system is put together stops it',
  async (t, target) => {
    const digest = await digestOf(target);
    target.lines('sh', '-c', 'mount -t tmpfs theirs /mnt && touch /mnt/theirs');
    const flags = ['install', '--approve', digest, ...SECRETS, ...out(target)];
    const { status, stderr } = await target.panther(...flags);
    t.is(status, 4, stderr);
    t.regex(stderr, /something is mounted at \/mnt already[\s\S]*No disk was changed/);
    t.deepEqual([wipes(target), target.lines('ls', '/mnt')], [[], ['theirs']]);
  },
);

onStandIn('one install runs at a time, and what it starts dumps no memory', async (t, target) => {
  const flags = ['install', '--approve', await digestOf(target), ...SECRETS, ...out(target)];
  target.put('hold', '');
  const first = target.until('over', 'SIGKILL', ...flags);
  await comesTo(target, 'held');
  const second = await target.panther(...flags);
  t.is(second.status, 4, second.stderr);
  t.regex(second.stderr, /another panther-discover install runs on this machine/);
  const [, pid] =
    /"event":"program","detail":\{"pid":([0-9]+)/.exec(readFileSync(target.log, 'utf8')) ?? [];
  t.is(readFileSync(`/proc/${pid}/coredump_filter`, 'utf8').trim(), '00000000');
  target.put('over', '');
  t.is((await first).status, 137);
  process.kill(Number(pid), 'SIGKILL');
  t.is(wipes(target).length, 1);
});

for (const signal of ['SIGTERM', 'SIGHUP', 'SIGQUIT'] as const)
  onStandIn(`${signal} takes the secrets away and says how things stand`, async (t, target) => {
    const flags = ['install', '--approve', await digestOf(target), ...SECRETS, ...out(target)];
    target.put('hold', '');
    const { status, stderr } = await target.until('held', signal, ...flags);
    t.is(status, 130, stderr);
    t.regex(stderr, /step disk: interrupted\nThe disk is partly formatted/);
    t.deepEqual(target.lines('ls', '-A', '/run/panther'), ['disko.nix']);
  });

onStandIn(
  'a host without encryption is installed, and asks for no passphrase',
  async (t, target) => {
    const flags = ['--approve', await digestOf(target), '--password-fd', '4', ...out(target)];
    const { status, stderr } = await target.panther('install', ...flags);
    t.is(status, 0, stderr);
    t.is(wipes(target).length, 1);
  },
  { encryption: 'none' },
);

onStandIn(
  'what is carried over is closed to others, and what it lies in is not',
  async (t, target) => {
    const flags = ['--approve', await digestOf(target), ...SECRETS, ...out(target)];
    const { status, stderr } = await target.panther('install', ...flags);
    t.is(status, 0, stderr);
    const found = target.lines('find', '/mnt/persist', '-mindepth', '1', '-printf', '%m %P\n');
    for (const line of [
      '755 etc',
      '600 etc/ssh/ssh_host_ed25519_key',
      '700 secrets',
      '700 secrets/passwords',
      '700 secrets/panther-discover',
      '600 secrets/panther-discover/hashing-key',
    ])
      t.true(found.includes(line), line);
  },
);

onStandIn(
  'to go on with an install that never came to the wipe is said to begin anew',
  async (t, target) => {
    const { stderr } = await target.panther('install', '--resume', ...SECRETS, ...out(target));
    t.regex(stderr, /No install of os that came to the wipe is recorded here: it begins anew/);
  },
);

onStandIn('what a killed run left half of a key or a password is made anew', async (t, target) => {
  await formatted(target);
  target.lines('mkdir', '-p', '/mnt/persist/etc/ssh', '/mnt/persist/secrets/passwords');
  const halves = ['etc/ssh/ssh_host_ed25519_key.new', 'secrets/passwords/panther.new'];
  for (const half of halves) target.lines('sh', '-c', `echo half >/mnt/persist/${half}`);
  const words = ['install', '--resume', '--until', 'disk', ...SECRETS, ...out(target)];
  const nothing = await target.panther(...words);
  t.is(nothing.status, 0, nothing.stderr);
  t.deepEqual(systems(target), [], 'the last step to do is long done');
  const { status, stderr } = await target.panther(
    'install',
    '--resume',
    ...SECRETS,
    ...out(target),
  );
  t.is(status, 0, stderr);
  const found = target.lines('find', '/mnt/persist', '-name', '*.new*');
  t.deepEqual(found, []);
});
