import { shownText } from '../../model/display.ts';
import { type Block, disksWith, family } from './blocks.ts';
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
    setCheck('disk.raid', 'RAID array', seen, target, planned, ({ signature }) =>
      /^(linux_raid_member|ddf_raid_member|isw_raid_member|.*_raid_member)$/.test(signature ?? ''),
    ),
    lvmCheck(seen, target, planned),
    btrfsCheck(seen, target, planned),
    poolCheck(seen, target, planned),
  ];
}

function setCheck(
  code: SetCode,
  word: string,
  { blocks, signatures }: Seen,
  { planned, block }: Target,
  disks: readonly string[],
  isMember: (block: Block) => boolean,
): Check {
  if (blocks === null || block === null || signatures === null) return untold(code, planned.key);
  const own = family(block).filter(isMember);
  if (own.length === 0) return passed(code, planned.key, `It carries no part of a ${word}.`);
  const outside = disksWith(blocks, (other) => isMember(other) && sharesSet(other, own)).filter(
    (name) => !disks.includes(name),
  );
  if (outside.length > 0) return reaches(code, planned.key, word, outside);
  return passed(
    code,
    planned.key,
    `It carries a ${word}, no part of which lies outside of the plan.`,
  );
}

/** A member without an identity may belong to anything. */
function sharesSet(other: Block, own: readonly Block[]): boolean {
  return own.some(
    (member) =>
      member.signature === other.signature && (member.uuid === null || member.uuid === other.uuid),
  );
}

/** Volumes have uuids of their own; only LVM knows their group. */
function lvmCheck(
  { blocks, volumes, signatures }: Seen,
  { planned, block }: Target,
  disks: readonly string[],
): Check {
  const code = 'disk.lvm';
  if (blocks === null || block === null || signatures === null) return untold(code, planned.key);
  const own = family(block).filter(({ signature }) => signature === 'LVM2_member');
  if (own.length === 0) return passed(code, planned.key, 'It carries no LVM volume.');
  if (volumes === null) {
    return held(
      'unknown',
      code,
      planned.key,
      'It carries an LVM volume, and which group that belongs to could not be told.',
      'Install lvm2, so that pvs can tell.',
    );
  }
  const nameOf = (device: string) =>
    blocks
      .flatMap(family)
      .find(({ name, title }) => [`/dev/${name}`, `/dev/mapper/${title}`].includes(device))?.name;
  const groups = volumes
    .filter(({ device }) => own.some(({ name }) => name === nameOf(device)))
    .flatMap(({ groupUuid }) => (groupUuid === '' ? [] : [groupUuid]));
  const members = volumes.filter(({ groupUuid }) => groups.includes(groupUuid));
  const outside = new Set<string>();
  for (const { device } of members) {
    const name = nameOf(device);
    const on = disksWith(blocks, (other) => other.name === name);
    if (on.length === 0) outside.add('a disk that is not here');
    for (const disk of on) if (!disks.includes(disk)) outside.add(disk);
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
  const isMember = ({ signature }: Block) => signature === 'btrfs';
  const check = setCheck('disk.btrfs', 'btrfs', seen, target, disks, isMember);
  if (check.verdict !== 'pass' || target.block === null) return check;
  const own = family(target.block).filter(isMember);
  if (own.length === 0) return check;
  const { key } = target.planned;
  if (seen.btrfs === null || seen.blocks === null) return untold('disk.btrfs', key);
  const all = seen.blocks.flatMap(family);
  for (const { uuid, total } of seen.btrfs.filter(({ uuid }) => own.some((o) => o.uuid === uuid))) {
    const here = new Set(
      all.filter((block) => isMember(block) && block.uuid === uuid).map(({ name }) => name),
    ).size;
    if (total !== null && total > here) {
      return reaches('disk.btrfs', key, 'btrfs', ['a disk that is not here']);
    }
  }
  return check;
}

/** A pool is destroyed by its name: another one of that name would be hit instead. */
function poolCheck(seen: Seen, target: Target, disks: readonly string[]): Check {
  const code = 'disk.pool';
  const isMember = ({ signature }: Block) => /^(zfs_member|bcachefs|bcache)$/.test(signature ?? '');
  const check = setCheck(code, 'pool', seen, target, disks, isMember);
  if (check.verdict !== 'pass' || target.block === null || seen.blocks === null) return check;
  const names = family(target.block)
    .filter(isMember)
    .flatMap(({ label }) => label ?? []);
  const twins = disksWith(
    seen.blocks,
    (block) => isMember(block) && block.label !== null && names.includes(block.label),
  ).filter((name) => !disks.includes(name));
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
