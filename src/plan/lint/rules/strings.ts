import type { LintLayout } from '../layout.ts';
import { child, children, elements, type Node, textOf } from '../node.ts';
import { type Fault, fault, type LintRule } from '../rule.ts';

/** Mount options of vfat, ext4, xfs and btrfs, and those of every filesystem, by their names. */
const OPTIONS: readonly string[] =
  'defaults noatime relatime nodiratime strictatime lazytime noexec exec nosuid suid nodev dev ro rw sync async auto noauto nofail user nouser users umask fmask dmask uid gid utf8 iocharset codepage shortname errors flush tz quiet compress compress-force nodatacow datacow nodatasum datasum autodefrag noautodefrag discard nodiscard ssd nossd ssd_spread space_cache nospace_cache clear_cache commit subvol subvolid degraded flushoncommit noflushoncommit thread_pool max_inline user_subvol_rm_allowed barrier nobarrier acl noacl skip_balance rescue journal data journal_checksum stripe user_xattr nouser_xattr inode64 inode32 logbufs logbsize allocsize largeio swalloc noquota uquota usrquota gquota grpquota pquota prjquota mode size nr_inodes bind rbind private rprivate rshared _netdev comment nolazytime norelatime dioread_nolock delalloc nodelalloc init_itable noinit_itable background_gc active_logs gc_merge compress_algorithm compress_chksum atgc mand nomand iversion noiversion diratime silent loud dirsync group nogroup pri'.split(
    ' ',
  );
const KNOWN = new Set(OPTIONS);

const DEVICE = /^\/dev\/[A-Za-z0-9._:+@=,/-]{1,200}$/;
const PATH = /^\/[A-Za-z0-9@._+,:=/-]*$/;
const NAME = /^[A-Za-z0-9@._/+-]{1,120}$/;
/** Several words in one string are split by the shell, as meant. */
const WORD = /^[A-Za-z0-9@._/+:=,% -]*$/;

export const STRING_RULES: readonly LintRule[] = [
  {
    code: 'unsafe-string',
    says: 'disko puts this into a shell script as it is: the shell acts on what stands there, or takes it apart.',
    remedy:
      'use letters, digits and . _ @ : / - only; for a disk with other marks in its name choose another link',
    find: (layout) => shellStrings(layout).flatMap(({ node, allowed }) => unsafe(node, allowed)),
  },
  {
    code: 'unknown-mount-option',
    says: 'No filesystem has this mount option: mounting fails, or the option is passed over.',
    remedy: 'write the option that is meant',
    find: ({ mounts }) =>
      mounts.flatMap(({ options, optionsAt, mountpoint }) =>
        options.flatMap((option) => {
          const meant = meantBy(option.split('=')[0] ?? '');
          return meant === null
            ? []
            : [fault(optionsAt, `${option} at ${mountpoint}, probably ${meant}`)];
        }),
      ),
  },
];

function shellStrings({
  disks,
  contents,
  mounts,
}: LintLayout): { node: Node | null; allowed: RegExp }[] {
  return [
    ...disks.map(({ deviceNode }) => ({ node: deviceNode, allowed: DEVICE })),
    ...disks.map(({ node }) => ({ node: child(node, 'name'), allowed: NAME })),
    ...contents.flatMap(({ node, type }) => [
      { node: child(node, 'name'), allowed: NAME },
      { node: child(node, 'passwordFile'), allowed: PATH },
      { node: child(node, 'keyFile'), allowed: PATH },
      { node: child(node, 'settings', 'keyFile'), allowed: PATH },
      ...['extraArgs', 'extraFormatArgs', 'extraOpenArgs'].flatMap((list) =>
        elements(child(node, list)).map((each) => ({ node: each, allowed: WORD })),
      ),
      ...(type === 'btrfs' ? children(child(node, 'subvolumes')) : []).map((each) => ({
        node: { ...each.node, value: { k: 'plain', v: each.name } } as Node,
        allowed: NAME,
      })),
    ]),
    ...mounts.map(({ at }) => ({ node: at, allowed: PATH })),
    ...mounts.flatMap(({ optionsAt }) =>
      elements(optionsAt).map((each) => ({ node: each, allowed: WORD })),
    ),
  ];
}

function unsafe(node: Node | null, allowed: RegExp): Fault[] {
  const text = textOf(node);
  return node === null || text === null || allowed.test(text) ? [] : [fault(node, text)];
}

/** The known option that an unknown one was probably meant to be; null: known, or nothing like any. */
function meantBy(name: string): string | null {
  if (name === '' || KNOWN.has(name) || name.startsWith('x-') || name.startsWith('X-')) return null;
  const bare = name.replace(/[_-]/g, '').toLowerCase();
  const same = OPTIONS.find((option) => option.replace(/[_-]/g, '') === bare);
  if (same !== undefined || name.length < 5) return same ?? null;
  return OPTIONS.find((option) => option.length > 4 && nearlySame(option, name)) ?? null;
}

/** Whether one letter put in, left out, changed or swapped with its neighbour makes the two equal. */
function nearlySame(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  let start = 0;
  while (start < short.length && short[start] === long[start]) start += 1;
  if (long.length - short.length === 1) return short.slice(start) === long.slice(start + 1);
  if (long.length !== short.length) return false;
  if (short.slice(start + 1) === long.slice(start + 1)) return true;
  return (
    short[start] === long[start + 1] &&
    short[start + 1] === long[start] &&
    short.slice(start + 2) === long.slice(start + 2)
  );
}
