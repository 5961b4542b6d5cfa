import { DATABASES } from '../layout/btrfs.ts';
import { hostList } from './draft.ts';
import { NOTHING, type Rule } from './rule.ts';

const OPTION = 'panther.filesystems.optimization.noCowDirectories';

export const databases: Rule = {
  id: 'filesystems/databases',
  source: 'btrfs(5), nodatacow; tmpfiles.d(5), h',
  reason: 'Databases are written in place: copies on every write scatter them over the disk.',
  apply: ({ answers: { layout } }) => {
    const mounted = Object.values(layout.subvolumes ?? {}).includes(DATABASES);
    // What is written in place has no checksum, so a mirror of btrfs could not tell which half is right.
    if (!mounted || layout.redundancy === 'raid1') return NOTHING;
    return { settings: [hostList(OPTION, [DATABASES], ['answers.layout.subvolumes'])] };
  },
};
