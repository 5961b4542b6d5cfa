import * as z from 'zod';

/** An LVM physical volume, and the group that it belongs to. */
export interface Volume {
  /** As LVM names it: /dev/sda2. */
  device: string;
  /** Empty: it belongs to no group. */
  group: string;
  groupUuid: string;
  /** How many physical volumes the group has, missing ones too. */
  groupSize: number | null;
}

/** A btrfs filesystem that the kernel or the disks know of. */
export interface BtrfsSet {
  uuid: string;
  /** How many devices it has, missing ones too. */
  total: number | null;
  devices: string[];
}

const Pvs = z.object({
  report: z.array(
    z.object({
      pv: z.array(
        z.object({
          pv_name: z.string(),
          vg_name: z.string().catch(''),
          vg_uuid: z.string().catch(''),
          pv_count: z.string().catch(''),
        }),
      ),
    }),
  ),
});

/** `pvs --reportformat json`; null where the text is none. */
export function parseVolumes(text: string): Volume[] | null {
  try {
    return Pvs.parse(JSON.parse(text))
      .report.flatMap(({ pv }) => pv)
      .map(({ pv_name, vg_name, vg_uuid, pv_count }) => ({
        device: pv_name,
        group: vg_name,
        groupUuid: vg_uuid,
        groupSize: /^[0-9]+$/.test(pv_count) ? Number(pv_count) : null,
      }));
  } catch {
    return null;
  }
}

/** `btrfs filesystem show --raw`. */
export function parseBtrfs(text: string): BtrfsSet[] {
  const sets: BtrfsSet[] = [];
  for (const line of text.split('\n')) {
    const uuid = /\buuid: ([0-9a-f-]{36})$/.exec(line.trim())?.[1];
    if (uuid !== undefined) sets.push({ uuid, total: null, devices: [] });
    const last = sets.at(-1);
    if (last === undefined) continue;
    const total = /^\s+Total devices ([0-9]+)\b/.exec(line)?.[1];
    if (total !== undefined) last.total = Number(total);
    const device = /^\s+devid\s.* path (\/\S+)/.exec(line)?.[1];
    if (device !== undefined) last.devices.push(device);
  }
  return sets;
}
