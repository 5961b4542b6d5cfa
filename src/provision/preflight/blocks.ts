import * as z from 'zod';
import type { Signature } from './signatures.ts';

/** A block device of the target, with what stands on it. */
export interface Block {
  /** Kernel name: sda1, dm-0. */
  name: string;
  /** Name below /dev/mapper, for those that have one; else the kernel's. */
  title: string;
  type: string;
  majorMinor: string;
  sizeBytes: number | null;
  /** All that stands on it, as the device itself tells; what udev remembers where that tells nothing. */
  signatures: readonly Signature[];
  partitionTable: string | null;
  partitionType: string | null;
  partitionUuid: string | null;
  readOnly: boolean | null;
  children: Block[];
}

const flag = z
  .union([z.boolean(), z.literal('0'), z.literal('1')])
  .transform((value) => value === true || value === '1')
  .nullish();
const word = z.string().nullish();

interface Raw {
  name: string;
  kname?: string | null | undefined;
  type?: string | null | undefined;
  'maj:min'?: string | null | undefined;
  size?: number | string | null | undefined;
  fstype?: string | null | undefined;
  uuid?: string | null | undefined;
  label?: string | null | undefined;
  pttype?: string | null | undefined;
  parttype?: string | null | undefined;
  partuuid?: string | null | undefined;
  ro?: boolean | null | undefined;
  children?: Raw[] | null | undefined;
}

const Raw: z.ZodType<Raw> = z.lazy(() =>
  z.object({
    name: z.string(),
    kname: word,
    type: word,
    'maj:min': word,
    size: z.union([z.number(), z.string()]).nullish(),
    fstype: word,
    uuid: word,
    label: word,
    pttype: word,
    parttype: word,
    partuuid: word,
    ro: flag,
    children: z.array(Raw).nullish(),
  }),
);
const Output = z.object({ blockdevices: z.array(Raw) });

/** The tree of `lsblk --json --bytes --output-all` (util-linux 2.33 or newer); null where it is none. */
export function parseBlocks(text: string): Block[] | null {
  try {
    return Output.parse(JSON.parse(text)).blockdevices.map(blockOf);
  } catch {
    return null;
  }
}

function blockOf(raw: Raw): Block {
  const size = Number(raw.size ?? Number.NaN);
  return {
    name: raw.kname ?? raw.name,
    title: raw.name,
    type: raw.type ?? 'unknown',
    majorMinor: (raw['maj:min'] ?? '').trim(),
    sizeBytes: Number.isSafeInteger(size) ? size : null,
    signatures:
      typeof raw.fstype === 'string'
        ? [{ type: raw.fstype, uuid: raw.uuid ?? '', label: raw.label ?? '' }]
        : [],
    partitionTable: raw.pttype ?? null,
    partitionType: raw.parttype ?? null,
    partitionUuid: raw.partuuid ?? null,
    readOnly: raw.ro ?? null,
    children: (raw.children ?? []).map(blockOf),
  };
}

/** A block device and everything below it in the tree, itself first. */
export function family(block: Block): Block[] {
  return [block, ...block.children.flatMap(family)];
}

/** A signature, and the block device that it stands on. */
export interface Mark extends Signature {
  on: string;
}

/** What stands on a block device and everything below it, of the types that fit. */
export function marksOn(block: Block, fits: (type: string) => boolean): Mark[] {
  return family(block).flatMap(({ name, signatures }) =>
    signatures.filter(({ type }) => fits(type)).map((signature) => ({ ...signature, on: name })),
  );
}

/** The whole disk of that kernel name. */
export function diskNamed(blocks: readonly Block[], name: string): Block | null {
  return blocks.find((block) => block.name === name) ?? null;
}
