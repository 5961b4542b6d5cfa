import type { DiskLayout } from '../../src/model/layout.ts';
import { bootPartitions, containers, filesystems } from './planned.ts';

const MIB = 2 ** 20;

/**
 * The layout with one thing changed, for each thing that is judged: what lies on the disks is none of
 * these, so a judgement that accepts one judges nothing.
 */
export function departures(layout: DiskLayout): [string, DiskLayout][] {
  const changed: [string, DiskLayout][] = [];
  const change = (what: string, apply: (copy: DiskLayout) => void) => {
    const copy = structuredClone(layout);
    apply(copy);
    changed.push([what, copy]);
  };
  for (const [index, { key, partitions }] of layout.disks.entries()) {
    const last = (copy: DiskLayout) => copy.disks[index]?.partitions.at(-1) ?? raise(key);
    change(`${key} is smaller`, (copy) => {
      (copy.disks[index] ?? raise(key)).sizeBytes = MIB;
    });
    change(`${key} has a partition less`, (copy) => copy.disks[index]?.partitions.pop());
    change(`${key} has another uuid`, (copy) => {
      last(copy).uuid = '00000000-0000-4000-8000-00000000ffff';
    });
    change(`${key} has another type`, (copy) => {
      last(copy).type = partitions.at(-1)?.type === '8200' ? '8300' : '8200';
    });
    change(`${key} has a partition of another size`, (copy) => {
      last(copy).sizeBytes = (last(copy).sizeBytes ?? 0) - MIB;
    });
  }
  for (const [index, { content }] of containers(layout).entries()) {
    const luks = (copy: DiskLayout) => containers(copy)[index]?.content ?? raise(content.mapper);
    change(`${content.mapper} has other discards`, (copy) => {
      luks(copy).allowDiscards = !content.allowDiscards;
    });
    change(`${content.mapper} has other work queues`, (copy) => {
      luks(copy).bypassWorkqueues = !content.bypassWorkqueues;
    });
    change(`${content.mapper} has other format arguments`, (copy) => luks(copy).formatArgs.pop());
  }
  for (const [index, { content }] of filesystems(layout).entries()) {
    const btrfs = (copy: DiskLayout) => filesystems(copy)[index]?.content ?? raise(content.label);
    const first = (copy: DiskLayout) => btrfs(copy).subvolumes[0] ?? raise(content.label);
    change('another label', (copy) => {
      btrfs(copy).label = 'another';
    });
    change('a subvolume less', (copy) => btrfs(copy).subvolumes.pop());
    change('another mount point', (copy) => {
      first(copy).mountpoint = '/elsewhere';
    });
    change('another mount option', (copy) => first(copy).mountOptions.push('compress=zstd:15'));
    change('no blank snapshot', (copy) => {
      btrfs(copy).blankSnapshot = null;
    });
    change('one mirror more', (copy) => {
      btrfs(copy).mirrors = [...(content.mirrors ?? []), '/dev/mapper/none'];
    });
  }
  if (bootPartitions(layout).length > 0)
    change('another place for the boot partition', (copy) => {
      for (const { content } of copy.disks.flatMap(({ partitions }) => partitions))
        if (content?.kind === 'esp') content.mountpoint = '/efi';
    });
  return changed;
}

function raise(what: string): never {
  throw new Error(`${what}: not in the layout`);
}
