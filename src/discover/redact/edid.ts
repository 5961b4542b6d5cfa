import { parseEdidText } from '../parse/scan-edid.ts';
import type { Replace } from './identifiers.ts';

const BLOCK = 128;
const HEADER = [0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00];
const SERIAL_NUMBER = 12;
const DESCRIPTORS = 54;
const DESCRIPTOR = 18;
const SERIAL_DESCRIPTOR = 0xff;
const CTA_EXTENSION = 0x02;
const DISPLAYID_EXTENSION = 0x70;

export function isEdid(bytes: Uint8Array): boolean {
  return bytes.length >= BLOCK && HEADER.every((byte, index) => bytes[index] === byte);
}

/** Data blocks of DisplayID: the product's number and its serial of version 1, the container's id of version 2. */
const PRODUCT = { v1: 0x00, v2: 0x20 } as const;
const PRODUCT_SERIAL = 0x0a;
const CONTAINER_ID = 0x29;

/**
 * An EDID without its monitor's serial: the number, the serial descriptors and DisplayID's serials are
 * zeroed, and the checksums of the blocks that changed are mended.
 * `replace` is told of each serial that was there; what it answers is not used.
 */
export function redactEdid(original: Uint8Array, replace: Replace): Uint8Array {
  const bytes = Uint8Array.from(original);
  for (let start = 0; start + BLOCK <= bytes.length; start += BLOCK) {
    const block = bytes.subarray(start, start + BLOCK);
    if (start === 0) {
      zero(block, SERIAL_NUMBER, 4, replace);
      zeroDescriptors(block, DESCRIPTORS, replace);
    } else if (block[0] === CTA_EXTENSION) {
      zeroDescriptors(block, block[2] ?? BLOCK, replace);
    } else if (block[0] === DISPLAYID_EXTENSION) {
      zeroDisplayId(block, replace);
    }
    if (!block.every((byte, index) => byte === original[start + index])) mend(block, 0, BLOCK - 1);
  }
  return bytes;
}

/**
 * A text with every EDID in it that stands there in hexadecimal digits redacted likewise. The bytes
 * are parted by blanks, so that no line of them looks like an identifier.
 */
export function redactEdidText(text: string, replace: Replace): string {
  const found = parseEdidText(text);
  if (found.length === 0) return text;
  const lines = text.split('\n');
  for (const { bytes, lines: place } of found.reverse()) {
    const [first, end] = place;
    const digits = Buffer.from(redactEdid(bytes, replace)).toString('hex');
    const rows = digits.match(/.{1,32}/g) ?? [];
    // One entry stands for all rows: the lines before it keep their numbers.
    lines.splice(first, end - first, rows.map((row) => row.replace(/..(?=.)/g, '$& ')).join('\n'));
  }
  return lines.join('\n');
}

function zeroDescriptors(block: Uint8Array, first: number, replace: Replace): void {
  if (first < 4) return;
  for (let at = first; at + DESCRIPTOR <= BLOCK - 1; at += DESCRIPTOR) {
    const isText = block[at] === 0 && block[at + 1] === 0 && block[at + 2] === 0;
    if (!isText || block[at + 3] !== SERIAL_DESCRIPTOR) continue;
    zeroText(block, at + 5, DESCRIPTOR - 5, replace);
  }
}

function zeroText(block: Uint8Array, at: number, length: number, replace: Replace): void {
  const part = block.subarray(at, at + length);
  const serial = Buffer.from(part).toString('latin1').replaceAll('\0', '').split('\n')[0]?.trim();
  if (serial === undefined || /^0*$/.test(serial)) return;
  replace(serial, 'serial');
  part.fill(0);
}

/** DisplayID 1.3 and 2.0: a section of data blocks. */
function zeroDisplayId(block: Uint8Array, replace: Replace): void {
  const version = block[1] ?? 0;
  const size = block[2] ?? 0;
  const end = Math.min(5 + size, BLOCK - 2);
  const isFirst = version < 0x20;
  for (let at = 5; at + 3 <= end; at += 3 + (block[at + 2] ?? 0)) {
    const tag = block[at];
    const length = Math.min(block[at + 2] ?? 0, end - at - 3);
    // Padding up to the end of the section.
    if (tag === 0 && length === 0) break;
    if (tag === (isFirst ? PRODUCT.v1 : PRODUCT.v2) && length >= 9) zero(block, at + 8, 4, replace);
    if (isFirst && tag === PRODUCT_SERIAL) zeroText(block, at + 3, length, replace);
    if (!isFirst && tag === CONTAINER_ID) zero(block, at + 3, length, replace);
  }
  // The section ends with a checksum of its own, over everything but the extension tag.
  if (end + 1 < BLOCK) mend(block, 1, end);
}

function zero(block: Uint8Array, at: number, length: number, replace: Replace): void {
  const part = block.subarray(at, at + length);
  if (part.every((byte) => byte === 0)) return;
  replace(Buffer.from(part).toString('hex'), 'serial');
  part.fill(0);
}

function mend(block: Uint8Array, first: number, checksum: number): void {
  let sum = 0;
  for (let at = first; at < checksum; at += 1) sum += block[at] ?? 0;
  block[checksum] = (256 - (sum % 256)) % 256;
}
