import { isUtf8 } from 'node:buffer';

/** How packed files begin, and at which byte. */
const PACKED: readonly { name: string; at: number; magic: string }[] = [
  { name: 'gzip', at: 0, magic: '\x1f\x8b' },
  { name: 'xz', at: 0, magic: '\xfd7zXZ\0' },
  { name: 'bzip2', at: 0, magic: 'BZh' },
  { name: 'zstd', at: 0, magic: '\x28\xb5\x2f\xfd' },
  { name: 'zip', at: 0, magic: 'PK\x03\x04' },
  { name: '7z', at: 0, magic: '7z\xbc\xaf\x27\x1c' },
  { name: 'tar', at: 257, magic: 'ustar' },
];

/** The words of a file in UTF-8, UTF-16 with its mark, or one byte a character; null: it is no text. */
export function wordsOf(bytes: Uint8Array): string | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const mark = buffer.toString('latin1', 0, 2);
  if (mark === '\xff\xfe') return buffer.toString('utf16le', 2);
  if (mark === '\xfe\xff') {
    const even = buffer.subarray(2, buffer.length - (buffer.length % 2));
    return Buffer.from(even).swap16().toString('utf16le');
  }
  if (buffer.includes(0)) return null;
  return buffer.toString(isUtf8(buffer) ? 'utf8' : 'latin1');
}

/** How a file is packed; null: it is not. */
export function packedAs(bytes: Uint8Array): string | null {
  const start = Buffer.from(bytes.subarray(0, 512)).toString('latin1');
  return PACKED.find(({ at, magic }) => start.startsWith(magic, at))?.name ?? null;
}
