import { readFileSync, realpathSync } from 'node:fs';
import { MOUNT_POINT } from './commands.ts';
import type { Job } from './job.ts';
import { containersOf, filesystemsOf, swapsOf } from './layout-parts.ts';
import { must } from './running.ts';

/**
 * Takes down what an earlier run of this install put up: the mounts below /mnt, where they are of the
 * planned filesystems, the planned swaps, containers and arrays. Nothing else is touched; what then is
 * still in use stops the checks.
 */
export async function release(job: Job): Promise<void> {
  const { layout } = job;
  if (mountedHere(filesystemsOf(layout).map(({ device }) => device))) {
    await must(job, ['umount', '--recursive', MOUNT_POINT]);
  }
  const swaps = readFileSync('/proc/swaps', 'utf8');
  for (const device of swapsOf(layout).flatMap(nodeOf)) {
    if (swaps.split('\n').some((line) => line.startsWith(`${device} `))) {
      await must(job, ['swapoff', device]);
    }
  }
  for (const { content } of containersOf(layout)) {
    if (nodeOf(`/dev/mapper/${content.mapper}`).length > 0) {
      await must(job, ['cryptsetup', 'close', '--', content.mapper]);
    }
  }
  for (const { name } of layout.arrays ?? []) {
    if (nodeOf(`/dev/md/${name}`).length > 0)
      await must(job, ['mdadm', '--stop', `/dev/md/${name}`]);
  }
}

/** Whether the root below the mount point is one of these filesystems. */
function mountedHere(devices: readonly string[]): boolean {
  const nodes = devices.flatMap((device) => [device, ...nodeOf(device)]);
  return readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .some(([source = '', place]) => place === MOUNT_POINT && nodes.includes(source));
}

/** The node that a link leads to; none where it leads nowhere. */
function nodeOf(link: string): string[] {
  try {
    return [realpathSync(link)];
  } catch {
    return [];
  }
}
