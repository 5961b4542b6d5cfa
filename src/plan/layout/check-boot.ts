import type { DiskLayout, PlannedDisk } from '../../model/layout.ts';
import { FALLBACK_BOOT } from './boot-partitions.ts';
import { refuse } from './refuse.ts';
import { espHolds } from './sizes.ts';

/** An ESP where each boot loader looks for it, large enough for the generations that are kept. */
export function checkBoot(layout: DiskLayout): void {
  for (const disk of layout.disks) {
    if (disk.role === 'system') checkEsp(layout, disk, '/boot');
    else if (disk.role === 'mirror') checkEsp(layout, disk, FALLBACK_BOOT);
    else if (disk.partitions.some(({ type }) => type === 'EF00' || type === 'EF02')) {
      refuse(`disk ${disk.key}: nothing starts from it, and it has a boot partition`);
    }
  }
}

function checkEsp(layout: DiskLayout, disk: PlannedDisk, mountpoint: string): void {
  const esps = disk.partitions.filter(({ content }) => content?.kind === 'esp');
  const [esp] = esps;
  if (esps.length !== 1 || esp?.content?.kind !== 'esp') {
    refuse(`disk ${disk.key}: there must be one ESP`);
  }
  const { content, sizeBytes } = esp;
  if (content.mountpoint !== mountpoint || !content.mountOptions.includes('umask=0077')) {
    refuse(`disk ${disk.key}: the ESP must be mounted at ${mountpoint}, readable to root alone`);
  }
  // A missing disk of a mirror must not keep the other from starting the machine.
  const mirrored = layout.disks.some(({ role }) => role === 'mirror');
  if (mirrored && !content.mountOptions.includes('nofail')) {
    refuse(`disk ${disk.key}: its ESP must be mounted with nofail, for either disk may be gone`);
  }
  if (layout.boot === undefined || sizeBytes === null) return;
  const { generationBytes, configurationLimit } = layout.boot;
  // A single generation is kept whether it fits or not: there is none to do without.
  if (configurationLimit > 1 && !espHolds(sizeBytes, generationBytes, configurationLimit)) {
    refuse(
      `disk ${disk.key}: the ESP does not hold one generation more than the ${configurationLimit} that are kept`,
    );
  }
}
