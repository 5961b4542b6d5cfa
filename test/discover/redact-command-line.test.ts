import test from 'ava';
import fc from 'fast-check';
import { readFacts } from '../../src/discover/facts/facts.ts';
import { redactCommandLine } from '../../src/discover/redact/command-line.ts';
import { findIdentifiers, redactCapture } from '../../src/discover/redact.ts';
import { captureOf, command, hashes, KEY, link, shown, text } from './redact-samples.ts';

const LINE = [
  'BOOT_IMAGE=/vmlinuz-6.8.0 root=/dev/mapper/ada--den--vg-root ro quiet console=ttyS0,115200n8',
  'ip=5.9.12.17::5.9.12.1:255.255.255.0:adaweb:eth0:off:52:54:00:aa:bb:cc',
  'ifname=net0:52:54:00:aa:bb:dd nfsroot=5.9.12.3:/export rd.iscsi.password=Sesame',
  'systemd.set_credential=passwd.root:Sesame2 ds=nocloud;h=adaweb;i=i-77 inst.ks=http://ks.ada.example/k.cfg',
].join(' ');

test('a kernel command line tells how the machine starts, and neither secrets nor whose it is', (t) => {
  const redacted = shown(
    redactCapture(captureOf({ '/proc/cmdline': text(`${LINE}\n`) }), KEY).readings['/proc/cmdline'],
  );
  for (const secret of ['5.9.12', 'ada', '52:54', 'Sesame', 'i-77']) {
    t.false(redacted.includes(secret), `${secret} in ${redacted}`);
  }
  for (const kept of ['BOOT_IMAGE=/vmlinuz-6.8.0', 'console=ttyS0,115200n8', '255.255.255.0']) {
    t.true(redacted.includes(kept), kept);
  }
  t.regex(redacted, /:eth0:off:/);
});

test('where a tool shows the command line, it is redacted alike', (t) => {
  const output = `# cat /proc/cmdline\n${LINE}\nversion 5.9.12.17\n`;
  const redacted = redactCommandLine('import:scan/01', output, () => 'h:000000000000');
  t.false(/ada(?!-)|Sesame|5\.9\.12\.1 /.test(redacted), redacted);
  t.true(redacted.endsWith('version 5.9.12.17\n'));
});

test('a volume group named after the host is told as a hash, the same one everywhere', (t) => {
  const { readings } = redactCapture(
    captureOf({
      '/sys/block/dm-0/dm/name': text('adaden--vg-root\n'),
      '/sys/block/dm-1/dm/name': text('fedora_adaden-root\n'),
      '/sys/block/dm-2/dm/name': text('ubuntu--vg-ubuntu--lv\n'),
      '/sys/block/dm-3/dm/name': text('fedora_localhost--live-root\n'),
      '/proc/mounts': text('/dev/mapper/adaden--vg-root / ext4 rw 0 0\n'),
      'command:lsblk': command('{"blockdevices":[{"name":"adaden--vg-root"}]}'),
      '/dev/disk/by-id/dm-name-adaden--vg-root': link('../../dm-0'),
    }),
    KEY,
  );
  t.false(JSON.stringify(readings).includes('adaden'));
  t.true(JSON.stringify(readings).includes('ubuntu--vg-ubuntu--lv'));
  t.true(JSON.stringify(readings).includes('fedora_localhost--live-root'));
  const [name] = hashes(readings['/sys/block/dm-0/dm/name']);
  for (const id of ['/sys/block/dm-1/dm/name', '/proc/mounts', 'command:lsblk']) {
    t.is(hashes(readings[id])[0], name, id);
  }
});

const NETWORK = [
  ['root=nfs:nas.ada.example:/export/root', 'root=nfs:h:…'],
  ['root=nfs4:nas:/ada,ro', 'root=nfs4:h:…'],
  ['root=nas.ada.example:/ada', 'root=h:…'],
  ['nfsroot=nas2.ada.example:/x,v4', 'nfsroot=h:…'],
  ['netroot=iscsi:ada:Sesame99@10.0.0.9::3260::iqn.2001-05.com.ada:d1', 'netroot=iscsi:h:…'],
  ['root=iscsi:ada:Sesame99@', 'root=iscsi:h:…'],
  ['root=cifs://bob:Sesame99@server/ada', 'root=cifs://h:…'],
  ['cifsroot=//server/ada', 'cifsroot=h:…'],
  ['rd.iscsi.initiator=iqn.2024-01.org.example:adapc', 'rd.iscsi.initiator=h:…'],
  ['iscsi_initiator=iqn.2024-01.org.example:adapc', 'iscsi_initiator=h:…'],
  [
    'rd.iscsi.username=ada rd.iscsi.in.username=ada',
    'rd.iscsi.username=h:… rd.iscsi.in.username=h:…',
  ],
  ['rd.nvmf.hostnqn=nqn.2014-08.org:adapc', 'rd.nvmf.hostnqn=h:…'],
  ['cifsuser=ada cifspass=Sesame99', 'cifsuser=h:… cifspass=h:…'],
  ['inst.repo=http://ada:Sesame99@ks.example/k', 'inst.repo=http://h:…@h:…/k'],
  ['androidboot.serialno=1a2b3c4d', 'androidboot.serialno=h:…'],
  ['rd.lvm.lv=rhel_adapc/root', 'rd.lvm.lv=rhel_h:…/root'],
  ['rd.lvm.lv=rhel_ada-pc/root', 'rd.lvm.lv=rhel_h:…/root'],
  ['root=ZFS=rpool/ROOT/ubuntu_4k2x9z', 'root=ZFS=rpool/ROOT/h:…'],
] as const;

for (const [given, expected] of NETWORK) {
  test(`on a command line: ${given}`, (t) => {
    const capture = captureOf({ '/proc/cmdline': text(`BOOT_IMAGE=/v ${given} ro\n`) });
    const redacted = redactCapture(capture, KEY);
    t.is(shown(redacted.readings['/proc/cmdline']), `BOOT_IMAGE=/v ${expected} ro\n`);
    t.deepEqual(redactCapture({ ...redacted, redacted: false }, KEY), redacted);
    t.not(findIdentifiers(capture).length, 0);
    t.deepEqual(findIdentifiers(redacted), []);
  });
}

test('how a machine starts without a network stays as it is', (t) => {
  const line =
    'root=live:CDLABEL=nixos ro netroot=dhcp root=live:/dev/sr0 root=zfs:rpool/ROOT/nixos rd.iscsi.firmware=1 rd.lvm.lv=fedora_localhost-live/root serial=1\n';
  const { readings } = redactCapture(captureOf({ '/proc/cmdline': text(line) }), KEY);
  t.is(shown(readings['/proc/cmdline']), line);
});

const MOUNTED = [
  ['/dev/mapper/rhel_adapc-pool00 /opt xfs rw 0 0', '/dev/mapper/rhel_h:…-pool00 /opt xfs rw 0 0'],
  ['/dev/mapper/ol_ada--pc-tmp /tmp xfs rw 0 0', '/dev/mapper/ol_h:…-tmp /tmp xfs rw 0 0'],
  ['rpool/USERDATA/ada_4k2x9z /home/ada zfs rw 0 0', 'rpool/USERDATA/h:… /home/h:… zfs rw 0 0'],
  ['tank/ada-photos /tank/ada-photos zfs rw 0 0', 'tank/h:… /tank/h:… zfs rw 0 0'],
  [
    '/home/.ecryptfs/ada/.Private /home/ada ecryptfs rw,ecryptfs_fnek_sig=9c3d1be0a1b2c3d4,ecryptfs_sig=0f1e2d3c4b5a6978 0 0',
    '/home/.ecryptfs/h:…/.Private /home/h:… ecryptfs rw,ecryptfs_fnek_sig=h:…,ecryptfs_sig=h:… 0 0',
  ],
  ['https://cloud.ada.example/dav /dav fuse rw 0 0', 'h:… /dav fuse rw 0 0'],
  ['adadrive: /drive fuse.rclone rw 0 0', 'h:… /drive fuse.rclone rw 0 0'],
  ['adashare /share 9p rw 0 0', 'h:… /share 9p rw 0 0'],
] as const;

for (const [given, expected] of MOUNTED) {
  test(`mounted: ${given.slice(0, 60)}`, (t) => {
    const capture = captureOf({ '/proc/mounts': text(`${given}\n`) });
    const redacted = redactCapture(capture, KEY);
    t.is(shown(redacted.readings['/proc/mounts']), `${expected}\n`);
    t.deepEqual(redactCapture({ ...redacted, redacted: false }, KEY), redacted);
    t.not(findIdentifiers(capture).length, 0);
    t.deepEqual(findIdentifiers(redacted), []);
  });
}

test('what stands on a disk is told alike, whether the group of its volumes is named or hashed', (t) => {
  const capture = captureOf({
    '/sys/block/sda/size': text('1000215216\n'),
    '/sys/block/sda/sda2/partition': text('2\n'),
    '/sys/block/dm-3/dm/name': text('rhel_adapc-pool00\n'),
    '/sys/block/dm-3/slaves': { status: 'ok', kind: 'list', data: ['sda2'] },
    '/proc/mounts': text('/dev/mapper/rhel_adapc-pool00 /opt xfs rw 0 0\n'),
  });
  const holds = readFacts(capture).disks[0]?.holds;
  t.deepEqual(
    holds?.map(({ type, mounts }) => [type, mounts]),
    [['xfs', ['/opt']]],
  );
  t.deepEqual(readFacts(redactCapture(capture, KEY)).disks[0]?.holds, holds);
});

test('a volume that a desktop mounted is not named', (t) => {
  const { readings } = redactCapture(
    captureOf({
      '/proc/mounts': text(
        '/dev/sdb1 /run/media/ada/ADASTICK vfat rw 0 0\n/dev/sdc1 /media/ada/EFI vfat rw 0 0\n',
      ),
    }),
    KEY,
  );
  t.is(
    shown(readings['/proc/mounts']),
    '/dev/sdb1 /run/media/h:…/h:… vfat rw 0 0\n/dev/sdc1 /media/h:…/EFI vfat rw 0 0\n',
  );
});

test('no text makes redacting a command line slow', (t) => {
  const words = fc.constantFrom(
    'ip=',
    ':',
    '=',
    'token',
    '.',
    '-',
    ' ',
    'a',
    '5.',
    'fe:',
    ';h=',
    '://',
  );
  fc.assert(
    fc.property(fc.array(words, { maxLength: 40 }), (parts) => {
      const long = parts.join('').repeat(200);
      const start = performance.now();
      redactCommandLine('/proc/cmdline', long, () => 'h:000000000000');
      return performance.now() - start < 500;
    }),
    { numRuns: 200 },
  );
  t.pass();
});
