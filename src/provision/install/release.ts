import { readFileSync, realpathSync } from 'node:fs';
import { family } from '../preflight/blocks.ts';
import { targetsOf } from '../preflight/check.ts';
import { MOUNT_POINT } from './commands.ts';
import type { Job } from './job.ts';
import { containersOf, swapsOf } from './layout-parts.ts';
import { mountsHere } from './mount-point.ts';
import { must } from './running.ts';

/**
 * Takes down what an earlier run of this install put up: the mounts below /mnt, swaps, containers and arrays, if
 * they have the planned names and lie on the planned disks. Nothing else is touched; what then is still in use
 * stops the checks.
 */
export async function release(job: Job): Promise<void> {
  const { layout } = job;
  const targets = targetsOf(await job.look([], job.given.removable));
  const own = targets.flatMap(({ block }) => (block === null ? [] : family(block)));
  const nodes = own.flatMap(({ name, title }) => [`/dev/${name}`, `/dev/mapper/${title}`]);
  const isOwn = (device: string) => nodes.includes(device) || nodeOf(device).some(isNode);
  const isNode = (node: string) => nodes.includes(node);
  const root = mountsHere().findLast(({ place }) => place === MOUNT_POINT);
  if (root !== undefined && isOwn(root.source)) {
    await must(job, ['umount', '--recursive', MOUNT_POINT]);
  }
  const swaps = readFileSync('/proc/swaps', 'utf8').split('\n');
  for (const device of swapsOf(layout).flatMap(nodeOf).filter(isNode)) {
    if (swaps.some((line) => line.startsWith(`${device} `))) await must(job, ['swapoff', device]);
  }
  for (const { content } of containersOf(layout)) {
    if (own.some(({ title, type }) => title === content.mapper && type === 'crypt')) {
      await must(job, ['cryptsetup', 'close', '--', content.mapper]);
    }
  }
  for (const device of (layout.arrays ?? []).map(({ name }) => `/dev/md/${name}`)) {
    if (nodeOf(device).some(isNode)) await must(job, ['mdadm', '--stop', device]);
  }
}

/** The node that a link leads to; none where it leads nowhere. */
function nodeOf(link: string): string[] {
  try {
    return [realpathSync(link)];
  } catch {
    return [];
  }
}
