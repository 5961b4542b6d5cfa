import { PantherError } from '../../model/errors.ts';

export interface TarMember {
  name: string;
  data: Uint8Array;
}

const BLOCK = 512;
/** Types of a regular file: `0`, and NUL as the oldest archives have it. */
const REGULAR: ReadonlySet<number> = new Set([0x30, 0]);

/** Whether bytes begin like a tar archive: its magic word stands in the first header. */
export function isTar(bytes: Uint8Array): boolean {
  return bytes.length >= BLOCK && ascii(bytes.subarray(257, 262)) === 'ustar';
}

/**
 * The regular files of a tar archive whose names are wanted, in its order; everything else (links,
 * devices, folders) is passed over. Nothing is written anywhere. Fails (`input`) where it is cut.
 */
export function tarMembers(
  bytes: Uint8Array,
  name: string,
  isWanted: (member: string) => boolean,
): TarMember[] {
  const members: TarMember[] = [];
  for (let at = 0; at + BLOCK <= bytes.length; ) {
    const header = bytes.subarray(at, at + BLOCK);
    if (header.every((byte) => byte === 0)) return members;
    const size = octal(header.subarray(124, 136));
    if (size === null || !hasChecksum(header)) throw broken(name);
    const start = at + BLOCK;
    if (start + size > bytes.length) throw broken(name);
    const path = pathOf(header);
    if (REGULAR.has(header[156] ?? 0) && isWanted(path)) {
      members.push({ name: path, data: bytes.subarray(start, start + size) });
    }
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  // A whole archive ends with blocks of zeros.
  throw broken(name);
}

function broken(name: string): PantherError {
  return new PantherError('input', `${name}: is a broken tar archive (cut off?); fetch it again`);
}

/** Names longer than 100 bytes are split in ustar; the long names of GNU tar are none that is wanted. */
function pathOf(header: Uint8Array): string {
  const name = ascii(header.subarray(0, 100));
  const isUstar = ascii(header.subarray(257, 263)) === 'ustar';
  const prefix = isUstar ? ascii(header.subarray(345, 500)) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

function ascii(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString('latin1');
}

function octal(bytes: Uint8Array): number | null {
  const text = ascii(bytes).trim();
  return /^[0-7]{1,11}$/.test(text) ? Number.parseInt(text, 8) : null;
}

function hasChecksum(header: Uint8Array): boolean {
  const told = octal(header.subarray(148, 156));
  let sum = 8 * 0x20;
  for (let at = 0; at < BLOCK; at += 1) if (at < 148 || at >= 156) sum += header[at] ?? 0;
  return sum === told;
}
