import { shownText } from '../../model/display.ts';
import { family, type Mark, marksOn } from './blocks.ts';
import { type Check, type CheckInput, held, passed, type Target } from './check.ts';
import type { Seen } from './seen.ts';

type SetCode = 'disk.raid' | 'disk.lvm' | 'disk.btrfs' | 'disk.pool';

/**
 * Whether the disk carries part of something that reaches beyond the plan: taking a disk apart destroys
 * arrays, groups and pools as a whole, on disks that are left alone too.
 */
export function setChecks({ seen }: CheckInput, target: Target, all: readonly Target[]): Check[] {
  const planned = all.flatMap(({ live }) => (live === null ? [] : [live.name]));
  return [
    setCheck('disk.raid', 'RAID array', seen, target, planned, (type) =>
      type.endsWith('_raid_member'),
    ),
    lvmCheck(seen, target, planned),
    btrfsCheck(seen, target, planned),
    poolCheck(seen, target, planned),
  ];
}

/** A device can carry more than one: the mark of an old array stays where a pool leaves room. */
function setCheck(
  code: SetCode,
  word: string,
  { blocks, signatures }: Seen,
  { planned, block }: Target,
  disks: readonly string[],
  isMember: (type: string) => boolean,
): Check {
  if (blocks === null || block === null || signatures === null) return untold(code, planned.key);
  const own = marksOn(block, isMember);
  if (own.length === 0) return passed(code, planned.key, `It carries no part of a ${word}.`);
  const outside = blocks
    .filter((other) =>
      marksOn(other, isMember).some((mark) => own.some((member) => sharesSet(mark, member))),
    )
    .map(({ name }) => name)
    .filter((name) => !disks.includes(name));
  if (outside.length > 0) return reaches(code, planned.key, word, outside);
  return passed(
    code,
    planned.key,
    `It carries a ${word}, no part of which lies outside of the plan.`,
  );
}

/**
 * A member without an identity may belong to anything, and so may one of a cache: it tells its own identity, not
 * that of the set.
 */
function sharesSet(other: Mark, own: Mark): boolean {
  if (other.type !== own.type) return false;
  return own.uuid === '' || own.type === 'bcache' || own.uuid === other.uuid;
}

/** Volumes have uuids of their own; only LVM knows their group. */
function lvmCheck(
  { blocks, volumes, signatures }: Seen,
  { planned, block }: Target,
  disks: readonly string[],
): Check {
  const code = 'disk.lvm';
  if (blocks === null || block === null || signatures === null) return untold(code, planned.key);
  const own = marksOn(block, (type) => type === 'LVM2_member');
  if (own.length === 0) return passed(code, planned.key, 'It carries no LVM volume.');
  const nameOf = (device: string) =>
    blocks
      .flatMap(family)
      .find(({ name, title }) => [`/dev/${name}`, `/dev/mapper/${title}`].includes(device))?.name;
  const known = (volumes ?? []).map((volume) => ({ ...volume, name: nameOf(volume.device) }));
  // LVM leaves out what its filters, or its list of devices, do not let it see.
  if (own.some(({ on }) => known.every(({ name }) => name !== on))) {
    return held(
      'unknown',
      code,
      planned.key,
      'It carries an LVM volume, and which group that belongs to could not be told.',
      'Install lvm2 and see that pvs --all lists it (lvmdevices), or wipe the mark of a volume that is none any more.',
    );
  }
  const groups = known
    .filter(({ name }) => own.some(({ on }) => on === name))
    .flatMap(({ groupUuid }) => (groupUuid === '' ? [] : [groupUuid]));
  const members = known.filter(({ groupUuid }) => groups.includes(groupUuid));
  const outside = new Set<string>();
  for (const { name } of members) {
    const on = blocks.filter((disk) => family(disk).some((part) => part.name === name));
    if (on.length === 0) outside.add('a disk that is not here');
    for (const disk of on) if (!disks.includes(disk.name)) outside.add(disk.name);
  }
  const sizes = new Map(members.map(({ groupUuid, groupSize }) => [groupUuid, groupSize]));
  for (const [uuid, size] of sizes) {
    const here = members.filter(({ groupUuid }) => groupUuid === uuid).length;
    if (size !== null && size > here) outside.add('a disk that is not here');
  }
  if (outside.size > 0) return reaches(code, planned.key, 'LVM volume group', [...outside]);
  return passed(
    code,
    planned.key,
    'Its LVM volume belongs to no group that reaches out of the plan.',
  );
}

function btrfsCheck(seen: Seen, target: Target, disks: readonly string[]): Check {
  const isMember = (type: string) => type === 'btrfs';
  const check = setCheck('disk.btrfs', 'btrfs', seen, target, disks, isMember);
  if (check.verdict !== 'pass' || target.block === null) return check;
  const own = marksOn(target.block, isMember);
  if (own.length === 0) return check;
  const { key } = target.planned;
  if (seen.btrfs === null || seen.blocks === null) return untold('disk.btrfs', key);
  const all = seen.blocks.flatMap((block) => marksOn(block, isMember));
  for (const { uuid, total } of seen.btrfs.filter(({ uuid }) => own.some((o) => o.uuid === uuid))) {
    const here = new Set(all.filter((mark) => mark.uuid === uuid).map(({ on }) => on)).size;
    if (total !== null && total > here) {
      return reaches('disk.btrfs', key, 'btrfs', ['a disk that is not here']);
    }
  }
  return check;
}

/** A pool is destroyed by its name: another one of that name would be hit instead. */
function poolCheck(seen: Seen, target: Target, disks: readonly string[]): Check {
  const code = 'disk.pool';
  const isMember = (type: string) => ['zfs_member', 'bcachefs', 'bcache'].includes(type);
  const check = setCheck(code, 'pool', seen, target, disks, isMember);
  if (check.verdict !== 'pass' || target.block === null || seen.blocks === null) return check;
  const names = marksOn(target.block, isMember)
    .map(({ label }) => label)
    .filter((label) => label !== '');
  const twins = seen.blocks
    .filter((block) => marksOn(block, isMember).some(({ label }) => names.includes(label)))
    .map(({ name }) => name)
    .filter((name) => !disks.includes(name));
  if (twins.length === 0) return check;
  return held(
    'fail',
    code,
    target.planned.key,
    `A pool on ${twins.join(', ')} has the name of the one on this disk.`,
    'Unplug that disk for the install, or destroy the pool of this disk by its number.',
  );
}

function reaches(code: SetCode, key: string, word: string, outside: readonly string[]): Check {
  const where = outside.map((name) => shownText(name, 40)).join(', ');
  return held(
    'fail',
    code,
    key,
    `It carries part of a ${word} that reaches onto ${where}, which the plan leaves alone: that would lose its data as well.`,
    'Save what is in it, then take this disk out of it with its own tools, or plan that disk as well (disks.NAME=data).',
  );
}

function untold(code: SetCode, key: string): Check {
  return held(
    'unknown',
    code,
    key,
    'What the disk belongs to could not be told.',
    'See that lsblk, wipefs, pvs and btrfs work as root, and that the disk can be read.',
  );
}
