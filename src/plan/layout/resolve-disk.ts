import type { Disk } from '../../model/hardware.ts';
import { fitsHashed, isByIdLink } from './device.ts';

/**
 * The disks that an answer fits: a link under /dev/disk, a kernel name of the capture (with or
 * without /dev/) or a model. A link given in full is matched to a redacted capture as well.
 */
export function disksFitting(answer: string, disks: readonly Disk[]): Disk[] {
  if (answer.startsWith('/dev/disk/')) return linkedDisks(answer, disks);
  const name = answer.startsWith('/dev/') ? answer.slice('/dev/'.length) : answer;
  const named = disks.filter((disk) => disk.name === name);
  if (named.length > 0) return named;
  const model = plainModel(answer);
  return disks.filter((disk) => disk.model !== null && plainModel(disk.model) === model);
}

function linkedDisks(link: string, disks: readonly Disk[]): Disk[] {
  const exact = disks.filter((disk) => disk.byPath.includes(link) || disk.byId.includes(link));
  if (exact.length > 0) return exact;
  if (isByIdLink(link)) return attributed(link, disks);
  // A recording without any link, of a machine with one disk: the link can only mean that one.
  const [only] = disks;
  const blind = disks.length === 1 && only !== undefined && only.byPath.length === 0;
  return blind && link.startsWith('/dev/disk/by-path/') ? [only] : [];
}

/**
 * A by-id link against a recording whose own links are hashed or were not seen: by the part that is
 * not hashed, by the model in it, or because there is one candidate and nothing speaks against it.
 * Several disks mean that it cannot be told, and a wrong guess would wipe the wrong one.
 */
function attributed(link: string, disks: readonly Disk[]): Disk[] {
  const hashed = disks.filter((disk) => disk.byId.some((known) => fitsHashed(link, known)));
  if (hashed.length === 1) return hashed;
  if (hashed.length > 1) {
    const possible = hashed.filter(({ model }) => model === null || holdsModel(link, model));
    return possible.some(({ model }) => model !== null) ? possible : hashed;
  }
  const unlinked = disks.filter((disk) => disk.byId.length === 0);
  const modelled = unlinked.filter(({ model }) => model !== null && holdsModel(link, model));
  if (modelled.length > 0) return modelled;
  const candidates = disks.filter((disk) => disk.unfit === null);
  return candidates.length === 1 ? candidates.filter((disk) => unlinked.includes(disk)) : [];
}

/** udev writes a model into a link with underscores for spaces. */
function holdsModel(link: string, model: string): boolean {
  const plain = plainModel(model);
  return plain.length >= 3 && plainModel(link).includes(plain);
}

function plainModel(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '_');
}
