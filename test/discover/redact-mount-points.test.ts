import test from 'ava';
import fc from 'fast-check';
import { readFacts } from '../../src/discover/facts/facts.ts';
import { plainMount, redactMountPoints } from '../../src/discover/redact/mount-points.ts';
import { findIdentifiers, redactCapture } from '../../src/discover/redact.ts';
import type { Capture, Reading } from '../../src/model/capture.ts';

const KEY = new Uint8Array(32).fill(5);
const MARK = 'h:000000000000';
const redact = (text: string) => redactMountPoints(text, () => MARK);

test('names in mount points are replaced, and ordinary ones stay', (t) => {
  t.is(redact('/dev/sdb1 /mnt/ada ext4 rw 0 0'), `/dev/sdb1 /mnt/${MARK} ext4 rw 0 0`);
  t.is(redact('/dev/sdb1 /srv/lovelace/data xfs'), `/dev/sdb1 /srv/${MARK}/data xfs`);
  t.is(
    redact('"mountpoint": "/run/media/ada/My Photos"'),
    `"mountpoint": "/run/media/${MARK}/${MARK}"`,
  );
  for (const text of [
    '/mnt',
    '/mnt/data',
    '/srv/www',
    '/mnt/nixos/boot',
    '/mnt/usb',
    '/nix/store',
  ]) {
    t.is(redact(text), text);
  }
});

test('names of btrfs subvolumes are replaced where mount, findmnt, lsblk and btrfs show them', (t) => {
  t.is(redact('rw,subvolid=257,subvol=/@ada 0 0'), `rw,subvolid=257,subvol=/${MARK} 0 0`);
  t.is(redact('/home /dev/sda2[/@home/ada] btrfs'), `/home /dev/sda2[/@home/${MARK}] btrfs`);
  t.is(redact('"fsroots": [\n "/@home", "/ada-vm"\n]'), `"fsroots": [\n "/@home", "/${MARK}"\n]`);
  t.is(redact('ID 256 gen 9 top level 5 path @ada'), `ID 256 gen 9 top level 5 path ${MARK}`);
  for (const name of [
    '@',
    '@home',
    'root',
    '@var_log',
    '@root-blank',
    '.snapshots/12/snapshot',
    '@nix',
  ]) {
    t.is(redact(`subvol=/${name}`), `subvol=/${name}`);
  }
});

test('redacting again changes nothing', (t) => {
  const part = fc.stringMatching(/^[A-Za-z0-9@._ -]{1,12}$/);
  const text = fc
    .tuple(
      fc.constantFrom('/mnt/', '/srv/', '"/run/media/ada/', 'subvol=/', '/dev/sda[/'),
      part,
      part,
    )
    .map(([before, one, other]) => `${before}${one}/${other}"] x`);
  fc.assert(fc.property(text, (given) => redact(redact(given)) === redact(given)));
  t.pass();
});

const command = (data: string): Reading => ({ status: 'ok', kind: 'command', data, exitCode: 0 });

/** A disk with mounts of somebody's own. */
function machine(mounts: string[]): Capture {
  const lsblk = {
    blockdevices: [
      {
        name: 'sda',
        type: 'disk',
        size: 500_107_862_016,
        tran: 'sata',
        children: mounts.map((mount, at) => ({
          name: `sda${at + 1}`,
          type: 'part',
          fstype: 'ext4',
          mountpoints: [mount],
          fsroots: [`/@${mount.split('/').at(-1)}`],
        })),
      },
    ],
  };
  return {
    schema: 'panther.capture/1',
    recordedBy: 'a test',
    origin: 'recorded',
    redacted: false,
    readings: { 'command:lsblk': command(JSON.stringify(lsblk)) },
  };
}

test('facts are the same whether the recording was redacted or not', (t) => {
  const capture = machine([
    '/mnt/ada',
    '/home/ada',
    '/run/media/ada/My Photos',
    '/mnt/data',
    '/boot',
  ]);
  const redacted = redactCapture(capture, KEY);
  const text = JSON.stringify(redacted);
  t.notRegex(text, /ada|Photos/);
  t.deepEqual(findIdentifiers(redacted), []);
  const mounts = (from: Capture) =>
    readFacts(from).disks.flatMap(({ holds }) => holds.flatMap((held) => held.mounts));
  t.deepEqual(mounts(capture), mounts(redacted));
  t.deepEqual([...mounts(capture)].sort(), [
    '/boot',
    '/home/*',
    '/mnt/*',
    '/mnt/data',
    '/run/media/*/*',
  ]);
  t.true(findIdentifiers(capture).some(({ what }) => what === 'volume label'));
});

test('a mount point in facts keeps what nobody chose', (t) => {
  for (const path of ['/', '/boot', '/nix', '/mnt', '/var/lib/containers', '/mnt/data/backup']) {
    t.is(plainMount(path), path);
  }
  t.is(plainMount('/home/ada/work'), '/home/*/work');
  t.is(plainMount('/mnt/h:0123456789ab'), '/mnt/*');
});
