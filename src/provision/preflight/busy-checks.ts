import { shownText } from '../../model/display.ts';
import { type Block, family, marksOn } from './blocks.ts';
import { type Check, type CheckInput, held, passed, type Target } from './check.ts';
import type { SeenMount } from './mounts.ts';
import type { Seen } from './seen.ts';

/** Whether something uses the disk now: nothing of that is ever ended for a person. */
export function busyChecks({ seen }: CheckInput, target: Target): Check[] {
  return [mountedCheck(seen, target), swapCheck(seen, target), holdersCheck(seen, target)];
}

function mountedCheck({ blocks, mounts }: Seen, { planned, block }: Target): Check {
  const code = 'disk.mounted';
  const remedy = 'Unmount it (umount), in containers and other namespaces too.';
  if (blocks === null || mounts === null || block === null) {
    const evidence = 'Not every mount table could be read.';
    return held('unknown', code, planned.key, evidence, remedy);
  }
  const own = family(block);
  const places = mounts.filter((mount) => isOn(mount, own, blocks));
  if (places.length > 0) {
    const shown = [...new Set(places.map(({ mountpoint }) => shownText(mountpoint, 80)))];
    const evidence = `It is mounted at ${shown.slice(0, 6).join(', ')}${shown.length > 6 ? ', …' : ''}.`;
    return held('fail', code, planned.key, evidence, remedy);
  }
  // btrfs mounts have numbers of their own: only their source tells the disk.
  const untold = mounts.find(
    ({ type, source }) => type === 'btrfs' && sourceBlock(source, blocks) === null,
  );
  if (untold !== undefined) {
    const evidence = `What ${shownText(untold.mountpoint, 80)} is mounted from could not be told.`;
    return held('unknown', code, planned.key, evidence, remedy);
  }
  return passed(code, planned.key, 'Nothing of it is mounted, in any namespace.');
}

/** A filesystem over several devices is mounted from one of them and lies on all. */
function isOn(mount: SeenMount, own: readonly Block[], blocks: readonly Block[]): boolean {
  if (own.some(({ majorMinor }) => majorMinor !== '' && majorMinor === mount.majorMinor))
    return true;
  const source = sourceBlock(mount.source, blocks);
  if (source === null) return false;
  return own.some(
    ({ name, title, signatures }) =>
      name === source.name ||
      mount.source
        .split(':')
        .some((path) => path === `/dev/${name}` || path === `/dev/mapper/${title}`) ||
      signatures.some(({ type, uuid }) => type === 'btrfs' && uuid !== '' && isBtrfs(source, uuid)),
  );
}

function isBtrfs({ signatures }: Block, wanted: string): boolean {
  return signatures.some(({ type, uuid }) => type === 'btrfs' && uuid === wanted);
}

/** The first block device that a mount names; bcachefs names all of its own, by colons. */
function sourceBlock(source: string, blocks: readonly Block[]): Block | null {
  const all = blocks.flatMap(family);
  const names = source.split(':');
  return (
    all.find(({ name, title }) =>
      [`/dev/${name}`, `/dev/mapper/${title}`, `/dev/${title}`, `/dev/md/${title}`].some((path) =>
        names.includes(path),
      ),
    ) ?? null
  );
}

function swapCheck({ blocks, swaps }: Seen, { planned, block }: Target): Check {
  const code = 'disk.swap';
  const remedy = 'Switch it off: swapoff DEVICE.';
  if (blocks === null || swaps === null || block === null) {
    return held('unknown', code, planned.key, 'What swaps could not be told.', remedy);
  }
  const used = family(block).filter(({ name, title }) =>
    swaps.some((swap) => swap === `/dev/${name}` || swap === `/dev/mapper/${title}`),
  );
  if (used.length === 0) return passed(code, planned.key, 'It is not swapped to.');
  const evidence = `It is swapped to: ${used.map(({ name }) => name).join(', ')}.`;
  return held('fail', code, planned.key, evidence, remedy);
}

/** Opened containers, active volumes, arrays and pools: everything that stands on it and is no partition. */
function holdersCheck({ pools }: Seen, { planned, block }: Target): Check {
  const code = 'disk.holders';
  const remedy =
    'Close what stands on it: cryptsetup close NAME, vgchange --activate n GROUP, mdadm --stop ARRAY, zpool export POOL.';
  if (block === null || pools === null) {
    return held('unknown', code, planned.key, 'What stands on it could not be told.', remedy);
  }
  // A cache calls what stands on it a disk too.
  const holders = family(block)
    .filter((held) => held !== block && held.type !== 'part')
    .map(({ title, type }) => `${shownText(title, 60)} (${shownText(type, 12)})`);
  const imported = marksOn(block, (type) => type === 'zfs_member').flatMap(({ label }) =>
    pools.includes(label) ? [`${shownText(label, 60)} (pool)`] : [],
  );
  const shown = [...new Set([...holders, ...imported])];
  if (shown.length === 0) return passed(code, planned.key, 'Nothing stands on it but partitions.');
  return held('fail', code, planned.key, `In use by ${shown.join(', ')}.`, remedy);
}
