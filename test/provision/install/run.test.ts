import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readChain } from '../../../src/provision/log/chain.ts';
import { digestOf, onStandIn, out, SECRETS, wipes } from './on-stand-in.ts';
import { PASSPHRASE, PASSWORD, SERIAL } from './stand-in.ts';

onStandIn('an unattended install does every step, and says so', async (t, target) => {
  const digest = await digestOf(target);
  const words = ['install', '--json', '--approve', digest, ...SECRETS, ...out(target)];
  const { status, stdout, stderr } = await target.panther(...words);
  t.is(status, 0, stderr);
  const { state, steps, host } = JSON.parse(stdout) as {
    state: string;
    host: string;
    steps: { step: string }[];
  };
  t.deepEqual([host, state], ['os', 'complete']);
  t.is(
    steps.map(({ step }) => step).join(' '),
    'preflight approve secrets disk verify-disk install verify-system done',
  );
  const [build, wipe] = target.calls().filter(([name]) => name === 'disko');
  t.true(build?.includes('--dry-run'));
  t.is(wipe?.join(' ').includes(`{"main":"/dev/disk/by-id/nvme-Stand-in_Disk_${SERIAL}"}`), true);
  t.is(wipe?.[2], 'destroy,format,mount');
  const { links, brokenAt } = readChain(readFileSync(target.log, 'utf8'));
  t.is(brokenAt, null);
  const log = readFileSync(target.log, 'utf8');
  t.true(links.length >= 16);
  for (const secret of [PASSPHRASE, PASSWORD, SERIAL]) {
    t.false(log.includes(secret));
    t.false(stdout.includes(secret) && secret !== SERIAL);
  }
  const files = target.lines('find', '/mnt/persist', '-type', 'f', '-printf', '%m %P\n');
  for (const path of [
    'secrets/passwords/panther',
    'secrets/panther-discover/hashing-key',
    'secrets/panther-discover/captures/os.json',
    'secrets/panther-discover/installs/os.jsonl',
  ])
    t.true(files.includes(`600 ${path}`), path);
  for (const path of ['flake.nix', 'flake.lock', 'hosts/os/answers.yaml'])
    t.true(
      files.some((line) => line.endsWith(` pantheros/${path}`)),
      path,
    );
  const kept = '/mnt/persist/secrets/panther-discover/installs/os.jsonl';
  t.deepEqual(target.lines('cat', kept), log.split('\n').filter(Boolean), 'both logs agree');
  t.regex(target.lines('cat', '/mnt/persist/secrets/passwords/panther').join(), /^\$(y|6)\$/);
});

onStandIn('what is not approved, or not by this medium, wipes nothing', async (t, target) => {
  const digest = await digestOf(target);
  const refused = async (code: number, words: RegExp, ...flags: string[]) => {
    const { status, stderr } = await target.panther(
      'install',
      ...flags,
      ...SECRETS,
      ...out(target),
    );
    t.is(status, code, stderr);
    t.regex(stderr, words);
    t.regex(stderr, /No disk was changed/);
  };
  await refused(3, new RegExp(`give --approve ${digest}`));
  await refused(4, /is not what is here/, '--approve', digest.replace(/^./, 'x'));
  target.put('cmdline', 'panther.install=other\n');
  await refused(4, /panther\.install=os on the kernel's command line/, '--approve', digest);
  target.put('cmdline', 'panther.install=os\n');
  target.put('state', 'used');
  await refused(4, /is not what is here/, '--approve', digest);
  target.put('state', 'blank');
  target.put('meanwhile', 'used');
  await refused(
    4,
    /disk\.contents \(main\): It holds nvme0n1p1: 1 GiB, ntfs "Windows"/,
    '--approve',
    digest,
  );
  target.put('state', 'blank');
  target.remove('meanwhile');
  target.put('edit', '');
  await refused(4, /plan\.as-written: disko\.nix of the host is not what/, '--approve', digest);
  t.deepEqual(wipes(target), []);
});

onStandIn(
  'killed at any step, it goes on after the last one that came to its end',
  async (t, target) => {
    const digest = await digestOf(target);
    const flags = [...SECRETS, ...out(target)];
    const approve = ['--approve', digest];
    const killedAfter = async (step: string, ...more: string[]) => {
      const words = ['install', '--resume', ...more, ...flags];
      const { status, stderr } = await target.until(`${step} finished`, 'SIGKILL', ...words);
      t.is(status, 137, `${step}: ${stderr}`);
      return stderr;
    };
    for (const step of ['preflight', 'approve', 'secrets']) {
      t.regex(await killedAfter(step, ...approve), /\[1\/8\] preflight/);
      t.deepEqual(wipes(target), []);
    }
    t.regex(await killedAfter('disk', ...approve), /\[1\/8\]/);
    t.regex(await killedAfter('verify-disk'), /^\[5\/8\]/);
    t.regex(await killedAfter('install'), /^\[6\/8\]/);
    t.regex(await killedAfter('verify-system'), /^\[7\/8\]/);
    const last = await target.panther('install', '--resume', ...flags);
    t.is(last.status, 0, last.stderr);
    t.regex(last.stderr, /^\[8\/8\]/);
    t.is(wipes(target).length, 1);
  },
);

onStandIn(
  'a wipe that was cut off is begun anew, and only under a new approval',
  async (t, target) => {
    const digest = await digestOf(target);
    const flags = ['--resume', ...SECRETS, ...out(target)];
    target.put('hold', '');
    const cut = await target.until('held', 'SIGKILL', 'install', '--approve', digest, ...flags);
    t.is(cut.status, 137);
    // disko outlived it, and may still write.
    const early = await target.panther('install', '--approve', digest, ...flags);
    t.is(early.status, 4);
    const [, pid] =
      /disko of the run before still runs \(process ([0-9]+)\)/.exec(early.stderr) ?? [];
    process.kill(Number(pid), 'SIGKILL');
    target.put('state', 'used');
    target.remove('held');
    const old = await target.panther('install', '--approve', digest, ...flags);
    t.is(old.status, 4, old.stderr);
    t.regex(old.stderr, /is not what is here[\s\S]*The disk is partly formatted/);
    t.is(wipes(target).length, 1);
    const again = await digestOf(target);
    const stopped = await target.until('held', 'SIGINT', 'install', '--approve', again, ...flags);
    t.is(stopped.status, 130, stopped.stderr);
    t.regex(stopped.stderr, /The disk is partly formatted: nothing of what was on it is left/);
    target.remove('hold');
    const whole = await target.panther('install', '--approve', again, ...flags);
    t.is(whole.status, 0, whole.stderr);
    t.is(wipes(target).length, 3);
  },
);

onStandIn('what is not as planned stops it, and says how things stand', async (t, target) => {
  const digest = await digestOf(target);
  const flags = ['--resume', '--approve', digest, ...out(target)];
  const planned = readFileSync(join(target.folder, 'said/subvolumes'), 'utf8');
  target.put('said/subvolumes', planned.replace(/^.*@persist\n/m, ''));
  const without = await target.panther('install', ...flags, ...SECRETS);
  t.is(without.status, 1, without.stderr);
  t.regex(without.stderr, /step verify-disk: not as planned[\s\S]*os: has no subvolume @persist\./);
  t.regex(without.stderr, /The disk is formatted and empty[\s\S]*--resume goes on from there/);
  target.put('said/subvolumes', planned);
  const wrong = await target.panther('install', ...flags, '--passphrase-fd', '4');
  t.is(wrong.status, 1, wrong.stderr);
  t.regex(wrong.stderr, /os-crypt: does not open with the passphrase as it is typed/);
  const resumed = await target.panther('install', ...flags, ...SECRETS);
  t.is(resumed.status, 0, resumed.stderr);
  t.is(wipes(target).length, 1);
});

onStandIn('secrets show in no command line, no environment, no file', async (t, target) => {
  const digest = await digestOf(target);
  const flags = ['--approve', digest, ...SECRETS, ...out(target)];
  let rounds = 0;
  const seen = new Set<string>();
  const secrets = [PASSPHRASE, PASSWORD];
  const watch = setInterval(() => {
    rounds += 1;
    for (const pid of readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name)))
      for (const file of ['cmdline', 'environ'])
        try {
          const text = readFileSync(`/proc/${pid}/${file}`, 'utf8');
          if (secrets.some((secret) => text.includes(secret))) seen.add(`${pid} ${text}`);
        } catch {
          // It has ended.
        }
  }, 30);
  const { status, stdout, stderr } = await target.panther('install', ...flags);
  clearInterval(watch);
  t.is(status, 0, stderr);
  t.true(rounds > 5);
  t.deepEqual([...seen], []);
  const files = readdirSync(target.folder, { recursive: true }) as string[];
  const texts = files
    .map((name) => join(target.folder, name))
    // The stand-in of cryptsetup keeps it, to tell whether it opens.
    .filter(
      (path) =>
        !path.endsWith('/passphrase') && statSync(path, { throwIfNoEntry: false })?.isFile(),
    )
    .map((path) => readFileSync(path, 'utf8'));
  for (const text of [...texts, stdout, stderr])
    for (const secret of secrets) t.false(text.includes(secret));
});
