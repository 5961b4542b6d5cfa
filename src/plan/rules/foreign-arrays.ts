import type { Gap } from '../../model/facts.ts';
import { NOTHING, type Rule } from './rule.ts';

/** Signatures in blkid's terms that nothing here opens, and what would. */
const TEXTS: Readonly<Record<string, { code: string; text: string }>> = {
  isw_raid_member: {
    code: 'raid.firmware',
    text: 'This disk is part of an Intel firmware array (IMSM): boot.swraid.enable assembles it if the disk stays untouched; as a system disk, switch the array off in the firmware first.',
  },
  ddf_raid_member: {
    code: 'raid.firmware',
    text: 'This disk is part of a firmware array (DDF): boot.swraid.enable assembles it if the disk stays untouched.',
  },
  linux_raid_member: {
    code: 'raid.foreign',
    text: 'This disk is part of an array that is there: boot.swraid.enable assembles it if the disk stays untouched.',
  },
  zfs_member: {
    code: 'zfs.seen',
    text: 'This disk is part of a ZFS pool: to import it, set boot.supportedFilesystems and networking.hostId in local.nix.',
  },
  bcachefs: {
    code: 'bcachefs.seen',
    text: 'This disk holds bcachefs: to mount it, set boot.supportedFilesystems in local.nix.',
  },
};

/** Disks that stay as they are may hold what a host reads only when told to. */
export const foreignArrays: Rule = {
  id: 'storage/foreign-arrays',
  source: 'blkid signatures; md(4), zpool(8)',
  reason: 'A disk that stays as it is belongs to an array or a pool.',
  apply: ({ facts, layout }) => {
    const planned = new Set(layout.disks.map(({ name }) => name));
    const gaps: Gap[] = facts.disks
      .filter(({ name }) => !planned.has(name))
      .flatMap(({ name, holds }) => {
        const found = new Set(holds.map(({ type }) => type));
        return Object.entries(TEXTS)
          .filter(([type]) => found.has(type))
          .map(([, { code, text }]) => ({ code, subject: `disks[${name}]`, text }));
      });
    return gaps.length === 0 ? NOTHING : { gaps };
  },
};
