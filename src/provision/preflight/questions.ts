/** A program whose output tells what a capture does not: what only root sees, and right now. */
export interface Question {
  name: QuestionName;
  command: readonly [string, ...string[]];
  /** Exit codes with which the output is an answer. */
  exitCodes: readonly number[];
}

export type QuestionName =
  | 'blocks'
  | 'probed'
  | 'mounts'
  | 'swaps'
  | 'volumes'
  | 'btrfs'
  | 'pools'
  | 'signatures'
  | 'tables'
  | 'memory'
  | 'store'
  | 'clock'
  | 'user'
  | 'programs';

/** Programs that the steps of an install call, beside those that bring disko and Nix along. */
export const PROGRAMS = [
  'lsblk',
  'wipefs',
  'blkid',
  'findmnt',
  'udevadm',
  'cryptsetup',
  'btrfs',
  'mkpasswd',
  'openssl',
  'ssh-keygen',
  'git',
  'nix',
  'disko',
  'nixos-install',
] as const;
export type ProgramName = (typeof PROGRAMS)[number];

/**
 * The mount table of each mount namespace, once. A process may end while it is looked at; then the
 * next one of its namespace answers.
 */
const MOUNT_TABLES = `
seen=
stat -L -c '%i %n' /proc/[0-9]*/ns/mnt 2>/dev/null | sort -k 1,1 | {
  while read -r space path; do
    [ "$space" = "$seen" ] && continue
    table=$(cat "\${path%/ns/mnt}/mountinfo" 2>/dev/null) || continue
    printf '%s\\n' "$table"
    seen=$space
  done
  echo end
}`;

const WHICH = `for name in ${PROGRAMS.join(' ')}; do command -v "$name" >/dev/null && echo "$name"; done; echo end`;

/** Every signature on a disk and its partitions, read from the disk itself and not from udev's memory. */
const SIGNATURES = `
for disk; do
  lsblk --list --noheadings --paths --output NAME,TYPE "$disk" | while read -r node type; do
    case $type in disk | part) ;; *) continue ;; esac
    echo "$node"
    wipefs --noheadings --parsable --output DEVICE,OFFSET,TYPE,UUID,LABEL "$node" || echo failed
  done
done
echo end`;

/** The same of every disk; one that cannot be read, which may be none of the plan's, says so. */
const PROBED = `
lsblk --list --noheadings --paths --output NAME,TYPE | sort -u | while read -r node type; do
  case $type in disk | part) ;; *) continue ;; esac
  echo "$node"
  wipefs --noheadings --parsable --output DEVICE,OFFSET,TYPE,UUID,LABEL "$node" 2>/dev/null || echo failed
done
echo end`;

/** The uuid of each disk's partition table, from the disk itself; 2: there is none, 8: marks contradict each other. */
const TABLES = `
for disk; do
  echo "DEVNAME=$disk"
  blkid -p -o export -s PTUUID "$disk"
  case $? in 0 | 2 | 8) ;; *) echo failed ;; esac
done
echo end`;

/**
 * What is asked of a target, beside its capture. `disks` are the planned disks, as kernel names. No
 * program writes to a disk; the shell gets fixed scripts alone.
 *
 * @throws Error for a name that is no kernel name.
 */
export function questionsAbout(disks: readonly string[]): Question[] {
  const odd = disks.find((name) => !/^[a-z][a-z0-9]{1,30}$/.test(name));
  if (odd !== undefined) throw new Error('a disk is named as the kernel names it');
  const nodes = disks.map((name) => `/dev/${name}`);
  const ask = (
    name: QuestionName,
    command: Question['command'],
    exitCodes: readonly number[] = [0],
  ): Question => ({ name, command, exitCodes });
  return [
    ask('blocks', ['lsblk', '--json', '--bytes', '--output-all']),
    ask('probed', ['sh', '-c', PROBED]),
    ask('mounts', ['sh', '-c', MOUNT_TABLES]),
    ask('swaps', ['cat', '/proc/swaps']),
    ask('volumes', [
      'pvs',
      '--reportformat',
      'json',
      '--readonly',
      '--options',
      'pv_name,vg_name,vg_uuid,pv_count',
    ]),
    // ZFS holds its disks without the kernel telling by whom.
    ask('pools', ['sh', '-c', 'ls /proc/spl/kstat/zfs 2>/dev/null; echo end']),
    ask('btrfs', ['btrfs', 'filesystem', 'show', '--raw']),
    ...(nodes.length === 0
      ? []
      : [
          ask('signatures', ['sh', '-c', SIGNATURES, 'sh', ...nodes]),
          ask('tables', ['sh', '-c', TABLES, 'sh', ...nodes]),
        ]),
    ask('memory', ['cat', '/proc/meminfo']),
    ask('store', ['df', '-B1', '--output=avail', '/nix/store']),
    ask('clock', ['date', '+%s']),
    ask('user', ['id', '-u']),
    ask('programs', ['sh', '-c', WHICH]),
  ];
}
