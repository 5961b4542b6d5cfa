import { mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { digestOf, onStandIn, out, SECRETS, wipes } from './on-stand-in.ts';
import type { StandIn } from './stand-in.ts';

/** Puts a folder somewhere else, and a link in its place. */
function moveAway({ folder }: StandIn, path: string): void {
  const away = join(folder, 'away', basename(path));
  mkdirSync(dirname(away), { recursive: true });
  renameSync(join(folder, path), away);
  symlinkSync(away, join(folder, path));
}

onStandIn(
  'what lies behind a link is carried over as the folder that it is, whole',
  async (t, target) => {
    moveAway(target, 'os');
    moveAway(target, 'home/.local/state/panther-discover');
    const approve = ['--approve', await digestOf(target)];
    const { status, stderr } = await target.panther(
      ...['install', ...approve, ...SECRETS, ...out(target)],
    );
    t.is(status, 0, stderr);
    t.deepEqual(target.lines('find', '/mnt/persist', '-type', 'l'), []);
    const files = target.lines('find', '/mnt/persist', '-type', 'f', '-printf', '%m %P\n');
    for (const path of ['hashing-key', 'captures/os.json', 'installs/os.jsonl'])
      t.true(files.includes(`600 secrets/panther-discover/${path}`), path);
    for (const path of ['flake.nix', 'flake.lock', 'hosts/os/answers.yaml'])
      t.true(
        files.some((line) => line.endsWith(` pantheros/${path}`)),
        path,
      );
    const kept = '/mnt/persist/secrets/panther-discover/installs/os.jsonl';
    t.deepEqual(target.lines('cat', kept), target.lines('cat', target.log), 'both logs agree');
  },
);

onStandIn(
  'a link in the place of what is carried over is named, and followed nowhere',
  async (t, target) => {
    const approve = ['--approve', await digestOf(target), '--until', 'verify-disk'];
    const first = await target.panther('install', ...approve, ...SECRETS, ...out(target));
    t.is(first.status, 0, first.stderr);
    const elsewhere = join(target.folder, 'elsewhere');
    mkdirSync(elsewhere);
    target.lines('ln', '-s', elsewhere, '/mnt/persist/pantheros');
    const flags = ['install', '--resume', ...SECRETS, ...out(target)];
    const { status, stderr } = await target.panther(...flags);
    t.is(status, 1, stderr);
    t.regex(stderr, /repository: \/mnt\/persist\/pantheros is there and is no folder/);
    t.deepEqual(target.lines('ls', '-A', elsewhere), []);
    target.lines('rm', '/mnt/persist/pantheros');
    const whole = await target.panther(...flags);
    t.is(whole.status, 0, whole.stderr);
    t.is(wipes(target).length, 1);
  },
);

onStandIn('a system that has a link in place of a folder is not whole', async (t, target) => {
  const approve = ['--approve', await digestOf(target), '--until', 'install'];
  const flags = [...SECRETS, ...out(target)];
  const first = await target.panther('install', ...approve, ...flags);
  t.is(first.status, 0, first.stderr);
  target.lines('rm', '-r', '/mnt/persist/pantheros');
  target.lines('ln', '-s', join(target.folder, 'os'), '/mnt/persist/pantheros');
  const { status, stderr } = await target.panther('install', '--resume', ...flags);
  t.is(status, 1, stderr);
  t.regex(stderr, /\/persist\/pantheros is no folder\./);
});
