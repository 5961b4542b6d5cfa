import type { DiskLayout } from '../../src/model/layout.ts';
import type { DiskSeen } from '../../src/provision/install/judge-disk.ts';
import { containers, filesystems } from './planned.ts';
import type { GuestOutcome } from './run-in-guest.ts';

/** A block device as `lsblk --json --bytes --output-all` shows it; the columns that are looked at. */
export interface BlockDevice {
  name: string;
  kname: string;
  type: string;
  /** First sector of a partition. */
  start: number | null;
  size: number;
  tran: string | null;
  fstype: string | null;
  fsver: string | null;
  label: string | null;
  pttype: string | null;
  parttype: string | null;
  partuuid: string | null;
  children?: BlockDevice[];
}

/** A mount as `findmnt --json --list` shows it. */
export interface Mount {
  target: string;
  source: string;
  fstype: string;
  options: string;
}

/** What `cryptsetup luksDump --dump-json-metadata` says; the fields that are looked at. */
export interface LuksHeader {
  keyslots: Record<string, { kdf: { type: string } }>;
  segments: Record<string, { encryption: string; sector_size: number }>;
  config: { flags?: string[] };
}

/** One text that the guest left; throws where it left none. */
export function text({ results }: GuestOutcome, name: string): string {
  const found = results.get(name);
  if (found === undefined) throw new Error(`the guest left no ${name}`);
  return found;
}

/** The lines of a text that the guest left. */
export function lines(outcome: GuestOutcome, name: string): string[] {
  return text(outcome, name).split('\n').filter(Boolean);
}

/** All block devices at a step, those on top of others too. */
export function blockDevices(outcome: GuestOutcome, name: string): BlockDevice[] {
  const { blockdevices } = JSON.parse(text(outcome, name)) as { blockdevices: BlockDevice[] };
  const below = (device: BlockDevice): BlockDevice[] => [
    device,
    ...(device.children ?? []).flatMap(below),
  ];
  return blockdevices.flatMap(below);
}

export function mounts(outcome: GuestOutcome): Mount[] {
  const name = 'formatted/findmnt.json';
  return (JSON.parse(text(outcome, name)) as { filesystems: Mount[] }).filesystems;
}

/** What the install would have seen when it verifies that disk. */
export function diskSeen(layout: DiskLayout, outcome: GuestOutcome): DiskSeen {
  const labels = filesystems(layout).map(({ content }) => content.label);
  const formatted = (name: string) => text(outcome, `formatted/${name}`);
  return {
    names: null,
    blocks: formatted('lsblk.json'),
    mounts: formatted('findmnt.json'),
    headers: new Map(
      containers(layout).map(({ device, content }) => [
        device,
        formatted(`luks-${content.mapper}`),
      ]),
    ),
    opens: null,
    subvolumes: new Map(
      labels.map((label) => [
        label,
        { all: formatted(`subvolumes-${label}`), readOnly: formatted(`read-only-${label}`) },
      ]),
    ),
    profiles: new Map(labels.map((label) => [label, formatted(`profiles-${label}`)])),
  };
}

/** Type codes of a disk's partitions in their order, as `sgdisk --print` shows them. */
export function typeCodes(outcome: GuestOutcome, disk: string): string[] {
  return lines(outcome, `formatted/table-${disk}`).flatMap(
    (line) => /^ +\d+ +\d+ +\d+ +[\d.]+ \S+ +([0-9A-F]{4})\b/.exec(line)?.[1] ?? [],
  );
}

/** Path → checksum, as sha256sum wrote it. */
export function sums(outcome: GuestOutcome, name: string): Record<string, string> {
  return Object.fromEntries(
    lines(outcome, name).map((line) => {
      const [sum = '', path = ''] = line.split(/ [ *]/);
      return [path, sum];
    }),
  );
}
