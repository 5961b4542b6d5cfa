import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { type BtrfsDisk, makeDisk, whyNoBtrfs } from './btrfs-disk.ts';

const reason = whyNoBtrfs();
const onBtrfs = reason === null ? test.serial : test.serial.skip;

if (reason !== null)
  test('the root reset is not tried here', (t) => {
    t.log(`SKIPPED: ${reason}`);
    t.pass();
  });

function withDisk(check: (t: ExecutionContext, disk: BtrfsDisk) => void) {
  return (t: ExecutionContext) => {
    const disk = makeDisk();
    t.teardown(disk.destroy);
    check(t, disk);
  };
}

const list = (disk: BtrfsDisk, name: string) => readdirSync(join(disk.top, name)).sort();
const oldRoots = (disk: BtrfsDisk) => list(disk, '@old-roots');

/** The root is there and empty, nothing half-made is left, and nobody else's data was touched. */
function assertFresh(t: ExecutionContext, disk: BtrfsDisk) {
  t.deepEqual(list(disk, '@root'), []);
  t.false(existsSync(join(disk.top, '@root-new')));
  t.is(readFileSync(join(disk.top, '@persist/used'), 'utf8'), '@persist');
  t.is(readFileSync(join(disk.top, '@home/used'), 'utf8'), '@home');
}

onBtrfs(
  'a used root goes aside whole, nested subvolumes too, and a copy of the blank one takes its place',
  withDisk((t, disk) => {
    mkdirSync(join(disk.top, '@root/var/lib'), { recursive: true });
    disk.btrfs('subvolume', 'create', join(disk.top, '@root/var/lib/machines'));
    writeFileSync(join(disk.top, '@root/var/lib/machines/image'), 'data');
    const outcome = disk.run('reset-root.sh');
    t.is(outcome.status, 0, outcome.stderr);
    assertFresh(t, disk);
    t.is(statSync(join(disk.top, '@root')).mode & 0o777, 0o751);
    const [aside, ...rest] = oldRoots(disk);
    t.deepEqual(rest, []);
    t.regex(aside ?? '', /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ-[0-9a-f]{8}$/);
    const image = join(disk.top, '@old-roots', aside ?? '', 'var/lib/machines/image');
    t.is(readFileSync(image, 'utf8'), 'data');
    t.is(
      disk.state(),
      `reset\tnew root from @root-blank; the used one is @old-roots/${aside ?? ''}\n`,
    );
    writeFileSync(join(disk.top, '@root/again'), '');
    t.is(disk.run('reset-root.sh').status, 0);
    assertFresh(t, disk);
    t.is(oldRoots(disk).length, 2);
  }),
);

for (const call of [1, 2, 3])
  onBtrfs(
    `a power cut right before change ${call} of 3 costs nothing: the next boot has a fresh root`,
    withDisk((t, disk) => {
      t.is(disk.cutAt(call, 'reset-root.sh').status, null);
      t.is(existsSync(join(disk.top, '@root')), call !== 3);
      const outcome = disk.run('reset-root.sh');
      t.is(outcome.status, 0, outcome.stderr);
      t.true(disk.state().startsWith('reset\t'));
      assertFresh(t, disk);
      const used = oldRoots(disk).filter((name) => list(disk, `@old-roots/${name}`).length > 0);
      t.is(used.length, 1, 'the used root is kept');
    }),
  );

onBtrfs(
  'an empty subvolume becomes the root when the blank snapshot is missing',
  withDisk((t, disk) => {
    disk.btrfs('subvolume', 'delete', join(disk.top, '@root-blank'));
    t.is(disk.run('reset-root.sh').status, 0);
    assertFresh(t, disk);
    t.regex(disk.state(), /empty, because @root-blank is missing/);
  }),
);

onBtrfs(
  'a root that somebody removed is made anew',
  withDisk((t, disk) => {
    disk.btrfs('subvolume', 'delete', join(disk.top, '@root'));
    t.is(disk.run('reset-root.sh').status, 0);
    assertFresh(t, disk);
  }),
);

onBtrfs(
  'panther.noreset keeps the root and says so, unless an interrupted reset must be mended',
  withDisk((t, disk) => {
    const cmdline = join(disk.top, '@home/cmdline');
    writeFileSync(cmdline, 'quiet panther.noreset\n');
    t.is(disk.run('reset-root.sh', { RESET_CMDLINE: cmdline }).status, 0);
    t.deepEqual(list(disk, '@root'), ['used']);
    t.is(disk.state(), 'skipped\tpanther.noreset is on the kernel command line\n');
    disk.cutAt(3, 'reset-root.sh');
    t.is(disk.run('reset-root.sh', { RESET_CMDLINE: cmdline }).status, 0);
    assertFresh(t, disk);
    writeFileSync(cmdline, 'xpanther.noreset panther.noreset=0\n');
    t.is(disk.run('reset-root.sh', { RESET_CMDLINE: cmdline }).status, 0);
    t.true(disk.state().startsWith('reset\t'));
  }),
);

onBtrfs(
  'a reset that cannot be done changes nothing, fails and leaves its reason',
  withDisk((t, disk) => {
    t.is(disk.run('reset-root.sh', { RESET_DEVICE: '/dev/null' }).status, 1);
    t.is(disk.state(), 'failed\tcannot mount the filesystem\n');
    symlinkSync('@home', join(disk.top, '@old-roots'));
    t.is(disk.run('reset-root.sh').status, 1);
    t.is(disk.state(), 'failed\t@old-roots is a symbolic link\n');
    t.deepEqual(list(disk, '@home'), ['used']);
    renameSync(join(disk.top, '@root'), join(disk.top, 'elsewhere'));
    mkdirSync(join(disk.top, '@root/dir'), { recursive: true });
    t.is(disk.run('reset-root.sh').status, 1);
    t.is(disk.state(), 'failed\t@root is not a subvolume\n');
    t.deepEqual(list(disk, '@root'), ['dir']);
    t.is(disk.run('reset-root.sh', { RESET_OLD_ROOTS: '../@home' }).status, 1);
  }),
);

/** Resets n times; the used roots in the order in which they were put aside. */
function resetTimes(disk: BtrfsDisk, times: number): string[] {
  const names: string[] = [];
  for (let round = 0; round < times; round += 1) {
    writeFileSync(join(disk.top, '@root/round'), String(round));
    disk.run('reset-root.sh');
    names.push(...oldRoots(disk).filter((name) => !names.includes(name)));
  }
  return names;
}

onBtrfs(
  'old roots beyond the newest ones are deleted with what is nested in them, and nothing else',
  withDisk((t, disk) => {
    t.is(disk.run('clean-old-roots.sh').status, 0, 'without any old root');
    const nested = join(disk.top, '@root/a b\n/machines');
    mkdirSync(join(disk.top, '@root/a b\n'));
    disk.btrfs('subvolume', 'create', nested);
    disk.btrfs('subvolume', 'create', join(nested, 'inner'));
    disk.btrfs('subvolume', 'snapshot', '-r', join(disk.top, '@home'), join(nested, 'ro'));
    symlinkSync('/', join(nested, 'link'));
    const names = resetTimes(disk, 4);
    mkdirSync(join(disk.top, '@old-roots/plain directory'));
    writeFileSync(join(disk.top, '@old-roots/file'), '');
    symlinkSync('../@home', join(disk.top, '@old-roots/link'));
    const before = list(disk, '.').filter((name) => name !== '@old-roots');
    const outcome = disk.run('clean-old-roots.sh');
    t.is(outcome.status, 0, outcome.stderr);
    t.deepEqual(
      oldRoots(disk),
      ['file', 'link', 'plain directory', ...names.slice(-2)].sort(),
      'the two newest stay',
    );
    t.deepEqual(
      list(disk, '.').filter((name) => name !== '@old-roots'),
      before,
    );
    assertFresh(t, disk);
    t.regex(outcome.stderr, /not a subvolume: plain directory/);
  }),
);

onBtrfs(
  'the newest old root outlives every limit, however old its name says it is',
  withDisk((t, disk) => {
    const names = resetTimes(disk, 3);
    const [newest] = names.slice(-1);
    renameSync(
      join(disk.top, '@old-roots', newest ?? ''),
      join(disk.top, '@old-roots', '1970-01-01T00-00-00Z-clock'),
    );
    renameSync(
      join(disk.top, '@old-roots', names[1] ?? ''),
      join(disk.top, '@old-roots', '2001-01-01T00-00-00Z-aged'),
    );
    const outcome = disk.run('clean-old-roots.sh', { CLEAN_KEEP: '3', CLEAN_MAX_DAYS: '30' });
    t.is(outcome.status, 0, outcome.stderr);
    t.deepEqual(oldRoots(disk), ['1970-01-01T00-00-00Z-clock', names[0] ?? ''].sort());
    t.is(disk.run('clean-old-roots.sh', { CLEAN_KEEP: '0' }).status, 0);
    t.deepEqual(oldRoots(disk), ['1970-01-01T00-00-00Z-clock']);
  }),
);

onBtrfs(
  'used roots are looked for in one directory below the top level, never in a path',
  withDisk((t, disk) => {
    resetTimes(disk, 3);
    t.is(disk.run('clean-old-roots.sh', { CLEAN_OLD_ROOTS: '@home/..' }).status, 1);
    t.is(disk.run('clean-old-roots.sh', { CLEAN_KEEP: '1; rm' }).status, 1);
    t.is(oldRoots(disk).length, 3);
  }),
);
