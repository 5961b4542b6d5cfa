import * as z from 'zod';

/** A block device as lsblk tells it, with what stands on it. */
export interface Block {
  name: string;
  kname?: string | null | undefined;
  type?: string | null | undefined;
  uuid?: string | null | undefined;
  size?: number | string | null | undefined;
  start?: number | string | null | undefined;
  pttype?: string | null | undefined;
  parttype?: string | null | undefined;
  partuuid?: string | null | undefined;
  fstype?: string | null | undefined;
  label?: string | null | undefined;
  children?: Block[] | undefined;
}
const word = z.string().nullish();
const number = z.union([z.number(), z.string()]).nullish();
export const Block: z.ZodType<Block> = z.lazy(() =>
  z.object({
    name: z.string(),
    kname: word,
    type: word,
    uuid: word,
    size: number,
    start: number,
    pttype: word,
    parttype: word,
    partuuid: word,
    fstype: word,
    label: word,
    children: z.array(Block).optional(),
  }),
);
export const Blocks = z.object({ blockdevices: z.array(Block) });

/** Whether a block device is the one that the layout names by a link. */
export function isNamed({ name, partuuid, type }: Block, device: string): boolean {
  const tail = device.slice(device.lastIndexOf('/') + 1);
  if (device.startsWith('/dev/disk/by-partuuid/')) return partuuid === tail;
  if (device.startsWith('/dev/mapper/')) return name === tail;
  // An array is named below /dev/md, and by the kernel md127.
  return device.startsWith('/dev/md/') && /^md/.test(name) && (type?.startsWith('raid') ?? false);
}

/** The names under which the kernel may tell a device that the layout names by a link. */
export function nodesOf(device: string, blocks: readonly Block[]): string[] {
  const found = all(blocks).filter((block) => isNamed(block, device));
  return [device, ...found.flatMap(({ name, kname }) => [`/dev/${name}`, `/dev/${kname ?? name}`])];
}

/** A tree as a list. */
export function all(list: readonly Block[]): Block[] {
  return list.flatMap((block) => [block, ...all(block.children ?? [])]);
}

/** What a text is by a schema; undefined where it is something else. */
export function parsed<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
