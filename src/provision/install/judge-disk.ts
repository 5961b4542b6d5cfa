import * as z from 'zod';
import type { DiskLayout, PlannedDisk } from '../../model/layout.ts';
import { type Block, Blocks, nodesOf, parsed } from './found-blocks.ts';
import { judgeMirrors } from './judge-mirrors.ts';
import { containersOf, filesystemsOf, type Held, type Luks, mountsOf } from './layout-parts.ts';

/** What programs tell of a formatted disk. Keys are devices; a text that is missing was not told. */
export interface DiskSeen {
  /** Kernel names of the planned disks, by their keys; null: whichever have the planned partitions. */
  names: ReadonlyMap<string, string> | null;
  /** `lsblk --json --bytes --output-all`. */
  blocks: string;
  /** `findmnt --json --list --output TARGET,SOURCE,FSTYPE,OPTIONS`. */
  mounts: string;
  /** `cryptsetup luksDump --dump-json-metadata`, by device. */
  headers: ReadonlyMap<string, string>;
  /** Whether the typed passphrase opens it, by device; null: it was not tried. */
  opens: ReadonlyMap<string, boolean> | null;
  /** `btrfs subvolume list`, then `btrfs subvolume list -r` (read-only ones), by label. */
  subvolumes: ReadonlyMap<string, { all: string; readOnly: string }>;
  /** `btrfs filesystem df`, by label; null: it was not asked. */
  profiles: ReadonlyMap<string, string> | null;
}

/** Something of the disk that is not as planned, in one sentence. */
export type Finding = string;

const Mounts = z.object({
  filesystems: z.array(
    z.object({ target: z.string(), source: z.string(), fstype: z.string(), options: z.string() }),
  ),
});
const Header = z.object({
  keyslots: z.record(
    z.string(),
    z.object({ kdf: z.object({ type: z.string(), memory: z.number().optional() }) }),
  ),
  segments: z.record(z.string(), z.object({ encryption: z.string(), sector_size: z.number() })),
  config: z.object({ flags: z.array(z.string()).optional() }),
});

/** Partition types by sgdisk's code: UEFI and Discoverable Partitions Specification. */
const TYPES: Readonly<Record<string, string>> = {
  EF00: 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b',
  EF02: '21686148-6449-6e6f-744e-656564454649',
  '8200': '0657fd6d-a4ab-43c4-84e5-0933c84b4f4f',
  '8300': '0fc63daf-8483-4772-8e79-3d69d8477de4',
  '8309': 'ca7d7ccb-63ed-4c53-861c-1742536059cc',
  FD00: 'a19d880f-05fc-4d3b-a006-743f0f84911e',
};

/** Holds a formatted and mounted disk against the layout; nothing found is as planned. */
export function judgeDisk(layout: DiskLayout, seen: DiskSeen, root: string): Finding[] {
  const blocks = parsed(Blocks, seen.blocks)?.blockdevices;
  const mounts = parsed(Mounts, seen.mounts)?.filesystems;
  if (blocks === undefined) return ['lsblk tells no block devices.'];
  if (mounts === undefined) return ['findmnt tells no mounts.'];
  return [
    ...layout.disks.flatMap((disk) => judgeTable(disk, seen.names, blocks)),
    ...containersOf(layout).flatMap((held) => judgeContainer(held, seen)),
    ...filesystemsOf(layout).flatMap(({ content }) => {
      const { label, subvolumes, blankSnapshot } = content;
      return judgeSubvolumes(
        label,
        subvolumes.map(({ name }) => name),
        blankSnapshot,
        seen.subvolumes.get(label),
      );
    }),
    ...judgeMirrors(layout, seen, blocks),
    ...judgeMounts(layout, mounts, blocks, root),
  ];
}

function judgeTable(
  disk: PlannedDisk,
  names: DiskSeen['names'],
  blocks: readonly Block[],
): Finding[] {
  const uuids = disk.partitions.map(({ uuid }) => uuid);
  const found = blocks
    // Another disk may have partitions with these uuids as well.
    .filter((block) => names === null || names.get(disk.key) === (block.kname ?? block.name))
    .find(({ children = [] }) =>
      children.some(({ partuuid }) => partuuid && uuids.includes(partuuid)),
    );
  if (found === undefined) return [`${disk.key}: it has none of the planned partitions.`];
  const findings: Finding[] = [];
  if (found.pttype !== 'gpt') findings.push(`${disk.key}: its table is no GPT.`);
  const parts = [...(found.children ?? [])].sort((a, b) => Number(a.start) - Number(b.start));
  if (parts.length !== disk.partitions.length) {
    findings.push(`${disk.key}: ${parts.length} partitions, not ${disk.partitions.length}.`);
  }
  for (const [index, planned] of disk.partitions.entries()) {
    const what = `${disk.key}, partition ${planned.key}`;
    const part = parts[index];
    if (part === undefined || part.partuuid !== planned.uuid) {
      findings.push(`${what}: is not at its place.`);
      continue;
    }
    if (part.parttype !== TYPES[planned.type]) findings.push(`${what}: is of another type.`);
    const size = Number(part.size);
    const isSize = planned.sizeBytes === null || size === planned.sizeBytes;
    // The rest of a disk is what alignment leaves of it.
    const isRest =
      planned.size === '100%' && Math.abs(size - (planned.sizeBytes ?? size)) <= 2 ** 21;
    if (!isSize && !isRest) findings.push(`${what}: has ${size} bytes, not ${planned.sizeBytes}.`);
  }
  return findings;
}

function judgeContainer({ device, content }: Held<Luks>, seen: DiskSeen): Finding[] {
  const what = content.mapper;
  const header = parsed(Header, seen.headers.get(device) ?? '');
  if (header === undefined) return [`${what}: has no LUKS2 header.`];
  const findings: Finding[] = [];
  const { formatArgs } = content;
  const asked = (option: string) => {
    const at = formatArgs.indexOf(option);
    return at === -1 ? undefined : formatArgs[at + 1];
  };
  const slots = Object.values(header.keyslots);
  const kdf = asked('--pbkdf');
  const memory = Number(asked('--pbkdf-memory') ?? Number.POSITIVE_INFINITY);
  // A recovery key has a slot of its own, with a cheap derivation: it is as long as a key.
  if (!slots.some((slot) => kdf === undefined || slot.kdf.type === kdf)) {
    findings.push(`${what}: its key is not derived by ${kdf}.`);
  }
  if (slots.some((slot) => (slot.kdf.memory ?? 0) > memory)) {
    findings.push(`${what}: deriving its key takes more memory than planned.`);
  }
  for (const { encryption, sector_size } of Object.values(header.segments)) {
    if (encryption !== 'aes-xts-plain64') findings.push(`${what}: is encrypted by ${encryption}.`);
    const sector = asked('--sector-size');
    if (sector !== undefined && Number(sector) !== sector_size) {
      findings.push(`${what}: has sectors of ${sector_size} bytes, not ${sector}.`);
    }
  }
  const flags = [
    ...(content.allowDiscards ? ['allow-discards'] : []),
    ...(content.bypassWorkqueues ? ['no-read-workqueue', 'no-write-workqueue'] : []),
  ];
  if ([...(header.config.flags ?? [])].sort().join() !== flags.sort().join()) {
    findings.push(`${what}: is opened with other flags than planned.`);
  }
  if (seen.opens !== null && seen.opens.get(device) !== true) {
    findings.push(`${what}: does not open with the passphrase as it is typed.`);
  }
  return findings;
}

function judgeSubvolumes(
  label: string,
  planned: readonly string[],
  blank: string | null,
  told: { all: string; readOnly: string } | undefined,
): Finding[] {
  if (told === undefined) return [`${label}: tells no subvolumes.`];
  const namesIn = (list: string) =>
    list.split('\n').flatMap((line) => / path (\S+)$/.exec(line)?.[1] ?? []);
  const all = namesIn(told.all);
  const missing = [...planned, ...(blank === null ? [] : [blank])].filter(
    (name) => !all.includes(name),
  );
  const findings = missing.map((name) => `${label}: has no subvolume ${name}.`);
  if (blank !== null && all.includes(blank) && !namesIn(told.readOnly).includes(blank)) {
    findings.push(`${label}: its snapshot ${blank} can be written.`);
  }
  return findings;
}

function judgeMounts(
  layout: DiskLayout,
  mounts: z.infer<typeof Mounts>['filesystems'],
  blocks: readonly Block[],
  root: string,
): Finding[] {
  return mountsOf(layout).flatMap(({ device, mountpoint, type, options, subvolume }) => {
    const target = mountpoint === '/' ? root : `${root}${mountpoint}`;
    // Of two on one place, the later one is seen.
    const mount = mounts.findLast((seen) => seen.target === target);
    if (mount === undefined) return [`${target}: is not mounted.`];
    const findings: Finding[] = [];
    if (mount.fstype !== type) findings.push(`${target}: is ${mount.fstype}, not ${type}.`);
    const source = mount.source.replace(/\[.*$/, '');
    if (!nodesOf(device, blocks).includes(source)) {
      findings.push(`${target}: is mounted from another device than planned.`);
    }
    const seen = mount.options.split(',');
    // vfat shows its umask as two; nofail is for the machine that boots, not for the kernel.
    const wanted = options.flatMap((option) => {
      if (option === 'nofail' || option.startsWith('x-')) return [];
      const mask = /^umask=(.*)$/.exec(option)?.[1];
      return mask === undefined ? [option] : [`fmask=${mask}`, `dmask=${mask}`];
    });
    if (subvolume !== null) wanted.push(`subvol=/${subvolume}`);
    const missing = wanted.filter((option) => !seen.includes(option));
    if (missing.length > 0) findings.push(`${target}: is mounted without ${missing.join(', ')}.`);
    return findings;
  });
}
