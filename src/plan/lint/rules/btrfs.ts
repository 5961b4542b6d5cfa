import type { LintContent, LintLayout, LintMount } from '../layout.ts';
import { child, children, isFalse, textOf, textsOf } from '../node.ts';
import { type Fault, fault, type LintRule } from '../rule.ts';

/** Options that hold for the whole filesystem, as the first mount sets them (btrfs(5)), by subject. */
const WHOLE: Readonly<Record<string, string>> = {
  nodatacow: 'nodatacow',
  datacow: 'nodatacow',
  nodatasum: 'nodatasum',
  compress: 'compress',
  'compress-force': 'compress',
  autodefrag: 'autodefrag',
  discard: 'discard',
  nodiscard: 'discard',
  commit: 'commit',
  ssd: 'ssd',
  nossd: 'ssd',
  ssd_spread: 'ssd',
  space_cache: 'space_cache',
};

function named({ options }: LintMount, ...names: readonly string[]): string | undefined {
  return options.find((option) => names.includes(option.split('=')[0] ?? ''));
}

function btrfsMounts({ mounts }: LintLayout): LintMount[] {
  return mounts.filter(({ format }) => format === 'btrfs');
}

function filesystems({ contents }: LintLayout): LintContent[] {
  return contents.filter(({ type }) => type === 'btrfs');
}

/** Each subject once, at the first mount that says otherwise than the one that is mounted first. */
function disagreements(mounts: readonly LintMount[]): Fault[] {
  const first = mounts.find(({ mountpoint }) => mountpoint === '/') ?? mounts[0];
  if (first === undefined) return [];
  return [...new Set(Object.values(WHOLE))].flatMap((subject) => {
    const of = (mount: LintMount): string | undefined =>
      mount.options.find((option) => WHOLE[option.split('=')[0] ?? ''] === subject);
    // A mount that does not speak of it claims nothing.
    const other = mounts.find((mount) => of(mount) !== undefined && of(mount) !== of(first));
    if (other === undefined) return [];
    const detail = `${of(other)} at ${other.mountpoint}, ${of(first) ?? `no ${subject}`} at ${first.mountpoint}`;
    return [fault(other.optionsAt, detail)];
  });
}

export const BTRFS_RULES: readonly LintRule[] = [
  {
    code: 'option-not-per-subvolume',
    says: 'This option holds for the whole filesystem: the subvolume that is mounted first decides, and what the others say has no effect.',
    remedy:
      'give all subvolumes the same options; for one directory use chattr +C or btrfs property',
    find: (layout) =>
      filesystems(layout).flatMap((content) =>
        disagreements(layout.mounts.filter((mount) => mount.content === content)),
      ),
  },
  {
    code: 'nodatacow-with-compress',
    says: 'nodatacow switches compression off: the two contradict each other.',
    remedy: 'leave out nodatacow; use chattr +C on the directories that need it',
    find: (layout) =>
      btrfsMounts(layout)
        .filter((mount) => named(mount, 'nodatacow') && named(mount, 'compress', 'compress-force'))
        .filter((mount) => !/=(?:no|none)$/.test(named(mount, 'compress', 'compress-force') ?? ''))
        .map(({ optionsAt, mountpoint }) => fault(optionsAt, mountpoint)),
  },
  {
    code: 'store-without-checksums',
    says: 'With nodatacow the Nix store has no checksums: a flipped bit goes unnoticed.',
    remedy: 'leave out nodatacow for /nix',
    find: (layout) =>
      btrfsMounts(layout)
        .filter(
          (mount) => mount.mountpoint.startsWith('/nix') && named(mount, 'nodatacow', 'nodatasum'),
        )
        .map(({ optionsAt, mountpoint }) => fault(optionsAt, mountpoint)),
  },
  {
    code: 'swap-nodatacow',
    says: 'A swap file is made without copy-on-write anyway; the option reaches every other subvolume instead.',
    remedy: 'leave out nodatacow',
    find: (layout) =>
      btrfsMounts(layout)
        .filter((mount) => named(mount, 'nodatacow') !== undefined && holdsSwap(layout, mount))
        .map(({ optionsAt, mountpoint }) => fault(optionsAt, mountpoint)),
  },
  {
    code: 'autodefrag-on-flash',
    says: 'Flash gains nothing from defragmenting: autodefrag wears it, and breaks up what snapshots share.',
    remedy: 'leave out autodefrag',
    find: (layout) =>
      btrfsMounts(layout)
        .filter((mount) => named(mount, 'autodefrag') !== undefined)
        .filter(({ content }) => /nvme|mmc/.test(content.disk?.device ?? ''))
        .map(({ optionsAt, mountpoint }) => fault(optionsAt, mountpoint)),
  },
  {
    code: 'too-many-subvolumes',
    says: 'Each subvolume is one more mount at boot, and none of them has options of its own.',
    remedy:
      'keep what must outlive a reset, and what is snapshotted, apart; make directories of the rest',
    find: (layout) =>
      filesystems(layout).flatMap((content) => {
        const count = layout.mounts.filter((mount) => mount.content === content).length;
        return count > 10
          ? [fault(child(content.node, 'subvolumes') ?? content.node, `${count} of them`)]
          : [];
      }),
  },
  {
    code: 'subvolume-in-home',
    says: 'A subvolume mounted inside of a home belongs to root: its user cannot write there.',
    remedy: 'make it a directory of the home',
    find: (layout) =>
      btrfsMounts(layout)
        .filter(({ mountpoint }) => /^\/home\/[^/]+\/./.test(mountpoint))
        .map(({ at, mountpoint }) => fault(at, mountpoint)),
  },
  {
    code: 'options-without-mountpoint',
    says: 'Nothing mounts this subvolume, so its mount options have no effect.',
    remedy: 'give it a mountpoint, or leave out the options',
    find: (layout) =>
      filesystems(layout)
        .flatMap(({ node }) => children(child(node, 'subvolumes')))
        .filter(({ node }) => child(node, 'mountpoint') === null && child(node, 'swap') === null)
        .flatMap(({ name, node }) => {
          const options = child(node, 'mountOptions');
          return options === null ? [] : [fault(options, name)];
        }),
  },
  {
    code: 'top-level-mounted',
    says: 'The top level of the filesystem is mounted: every subvolume is visible and writable there a second time.',
    remedy: 'give the filesystem itself no mountpoint, only its subvolumes',
    find: (layout) =>
      btrfsMounts(layout)
        .filter(
          ({ subvolume, content }) =>
            subvolume === null && child(content.node, 'subvolumes') !== null,
        )
        .map(({ at, mountpoint }) => fault(at, mountpoint)),
  },
  {
    code: 'root-not-resettable',
    says: 'Nothing is kept apart from the root, so it can never be reset on boot without losing everything.',
    remedy: 'add subvolumes @persist at /persist, @nix at /nix and @log at /var/log',
    find: (layout) =>
      btrfsMounts(layout)
        .filter(({ mountpoint }) => mountpoint === '/')
        .filter(
          () =>
            !layout.mounts.some(({ mountpoint }) =>
              /^\/(?:nix\/)?persist(?:ent)?$/.test(mountpoint),
            ),
        )
        .map(({ at, mountpoint }) => fault(at, mountpoint)),
  },
  {
    code: 'mkfs-forced',
    says: 'With -f mkfs.btrfs overwrites a filesystem that it finds, the last thing that would have stopped a wrong disk.',
    remedy: 'leave out -f',
    find: (layout) =>
      filesystems(layout).flatMap(({ node }) => {
        const list = child(node, 'extraArgs');
        const forced = textsOf(list).some((word) => word === '-f' || word === '--force');
        return list !== null && forced ? [fault(list, textsOf(list).join(' '))] : [];
      }),
  },
  {
    code: 'hook-not-repeatable',
    says: 'disko runs this hook again when it formats what is there already: the snapshot then fails, or nests in the first.',
    remedy: 'make the snapshot only where it is not there yet',
    find: (layout) =>
      filesystems(layout).flatMap(({ node }) => {
        const hook = child(node, 'postCreateHook');
        const text = textOf(hook) ?? '';
        const snapshots =
          /subvolume\s+snapshot/.test(text) && !/\b(?:if|unless|test)\b|\[|\|\||&&/.test(text);
        return hook !== null && snapshots ? [fault(hook, '')] : [];
      }),
  },
  {
    code: 'swapfile-on-raid',
    says: 'The kernel refuses a swap file on a btrfs filesystem over several devices.',
    remedy: 'make swap a partition of its own',
    find: (layout) =>
      filesystems(layout).flatMap((content) => {
        if (!textsOf(child(content.node, 'extraArgs')).some((word) => word.startsWith('/dev/')))
          return [];
        return children(child(content.node, 'subvolumes')).flatMap(({ name, node }) => {
          const swap = child(node, 'swap');
          return swap === null ? [] : [fault(swap, name)];
        });
      }),
  },
  {
    code: 'members-out-of-order',
    says: 'disko goes through the disks by name: this filesystem is made before the other device that it needs is there.',
    remedy: 'rename the disks, so that the one with the filesystem comes last',
    find: (layout) =>
      filesystems(layout).flatMap((content) => {
        const list = child(content.node, 'extraArgs');
        const wanted = textsOf(list).filter((word) => word.startsWith('/dev/mapper/'));
        const key = content.disk?.key ?? '';
        const late = layout.contents.find(
          ({ type, node, disk }) =>
            type === 'luks' &&
            wanted.includes(`/dev/mapper/${textOf(child(node, 'name')) ?? ''}`) &&
            disk !== null &&
            disk.key > key,
        );
        return list !== null && late !== undefined
          ? [fault(list, `${key}, ${late.disk?.key ?? ''}`)]
          : [];
      }),
  },
];

function holdsSwap(
  { contents }: LintLayout,
  { mountpoint, subvolume, content }: LintMount,
): boolean {
  const node = contents.find((each) => each === content)?.node ?? null;
  const swap = subvolume === null ? null : child(node, 'subvolumes', subvolume, 'swap');
  return /swap/.test(mountpoint) || (swap !== null && !isFalse(swap));
}
