import type { DiskLayout, PlannedDisk } from '../model/layout.ts';
import { commentLines } from './nix/comment.ts';

/** The levels of `disko.devices` whose attributes have a reason, outermost first. */
const kinds = ['disk', 'partitions', 'subvolumes'];
/** The same for arrays, whose content is no partition. */
const arrayKinds = ['mdadm', 'subvolumes'];

type Content = PlannedDisk['partitions'][number]['content'];

/**
 * Tells the printer which reasons of the layout stand above which attribute of `disko.devices`:
 * disks by key, their partitions by key, subvolumes by name.
 */
export function diskoComments(layout: DiskLayout): (path: readonly string[]) => readonly string[] {
  const reasons = new Map<string, string>();
  for (const disk of layout.disks) {
    reasons.set(`disk ${disk.key}`, disk.reason);
    for (const partition of disk.partitions) {
      reasons.set(`partitions ${disk.key} ${partition.key}`, partition.reason);
      for (const subvolume of subvolumesOf(partition.content)) {
        reasons.set(`subvolumes ${disk.key} ${partition.key} ${subvolume.name}`, subvolume.reason);
      }
    }
  }
  for (const array of layout.arrays ?? []) {
    reasons.set(`mdadm ${array.name}`, array.reason);
    for (const subvolume of subvolumesOf(array.content)) {
      reasons.set(`subvolumes ${array.name} ${subvolume.name}`, subvolume.reason);
    }
  }
  return (path) => {
    const reason = reasons.get(placeOf(path));
    // The value itself stands two columns in, each attribute below it two more.
    return reason === undefined ? [] : commentLines(reason, [], ' '.repeat(2 + 2 * path.length));
  };
}

function subvolumesOf(content: Content): { name: string; reason: string }[] {
  if (content === null) return [];
  if (content.kind === 'luks') return content.content.subvolumes;
  return content.kind === 'btrfs' ? content.subvolumes : [];
}

/** `disk.main.content.partitions.crypt.….subvolumes.@home` → `subvolumes main crypt @home`. */
function placeOf(path: readonly string[]): string {
  const kind = path.at(-2);
  const levels = path[0] === 'mdadm' ? arrayKinds : kinds;
  const depth = kind === undefined ? -1 : levels.indexOf(kind);
  const keys = levels.slice(0, depth + 1).map((name) => path[path.indexOf(name) + 1]);
  return [kind, ...keys].join(' ');
}
