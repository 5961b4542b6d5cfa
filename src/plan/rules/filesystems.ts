import { hostDefault, hostFixed, hostList } from './draft.ts';
import { rootMappers } from './machine-kind.ts';
import { NOTHING, type Rule, type RuleContext } from './rule.ts';

export const rootReset: Rule = {
  id: 'filesystems/root-reset',
  source: 'PantherOS module filesystems/impermanence',
  reason: 'The filesystem whose root is made anew at every boot.',
  apply: ({ layout: { reset } }) => {
    const option = 'panther.filesystems.impermanence';
    const settings = [hostDefault(`${option}.device`, reset.device, ['answers.encryption'])];
    if ((reset.waitFor ?? []).length > 0) {
      settings.push(
        hostDefault(`${option}.furtherDevices`, reset.waitFor ?? [], ['answers.layout.redundancy']),
      );
    }
    if (reset.subvolume !== '@root') {
      settings.push(hostDefault(`${option}.subvolume`, reset.subvolume, []));
    }
    if (reset.blankSnapshot !== '@root-blank') {
      settings.push(hostDefault(`${option}.blankSnapshot`, reset.blankSnapshot, []));
    }
    return { settings };
  },
};

export const mapper: Rule = {
  id: 'filesystems/mapper',
  source: 'PantherOS module filesystems/encryption',
  reason: 'The name of the opened LUKS container.',
  apply: ({ layout }) => {
    const [first, ...others] = rootMappers(layout);
    if (first === undefined) return NOTHING;
    const option = 'panther.filesystems.encryption';
    const further =
      others.length === 0
        ? []
        : [
            hostDefault(
              `${option}.furtherMappers`,
              others,
              ['answers.layout.redundancy'],
              'The other half of the mirrored filesystem is opened as well.',
            ),
          ];
    return {
      settings: [hostDefault(`${option}.mapper`, first, ['answers.encryption']), ...further],
    };
  },
};

export const hibernation: Rule = {
  id: 'filesystems/hibernation',
  source: 'PantherOS module filesystems/optimization',
  reason: 'Hibernation was asked for.',
  apply: ({ answers }) =>
    answers.hibernation
      ? {
          settings: [
            hostDefault('panther.filesystems.optimization.hibernation', true, [
              'answers.hibernation',
            ]),
          ],
        }
      : NOTHING,
};

/** What filesystems/optimization uses unless told. */
const DEFAULT_ZRAM_PERCENT = 50;

export const zram: Rule = {
  id: 'filesystems/zram',
  source: 'Linux Documentation/admin-guide/blockdev/zram',
  reason: 'Compressed swap in memory, sized by how much memory there is.',
  apply: ({ layout: { zram: planned } }) =>
    planned.memoryPercent === DEFAULT_ZRAM_PERCENT
      ? NOTHING
      : {
          settings: [
            hostDefault(
              'panther.filesystems.optimization.zramPercent',
              planned.memoryPercent,
              ['memory.totalBytes'],
              planned.reason,
            ),
          ],
        },
};

export const dataDisks: Rule = {
  id: 'filesystems/scrub',
  source: 'btrfs-scrub(8)',
  reason: 'Further disks are scrubbed as well as the root.',
  apply: ({ layout }) => {
    const mountpoints = layout.disks
      .filter(({ role }) => role !== 'system' && role !== 'mirror')
      .flatMap(({ partitions }) => partitions.map(({ content }) => firstMountpoint(content)))
      .filter((mountpoint) => mountpoint !== null);
    if (mountpoints.length === 0) return NOTHING;
    return {
      settings: [
        hostList('panther.filesystems.btrfs.fileSystems', ['/', ...mountpoints], ['answers.disks']),
      ],
    };
  },
};

export const raid: Rule = {
  id: 'filesystems/raid',
  source: 'mdadm.conf(5): the monitor does not start without a receiver',
  reason: 'Where the monitor of the arrays reports a disk that failed.',
  apply: ({ layout }) =>
    (layout.arrays ?? []).length === 0
      ? NOTHING
      : {
          settings: [
            hostFixed('boot.swraid.mdadmConf', 'MAILADDR root\n', ['answers.layout.redundancy']),
          ],
        },
};

export const snapshots: Rule = {
  id: 'filesystems/snapshots',
  source: 'PantherOS module filesystems/snapshots',
  reason:
    'An answer leaves the homes out: they are part of the root, which no snapshot is taken of.',
  apply: ({ answers }) =>
    answers.layout.subvolumes?.['@home'] === null
      ? {
          settings: [
            hostDefault(
              'panther.filesystems.snapshots.subvolumes',
              ['/persist'],
              ['answers.layout.subvolumes'],
            ),
          ],
        }
      : NOTHING,
};

export const volatileJournal: Rule = {
  id: 'filesystems/volatile-journal',
  source: 'journald.conf(5), Storage=',
  reason: 'A card or eMMC wears out by small writes: the journal stays in memory.',
  apply: ({ facts, layout }) => {
    const name = layout.disks.find(({ role }) => role === 'system')?.name;
    const disk = facts.disks.find((each) => each.name === name);
    if (disk?.transport !== 'mmc') return NOTHING;
    return {
      settings: [
        hostDefault('services.journald.storage', 'volatile', [`disks[${disk.name}].transport`]),
      ],
    };
  },
};

type Content = RuleContext['layout']['disks'][number]['partitions'][number]['content'];

function firstMountpoint(content: Content): string | null {
  if (content?.kind === 'luks') return firstMountpoint(content.content);
  return content?.kind === 'btrfs' ? (content.subvolumes[0]?.mountpoint ?? null) : null;
}
