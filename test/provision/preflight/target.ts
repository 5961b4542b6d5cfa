import type { CommandResult, Outcome } from '../../../src/machine/machine.ts';
import type { CheckInput } from '../../../src/provision/preflight/check.ts';
import { questionsAbout } from '../../../src/provision/preflight/questions.ts';
import { type Seen, seenIn } from '../../../src/provision/preflight/seen.ts';
import { planRow, rowCase } from '../../plan/layout/rows.ts';

/** A block device as lsblk prints it. */
export interface Lsblk {
  name: string;
  type?: string;
  'maj:min'?: string;
  size?: number;
  fstype?: string | null;
  uuid?: string | null;
  label?: string | null;
  partuuid?: string;
  ro?: boolean;
  children?: Lsblk[];
}

/** What the programs say of a target; what is left out says that nothing is in use. */
export interface Said {
  blocks: Lsblk[];
  /** Of all disks, as the disks themselves say; else what lsblk says holds. */
  probed?: string;
  mounts?: string;
  swaps?: string;
  volumes?: string | null;
  btrfs?: string;
  pools?: string;
  signatures?: string;
  tables?: string;
}

export const DISK: Lsblk = { name: 'nvme0n1', type: 'disk', 'maj:min': '259:0', size: 2 ** 40 };
export const OTHER: Lsblk = { name: 'nvme1n1', type: 'disk', 'maj:min': '259:1', size: 2 ** 41 };

/** A partition of a disk. */
export function part(on: Lsblk, number: number, known: Partial<Lsblk> = {}): Lsblk {
  const [major, minor] = (on['maj:min'] ?? '0:0').split(':').map(Number) as [number, number];
  return {
    name: `${on.name}p${number}`,
    type: 'part',
    'maj:min': `${major}:${minor + 10 * number}`,
    size: 2 ** 30,
    ...known,
  };
}

const ROOT = '1 1 0:2 / / rw - rootfs rootfs rw\n';

/** What is not told of stands on the first disk and its partitions without a signature. */
function signatures({ blocks, signatures = '' }: Said): string {
  const [first] = blocks;
  const names = first === undefined ? [] : [first, ...(first.children ?? [])];
  const told = names.map(({ name }) => {
    const own = signatures.split('\n').filter((line) => line.startsWith(`${name},`));
    return [`/dev/${name}`, ...own, ''].join('\n');
  });
  return `${told.join('')}end\n`;
}

/** What a target tells of itself, as the programs print it. */
export function seen(said: Said): Seen {
  const answered = (output: string): Outcome<CommandResult> => ({
    status: 'ok',
    data: { output, exitCode: 0 },
  });
  const answers = new Map(
    Object.entries({
      blocks: answered(JSON.stringify({ blockdevices: said.blocks })),
      probed: answered(`${said.probed ?? ''}end\n`),
      mounts: answered(`${ROOT}${said.mounts ?? ''}end\n`),
      swaps: answered(`Filename\tType\tSize\tUsed\tPriority\n${said.swaps ?? ''}`),
      ...(said.volumes === null
        ? {}
        : { volumes: answered(said.volumes ?? '{"report":[{"pv":[]}]}') }),
      btrfs: answered(said.btrfs ?? ''),
      pools: answered(`${said.pools ?? ''}end\n`),
      signatures: answered(signatures(said)),
      tables: answered(`${said.tables ?? ''}end\n`),
      memory: answered('MemTotal: 16000000 kB\nMemAvailable: 12000000 kB\nSwapFree: 0 kB\n'),
      store: answered('Avail\n8000000000\n'),
      clock: answered('1800000000\n'),
      user: answered('0\n'),
      programs: answered(
        'lsblk\nwipefs\nblkid\nfindmnt\nudevadm\nbtrfs\ncryptsetup\nmkpasswd\nssh-keygen\ngit\nnix\nnixos-install\nend\n',
      ),
    }),
  ) as Parameters<typeof seenIn>[1];
  return seenIn(questionsAbout(['nvme0n1']), answers);
}

/** A laptop with two NVMe disks, of which the plan takes the first, blank and unused. */
export function target(said: Said = { blocks: [DISK, OTHER] }): CheckInput {
  const machine = rowCase('C', 'uefi');
  const disks = machine.facts.disks.map((disk, index) => ({
    ...disk,
    sizeBytes: index === 0 ? 2 ** 40 : 2 ** 41,
    serial: `h:00000000000${index}`,
    wwid: `eui.h:11111111111${index}`,
    liveMedium: false,
  }));
  const facts = { ...machine.facts, disks };
  return {
    layout: planRow({ ...machine, facts }).layout,
    recorded: disks,
    sameKey: true,
    facts,
    hashed: disks,
    seen: seen(said),
    hash: (text) => `h:${text}`,
    asWritten: true,
    build: 'here',
    notBefore: 1_790_000_000,
    named: [],
    removable: [],
  };
}
