import { readFileSync } from 'node:fs';
import test from 'ava';
import { approvalDigest } from '../../../src/provision/approval.ts';
import {
  CHECK_CODES,
  type CheckCode,
  type CheckInput,
} from '../../../src/provision/preflight/check.ts';
import { parseMountTables } from '../../../src/provision/preflight/mounts.ts';
import { obstacles, preflight } from '../../../src/provision/preflight/preflight.ts';
import { parseSignatures, parseTables } from '../../../src/provision/preflight/signatures.ts';
import { DISK, type Lsblk, OTHER, part, target } from './target.ts';

/** The codes that forbid an install. */
function stopped(input: CheckInput): CheckCode[] {
  return obstacles(preflight(input), false).map(({ code }) => code);
}

/** What one check says. */
function evidence(input: CheckInput, code: CheckCode): string {
  return preflight(input).checks.find((check) => check.code === code)?.evidence ?? '';
}

test('a blank disk that nobody uses, the one that was recorded, may be wiped', (t) => {
  const result = preflight(target());
  t.deepEqual(obstacles(result, false), []);
  t.deepEqual(result.losses, []);
  t.is(result.identities?.[0]?.serial, 'h:000000000000');
});

test('every check is made, and documented', (t) => {
  const made = new Set(preflight(target()).checks.map(({ code }) => code));
  t.deepEqual(
    [...CHECK_CODES].filter((code) => !made.has(code)),
    [],
  );
  const page = readFileSync('docs/install-checks.md', 'utf8');
  for (const code of CHECK_CODES) t.true(page.includes(`| \`${code}\` |`), code);
});

test('every check that does not pass says what was seen and what to do', (t) => {
  const unseen = target();
  const nothing = Object.fromEntries(Object.keys(unseen.seen).map((key) => [key, null]));
  const blind = { ...unseen, seen: nothing as unknown as CheckInput['seen'] };
  for (const { verdict, evidence, remedy, code } of preflight(blind).checks) {
    t.true(evidence.endsWith('.'), code);
    if (verdict !== 'pass') t.true(remedy.endsWith('.'), code);
  }
  // Nothing that could not be seen counts as well.
  const codes = obstacles(preflight(blind), true).map(({ code }) => code);
  for (const code of [
    'disk.mounted',
    'disk.swap',
    'disk.holders',
    'disk.lvm',
    'disk.contents',
  ] as const)
    t.true(codes.includes(code), code);
});

test('a partition mounted in any namespace is in use', (t) => {
  const disk = { ...DISK, children: [part(DISK, 1, { fstype: 'ext4', uuid: 'u' })] };
  const mounts = '700 1 259:10 / /run/there\\040too rw,relatime - ext4 /dev/root rw\n';
  const input = target({ blocks: [disk, OTHER], mounts });
  t.true(stopped(input).includes('disk.mounted'));
  t.is(evidence(input, 'disk.mounted'), 'It is mounted at /run/there too.');
});

test('a btrfs is mounted on each of its disks, whichever of them the mount names', (t) => {
  const own = part(DISK, 1, { fstype: 'btrfs', uuid: 'one' });
  const twin = part(OTHER, 1, { fstype: 'btrfs', uuid: 'one' });
  const blocks = [
    { ...DISK, children: [own] },
    { ...OTHER, children: [twin] },
  ];
  const mounts = '29 1 0:26 /@ / rw shared:1 - btrfs /dev/nvme1n1p1 rw\n';
  t.true(stopped(target({ blocks, mounts })).includes('disk.mounted'));
  const strange = '29 1 0:26 /@ / rw - btrfs /dev/disk/by-label/data rw\n';
  t.true(stopped(target({ blocks: [DISK, OTHER], mounts: strange })).includes('disk.mounted'));
});

test('a mount of another disk is none of its business', (t) => {
  const mounts =
    '29 1 259:11 / / rw - ext4 /dev/nvme1n1p1 rw\n30 29 0:5 / /proc rw - proc proc rw\n';
  const blocks = [DISK, { ...OTHER, children: [part(OTHER, 1)] }];
  t.deepEqual(stopped(target({ blocks, mounts })), []);
});

test('what could not be read whole tells nothing', (t) => {
  t.is(parseMountTables('1 1 0:2 / / rw - rootfs rootfs rw\n'), null, 'it ends early');
  t.is(parseMountTables('end\n'), null, 'not even a root');
  t.is(parseMountTables('nonsense\nend\n'), null);
  t.is(parseSignatures('/dev/sda\nfailed\nend\n'), null);
  t.is(parseTables('DEVNAME=/dev/sda\nfailed\nend\n'), null);
  const unseen = target();
  const signatures = new Map([['nvme1n1', []]]);
  t.deepEqual(stopped({ ...unseen, seen: { ...unseen.seen, signatures } }), ['disk.contents']);

  const input = target();
  t.deepEqual(stopped({ ...input, seen: { ...input.seen, mounts: null } }), ['disk.mounted']);
});

test('swap on a partition or on what stands on it is in use', (t) => {
  const disk = { ...DISK, children: [part(DISK, 1, { fstype: 'swap' })] };
  const swaps = '/dev/nvme0n1p1   partition\t1048572\t0\t-2\n';
  t.true(stopped(target({ blocks: [disk, OTHER], swaps })).includes('disk.swap'));
});

test('an opened container, an active volume and an array are in use', (t) => {
  for (const type of ['crypt', 'lvm', 'raid1', 'mpath']) {
    const above = { name: 'dm-0', type, 'maj:min': '254:0' };
    const disk = { ...DISK, children: [part(DISK, 1, { children: [above] })] };
    t.true(stopped(target({ blocks: [disk, OTHER] })).includes('disk.holders'), type);
  }
});

test('an imported pool holds its disks, though the kernel does not tell', (t) => {
  const disk = { ...DISK, children: [part(DISK, 1, { fstype: 'zfs_member', label: 'tank' })] };
  t.true(stopped(target({ blocks: [disk, OTHER], pools: 'tank\n' })).includes('disk.holders'));
  t.deepEqual(stopped(target({ blocks: [disk, OTHER], pools: 'rpool\n' })), ['disk.contents']);
});

test('a bcachefs is mounted on each disk that its mount names', (t) => {
  const disk = { ...DISK, children: [part(DISK, 1, { fstype: 'bcachefs', uuid: 'b' })] };
  const mounts = '29 1 0:40 / /data rw - bcachefs /dev/sdx:/dev/nvme0n1p1 rw\n';
  t.true(stopped(target({ blocks: [disk, OTHER], mounts })).includes('disk.mounted'));
});

test('two parts of a plan on one disk are refused', (t) => {
  const input = target();
  const [disk] = input.layout.disks;
  if (disk === undefined) throw new Error('there is one');
  const twice = [disk, { ...disk, key: 'more', device: `/dev/${disk.name}` as const }];
  t.true(
    stopped({ ...input, layout: { ...input.layout, disks: twice } }).includes('disk.distinct'),
  );
});

test('two ways to one drive are no two disks', (t) => {
  const input = target();
  const [disk] = input.layout.disks;
  const [live] = input.facts.disks;
  if (disk === undefined || live === undefined) throw new Error('there is one');
  const both = (known: object) => {
    const second = { ...live, name: 'sdz', byPath: ['/dev/disk/by-path/second'], ...known };
    const further = { ...disk, key: 'more', device: '/dev/disk/by-path/second' as const };
    return {
      ...input,
      facts: { ...input.facts, disks: [...input.facts.disks, second] },
      layout: { ...input.layout, disks: [disk, further] },
    };
  };
  t.not(live.wwid, null);
  t.true(stopped(both({})).includes('disk.distinct'));
  t.regex(evidence(both({}), 'disk.distinct'), /are ways to it/);
  t.false(stopped(both({ wwid: 'naa.5000c500ffffffff' })).includes('disk.distinct'));
  t.false(stopped(both({ serial: 'of its own' })).includes('disk.distinct'));
});

test('a set that reaches onto a disk outside of the plan stops the install', (t) => {
  const kinds = { linux_raid_member: 'disk.raid', btrfs: 'disk.btrfs', zfs_member: 'disk.pool' };
  for (const [fstype, code] of Object.entries(kinds) as [string, CheckCode][]) {
    const own = { ...DISK, children: [part(DISK, 1, { fstype, uuid: 'set', label: 'a' })] };
    const twin = { ...OTHER, children: [part(OTHER, 1, { fstype, uuid: 'set', label: 'a' })] };
    const input = target({ blocks: [own, twin] });
    t.true(stopped(input).includes(code), code);
    t.regex(evidence(input, code), /reaches onto nvme1n1/);
    const alone = target({ blocks: [own, OTHER] });
    t.deepEqual(stopped(alone), ['disk.contents'], `${code} alone`);
  }
});

test('what stands on the disks goes before what udev remembers of them', (t) => {
  const blocks = [
    { ...DISK, children: [part(DISK, 1)] },
    { ...OTHER, children: [part(OTHER, 1)] },
  ];
  const raid = 'nvme0n1p1,0x1000,linux_raid_member,set,any:theirs\n';
  const probed = `/dev/nvme0n1p1\n${raid}/dev/nvme1n1p1\n${raid.replace('nvme0', 'nvme1')}`;
  t.true(stopped(target({ blocks, probed })).includes('disk.raid'));
  // A filesystem beside the mark of an array does not hide it.
  const two = probed.replace(raid, `nvme0n1p1,0x0,ext4,e,\n${raid}`);
  t.true(stopped(target({ blocks, probed: two })).includes('disk.raid'));
  // A disk of somebody else's that cannot be read is none of its business.
  const broken = target({
    blocks: [DISK, OTHER],
    probed: '/dev/nvme1n1p1\nx,0x0,ext4,e,\nfailed\n',
  });
  t.deepEqual(stopped(broken), []);
});

test('the mark of an old array does not hide the pool that stands behind it', (t) => {
  const blocks = [
    { ...DISK, children: [part(DISK, 1)] },
    { ...OTHER, children: [part(OTHER, 1)] },
  ];
  const pool = (name: string) => `${name},0x3f000,zfs_member,tank,tank\n`;
  const raid = 'nvme0n1p1,0x1000,linux_raid_member,old,any:old\n';
  const probed = `/dev/nvme0n1p1\n${raid}${pool('nvme0n1p1')}/dev/nvme1n1p1\n${pool('nvme1n1p1')}`;
  t.true(stopped(target({ blocks, probed })).includes('disk.pool'));
  t.true(stopped(target({ blocks, probed, pools: 'tank\n' })).includes('disk.holders'));
});

test('a cache before a disk that is left alone stops the install, active or not', (t) => {
  const cache = { fstype: 'bcache', uuid: 'of the cache' };
  const backing = { ...OTHER, children: [part(OTHER, 1, { fstype: 'bcache', uuid: 'another' })] };
  const idle = { ...DISK, children: [part(DISK, 1, cache)] };
  t.true(stopped(target({ blocks: [idle, backing] })).includes('disk.pool'));
  const over = { name: 'bcache0', type: 'disk', 'maj:min': '252:0' };
  const active = { ...DISK, children: [part(DISK, 1, { ...cache, children: [over] })] };
  const input = target({ blocks: [active, OTHER] });
  t.true(stopped(input).includes('disk.holders'));
  t.regex(evidence(input, 'disk.holders'), /bcache0/);
});

test('a guard without the table that it guards is something to be lost', (t) => {
  const input = target({ blocks: [DISK, OTHER], signatures: 'nvme0n1,0x1fe,PMBR,,\n' });
  t.deepEqual(stopped(input), ['disk.contents']);
  t.regex(evidence(input, 'disk.contents'), /a partition table that cannot be read here/);
  const whole = 'nvme0n1,0x200,gpt,,\nnvme0n1,0x1fe,PMBR,,\n';
  t.deepEqual(stopped(target({ blocks: [DISK, OTHER], signatures: whole })), []);
});

test('a pool of the same name on another disk would be destroyed in its place', (t) => {
  const pool = (uuid: string) => ({ fstype: 'zfs_member', uuid, label: 'tank' });
  const own = { ...DISK, children: [part(DISK, 1, pool('one'))] };
  const other = { ...OTHER, children: [part(OTHER, 1, pool('other'))] };
  t.true(stopped(target({ blocks: [own, other] })).includes('disk.pool'));
});

test('a btrfs with a device that is not here reaches out of the plan', (t) => {
  const uuid = '11111111-2222-4333-8444-555555555555';
  const disk = { ...DISK, children: [part(DISK, 1, { fstype: 'btrfs', uuid })] };
  const btrfs = `Label: none  uuid: ${uuid}\n\tTotal devices 2 FS bytes used 1\n\tdevid    1 size 9 used 1 path /dev/nvme0n1p1\n`;
  t.true(stopped(target({ blocks: [disk, OTHER], btrfs })).includes('disk.btrfs'));
});

test('an LVM group over two disks stops the install; so does one that LVM cannot tell of', (t) => {
  const disk = { ...DISK, children: [part(DISK, 1, { fstype: 'LVM2_member', uuid: 'a' })] };
  const other = { ...OTHER, children: [part(OTHER, 1, { fstype: 'LVM2_member', uuid: 'b' })] };
  const pv = (name: string, group: string, count: number) =>
    `{"pv_name":"/dev/${name}","vg_name":"${group}","vg_uuid":"${group}","pv_count":"${count}"}`;
  const told = (...volumes: string[]) => `{"report":[{"pv":[${volumes.join(',')}]}]}`;
  const both = told(pv('nvme0n1p1', 'data', 2), pv('nvme1n1p1', 'data', 2));
  const blocks = [disk, other];
  t.true(stopped(target({ blocks, volumes: both })).includes('disk.lvm'));
  t.true(stopped(target({ blocks, volumes: null })).includes('disk.lvm'));
  const missing = told(pv('nvme0n1p1', 'data', 2));
  t.true(stopped(target({ blocks: [disk, OTHER], volumes: missing })).includes('disk.lvm'));
  const hidden = told(pv('nvme1n1p1', 'data', 2));
  t.regex(evidence(target({ blocks, volumes: hidden }), 'disk.lvm'), /could not be told/);
  t.true(stopped(target({ blocks, volumes: hidden })).includes('disk.lvm'));
  const apart = told(pv('nvme0n1p1', 'data', 1), pv('nvme1n1p1', 'more', 1));
  t.deepEqual(stopped(target({ blocks, volumes: apart })), ['disk.contents']);
});

test('another disk in the place of the recorded one is refused', (t) => {
  const input = target();
  const swap = (known: object) => ({
    ...input,
    hashed: input.hashed.map((disk) => (disk.name === 'nvme0n1' ? { ...disk, ...known } : disk)),
  });
  for (const known of [{ serial: 'h:999999999999' }, { wwid: 'eui.h:9' }, { sizeBytes: 5e11 }])
    t.deepEqual(stopped(swap(known)), ['disk.identity'], JSON.stringify(known));
  t.deepEqual(stopped({ ...input, sameKey: false }), ['disk.identity']);
  const unnamed = input.recorded.map((disk) => ({ ...disk, serial: null, wwid: null }));
  t.deepEqual(stopped({ ...input, recorded: unnamed }), ['disk.identity']);
  t.deepEqual(stopped({ ...input, recorded: unnamed, hashed: unnamed }), []);
});

test('a name of the plan that another disk has would have that one formatted', (t) => {
  const input = target();
  const [esp, crypt] = ['esp', 'crypt'].map((key) =>
    input.layout.disks[0]?.partitions.find((partition) => partition.key === key),
  );
  const mapper = crypt?.content?.kind === 'luks' ? crypt.content.mapper : '';
  const beside = (known: Partial<Lsblk>) =>
    target({ blocks: [DISK, { ...OTHER, children: [part(OTHER, 1, known)] }] });
  const uuid = esp?.uuid ?? '';
  const same = beside({ partuuid: uuid.toUpperCase() });
  t.deepEqual(stopped(same), ['disk.names']);
  t.regex(evidence(same, 'disk.names'), /nvme1n1p1, a partition with the same uuid/);
  const open = beside({ children: [{ name: mapper, type: 'crypt' }] });
  t.deepEqual(stopped(open), ['disk.names']);
  t.regex(evidence(open, 'disk.names'), new RegExp(`/dev/mapper/${mapper}, which is open`));
  t.deepEqual(stopped(beside({ partuuid: '77777777-0000-4000-8000-000000000001' })), []);
  // On the planned disk itself they are what an earlier install left, and go with it.
  const own = { ...DISK, children: [part(DISK, 1, { partuuid: uuid })] };
  t.deepEqual(stopped(target({ blocks: [own, OTHER] })), ['disk.contents']);

  const [disk] = input.layout.disks;
  if (disk === undefined || esp === undefined) throw new Error('there are both');
  const member = { ...esp, content: { kind: 'md-member', array: 'os-root' } as const };
  const layout = { ...input.layout, disks: [{ ...disk, partitions: [member] }] };
  const raid = (label: string) => ({
    ...beside({ fstype: 'linux_raid_member', label }),
    layout,
  });
  t.deepEqual(stopped(raid('any:os-root')), ['disk.names']);
  t.deepEqual(stopped(raid('any:os-home')), []);
});

test('a device that leads nowhere, or twice, is refused', (t) => {
  const input = target();
  const gone = { ...input.facts, disks: input.facts.disks.slice(1) };
  t.deepEqual(stopped({ ...input, facts: gone }), ['disk.present']);
});

test('read-only, removable, USB and live media are refused', (t) => {
  const input = target();
  const with_ = (known: object): CheckInput => ({
    ...input,
    facts: {
      ...input.facts,
      disks: input.facts.disks.map((disk) => ({ ...disk, ...known })),
    },
  });
  t.deepEqual(stopped(with_({ readOnly: true })), ['disk.writable']);
  t.deepEqual(stopped(with_({ removable: true })), ['disk.fixed']);
  t.deepEqual(stopped(with_({ transport: 'usb' })), ['disk.fixed']);
  t.deepEqual(stopped(with_({ liveMedium: true })), ['disk.live-medium']);
  t.deepEqual(stopped(with_({ liveMedium: null })), ['disk.live-medium']);
  const { device = '' } = input.layout.disks[0] ?? {};
  t.deepEqual(stopped({ ...with_({ transport: 'usb' }), removable: [device] }), []);
});

test('the machine itself must be fit', (t) => {
  const input = target();
  const { seen, facts } = input;
  const battery = { name: 'BAT0', scope: 'system', technology: null, chargeLimit: null } as const;
  const power = { ...facts.power, batteries: [battery] };
  const on = (onMains: boolean | null) => ({ ...facts, power: { ...power, onMains } });
  t.deepEqual(stopped({ ...input, facts: on(false) }), ['power.mains']);
  t.deepEqual(stopped({ ...input, facts: on(null) }), []);
  t.deepEqual(stopped({ ...input, seen: { ...seen, clockSeconds: 86_400 } }), ['clock.sane']);
  t.deepEqual(stopped({ ...input, seen: { ...seen, memoryFreeBytes: 1e9 } }), ['memory.free']);
  t.deepEqual(stopped({ ...input, seen: { ...seen, storeFreeBytes: 1e9 } }), ['store.space']);
  const starved = { ...seen, memoryFreeBytes: 1e9, storeFreeBytes: 1e9 };
  t.deepEqual(stopped({ ...input, seen: starved, build: 'elsewhere' }), []);
  t.deepEqual(stopped({ ...input, seen: { ...seen, root: false } }), ['system.root']);
  t.deepEqual(stopped({ ...input, seen: { ...seen, programs: new Set() } }), ['system.programs']);
  t.deepEqual(stopped({ ...input, asWritten: false }), ['plan.as-written']);
  const bios = { ...facts, firmware: { ...facts.firmware, mode: 'bios' as const } };
  t.deepEqual(stopped({ ...input, facts: bios }), ['boot.firmware']);
});

test('everything on a disk is to be named before it is wiped', (t) => {
  const parts = [part(DISK, 1, { fstype: 'ntfs' }), part(DISK, 2), part(DISK, 3)];
  const signatures =
    'nvme0n1,0x200,gpt,,\nnvme0n1p1,0x3,ntfs,77,Win\u001b[2Jdows, old\nnvme0n1p3,0x0,BitLocker,,\n';
  const input = target({ blocks: [{ ...DISK, children: parts }, OTHER], signatures });
  const { losses } = preflight(input);
  t.deepEqual(
    losses?.map(({ name, what }) => `${name}: ${what}`),
    [
      'nvme0n1p1: 1 GiB, ntfs "Win?[2Jdows, old"',
      'nvme0n1p2: 1 GiB, a partition without a known signature',
      'nvme0n1p3: 1 GiB, BitLocker, whose contents cannot be looked at',
    ],
  );
  t.deepEqual(stopped(input), ['disk.contents']);
  t.deepEqual(stopped({ ...input, named: ['nvme0n1p1', 'nvme0n1p2'] }), ['disk.contents']);
  t.deepEqual(stopped({ ...input, named: ['nvme0n1p1', 'nvme0n1p2', 'nvme0n1p3'] }), []);
  t.deepEqual(obstacles(preflight(input), true), []);
});

test('the digest is of the layout and the disks, not of words or kernel names', (t) => {
  const input = target({ blocks: [DISK, OTHER], tables: 'DEVNAME=/dev/nvme0n1\nPTUUID=one\n' });
  const digest = (from: CheckInput) => {
    const { identities, losses } = preflight(from);
    if (identities === null || losses === null) return null;
    return approvalDigest({ host: 'h', layout: from.layout, identities, losses });
  };
  const known = digest(input);
  t.regex(known ?? '', /^[0-9a-f]{4}(-[0-9a-f]{4}){4}$/);
  t.is(
    digest(target({ blocks: [DISK, OTHER], tables: 'DEVNAME=/dev/nvme0n1\nPTUUID=one\n' })),
    known,
  );
  const disks = input.layout.disks.map((disk) => ({ ...disk, reason: 'Otherwise said.' }));
  t.is(digest({ ...input, layout: { ...input.layout, disks } }), known);
  t.not(digest(target()), known, 'another table');
  const used = { ...DISK, children: [part(DISK, 1)] };
  const tables = 'DEVNAME=/dev/nvme0n1\nPTUUID=one\n';
  t.not(digest(target({ blocks: [used, OTHER], tables })), known, 'something on it');
  const other = input.hashed.map((disk) => ({ ...disk, serial: 'h:777777777777' }));
  t.not(digest({ ...input, hashed: other }), known, 'another disk');
  t.is(digest({ ...input, seen: { ...input.seen, tables: null } }), null);
});
