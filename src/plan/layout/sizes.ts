export const KIB = 1024;
export const MIB = 1024 * KIB;
export const GIB = 1024 * MIB;
const TIB = 1024 * GIB;

/** Below this a disk is small: a smaller ESP, stronger compression. */
export const SMALL_DISK = 32 * GIB;
/** Below this memory is tight: a swap partition and a light key derivation matter. */
export const TIGHT_MEMORY = 2.5 * GIB;
/** What a NixOS system needs beside its boot and swap partitions: two generations and some air. */
export const LEAST_ROOT = 6 * GIB;

const UNIT: Readonly<Record<string, number>> = { K: KIB, M: MIB, G: GIB, T: TIB };

/** Bytes of a size such as 512M, in sgdisk's binary units. */
export function bytesOf(size: string): number {
  const unit = UNIT[size.slice(-1)];
  const count = Number(size.slice(0, -1));
  if (unit === undefined || !Number.isSafeInteger(count)) throw new Error(`not a size: ${size}`);
  return count * unit;
}

/** What GPT leaves to partitions when they start and end on whole MiB, as sgdisk aligns them. */
export function usableBytes(diskBytes: number): number {
  const backupTable = 20 * KIB;
  return Math.max(0, Math.floor((diskBytes - backupTable) / MIB) * MIB - MIB);
}

/** ESP without an answer: the kernels and initrds of ten generations; NVIDIA's are twice the size. */
export function defaultEspSize(diskBytes: number | null, nvidia: boolean): string {
  if (diskBytes !== null && diskBytes < SMALL_DISK) return '512M';
  return nvidia ? '2G' : '1G';
}

/** A kernel and an initrd on the ESP: a guest's, real hardware's, and with NVIDIA's drivers. */
export function generationBytes(bareMetal: boolean, nvidia: boolean): number {
  if (!bareMetal) return 60 * MIB;
  return (nvidia ? 155 : 90) * MIB;
}

/** What the boot loader itself takes on the ESP. */
const LOADER = 64 * MIB;
/** What core/boot keeps unless told. */
export const DEFAULT_GENERATIONS = 10;
/** On a small disk each kept generation holds on to a system that has no room beside the next one. */
const SMALL_DISK_GENERATIONS = 3;

/**
 * How many generations the boot menu may keep. A new one is copied before the oldest goes, so the ESP
 * holds one more; at least the running one is kept, whether it fits or not.
 */
export function configurationLimit(
  espBytes: number,
  generation: number,
  diskBytes: number | null,
): number {
  const fitting = Math.floor((espBytes - LOADER) / generation) - 1;
  const small = diskBytes !== null && diskBytes < SMALL_DISK;
  return Math.max(1, Math.min(small ? SMALL_DISK_GENERATIONS : DEFAULT_GENERATIONS, fitting));
}

/** Whether an ESP holds the loader and one generation more than the menu keeps. */
export function espHolds(espBytes: number, generation: number, limit: number): boolean {
  return espBytes >= LOADER + (limit + 1) * generation;
}

interface SwapNeeds {
  hibernation: boolean;
  /** Two disks mirror each other: there is room, and no swapfile on them. */
  mirrored?: boolean;
  /** A desk machine with fast disks: a file behind zram costs nothing until it is needed. */
  desk?: boolean;
  /** A server or VPS: nobody is there to close a program before memory runs out. */
  remote: boolean;
  rotating: boolean;
  memoryBytes: number | null;
  diskBytes: number | null;
}

/**
 * Swap without an answer; null: zram only. Hibernation needs room for all memory, and null then
 * means that memory was not seen.
 */
export function defaultSwapSize(needs: SwapNeeds): string | null {
  const memory = needs.memoryBytes === 0 ? null : needs.memoryBytes;
  if (needs.hibernation) return memory === null ? null : `${Math.ceil(memory / GIB)}G`;
  if (!needs.remote && !needs.rotating && !needs.mirrored) return needs.desk ? '8G' : null;
  let wanted = 8;
  if (memory === null || memory <= 16 * GIB) wanted = 4;
  if (memory !== null && memory < TIGHT_MEMORY) wanted = 2;
  if (needs.diskBytes !== null) {
    while (wanted >= 1 && wanted * GIB > needs.diskBytes / 8) wanted /= 2;
  }
  return wanted >= 1 ? `${wanted}G` : null;
}
