import type { DiskLayout } from '../../../src/model/layout.ts';
import {
  containersOf,
  filesystemsOf,
  mountsOf,
} from '../../../src/provision/install/layout-parts.ts';

/** What a whole disk is in lsblk's words, when it is one of 12 GiB. */
export const DISK = {
  ...{ name: 'nvme0n1', kname: 'nvme0n1', type: 'disk', 'maj:min': '259:0', size: 12 * 2 ** 30 },
  ...{ ro: false, rm: false, rota: false, tran: 'nvme', mountpoints: [null] },
};

const TYPES: Record<string, string> = {
  EF00: 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b',
  '8200': '0657fd6d-a4ab-43c4-84e5-0933c84b4f4f',
  '8300': '0fc63daf-8483-4772-8e79-3d69d8477de4',
  '8309': 'ca7d7ccb-63ed-4c53-861c-1742536059cc',
};

const FSTYPES: Record<string, string> = { EF00: 'vfat', '8309': 'crypto_LUKS', '8300': 'btrfs' };

function opened(mapper: string) {
  return {
    name: mapper,
    kname: 'dm-0',
    type: 'crypt',
    'maj:min': '254:0',
    fstype: 'btrfs',
    uuid: 'b',
  };
}

/** What programs say of a disk that was formatted as the layout says, and mounted below /mnt. */
export interface FormattedTexts {
  /** `lsblk --json`. */
  blocks: string;
  /** Name and what is on it, of each partition. */
  parts: { name: string; fstype: string }[];
  /** `cryptsetup luksDump --dump-json-metadata` of the first container. */
  header: string;
  /** `btrfs subvolume list`, all and read-only ones, of the first filesystem. */
  subvolumes: { all: string; readOnly: string };
  /** `findmnt --json`. */
  mounts: string;
}

export function formattedTexts(layout: DiskLayout): FormattedTexts {
  const parts = (layout.disks[0]?.partitions ?? []).map((part, index) => ({
    ...{ name: `nvme0n1p${index + 1}`, kname: `nvme0n1p${index + 1}`, type: 'part' },
    ...{ 'maj:min': `259:${index + 1}`, size: part.sizeBytes, start: 2048 * (index + 1) },
    ...{ partuuid: part.uuid, parttype: TYPES[part.type], partn: index + 1, mountpoints: [null] },
    fstype: FSTYPES[part.type] ?? '',
    uuid: part.uuid,
    pttype: 'gpt',
    ...(part.content?.kind === 'luks' ? { children: [opened(part.content.mapper)] } : {}),
  }));
  const listed = (names: readonly string[]) =>
    names.map((name) => `ID 256 gen 7 top level 5 path ${name}\n`).join('');
  const [filesystem] = filesystemsOf(layout);
  const { subvolumes = [], blankSnapshot = null } = filesystem?.content ?? {};
  const blank = blankSnapshot === null ? [] : [blankSnapshot];
  return {
    blocks: JSON.stringify({ blockdevices: [{ ...DISK, pttype: 'gpt', children: parts }] }),
    parts,
    header: headerOf(layout),
    subvolumes: {
      all: listed([...subvolumes.map(({ name }) => name), ...blank]),
      readOnly: listed(blank),
    },
    mounts: JSON.stringify({ filesystems: mountsOf(layout).map(mountOf) }),
  };
}

function headerOf(layout: DiskLayout): string {
  const [container] = containersOf(layout);
  const { formatArgs = [], allowDiscards, bypassWorkqueues } = container?.content ?? {};
  const at = formatArgs.indexOf('--sector-size');
  const flags = [
    ...(allowDiscards ? ['allow-discards'] : []),
    ...(bypassWorkqueues ? ['no-read-workqueue', 'no-write-workqueue'] : []),
  ];
  const segment = {
    encryption: 'aes-xts-plain64',
    sector_size: at === -1 ? 512 : Number(formatArgs[at + 1]),
  };
  return JSON.stringify({
    keyslots: { 0: { kdf: { type: 'argon2id', memory: 1024 } } },
    segments: { 0: segment },
    config: { flags },
  });
}

function mountOf(mount: ReturnType<typeof mountsOf>[number]) {
  const { mountpoint, device, type, options, subvolume } = mount;
  return {
    target: mountpoint === '/' ? '/mnt' : `/mnt${mountpoint}`,
    source: subvolume === null ? device : `${device}[/${subvolume}]`,
    fstype: type,
    options: [
      'rw',
      ...(type === 'vfat' ? ['fmask=0077', 'dmask=0077'] : options),
      ...(subvolume === null ? [] : [`subvol=/${subvolume}`]),
    ].join(','),
  };
}
