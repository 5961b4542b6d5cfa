import type { GivenAnswers } from '../../model/answers.ts';

/**
 * Several people's or files' answers as one: a later layer holds over an earlier one, key by key;
 * lists are replaced, not joined.
 */
export function mergeGiven(...layers: readonly GivenAnswers[]): GivenAnswers {
  let merged: GivenAnswers = {};
  for (const layer of layers) {
    const { disks, layout, partitionUuids } = merged;
    merged = { ...merged, ...layer };
    if (disks && layer.disks) merged.disks = laterLast(disks, layer.disks);
    if (layout && layer.layout) {
      merged.layout = { ...layout, ...layer.layout };
      const subvolumes = { ...layout.subvolumes, ...layer.layout.subvolumes };
      if (Object.keys(subvolumes).length > 0) merged.layout.subvolumes = subvolumes;
    }
    if (partitionUuids && layer.partitionUuids) {
      merged.partitionUuids = { ...partitionUuids, ...layer.partitionUuids };
    }
  }
  return merged;
}

/** Two names may mean one disk, and then the later answer holds: the order must tell which that is. */
function laterLast<T>(earlier: Record<string, T>, later: Record<string, T>): Record<string, T> {
  const rest = Object.entries(earlier).filter(([key]) => !Object.hasOwn(later, key));
  return Object.fromEntries([...rest, ...Object.entries(later)]);
}
