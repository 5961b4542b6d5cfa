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

interface SwapNeeds {
  hibernation: boolean;
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
  if (!needs.remote && !needs.rotating) return null;
  let wanted = 8;
  if (memory === null || memory <= 16 * GIB) wanted = 4;
  if (memory !== null && memory < TIGHT_MEMORY) wanted = 2;
  if (needs.diskBytes !== null) {
    while (wanted >= 1 && wanted * GIB > needs.diskBytes / 8) wanted /= 2;
  }
  return wanted >= 1 ? `${wanted}G` : null;
}
