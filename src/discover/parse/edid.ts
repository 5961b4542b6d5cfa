export interface Edid {
  widthPixels: number | null;
  heightPixels: number | null;
  widthMillimetres: number | null;
  heightMillimetres: number | null;
}

const HEADER = [0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00];
const FIRST_TIMING = 54;
const BASE_BLOCK = 128;

/**
 * Size of a display from its EDID base block (VESA E-EDID 1.4): the preferred detailed timing,
 * and centimetres from the header where the timing names no size. Null when it is no EDID.
 */
export function parseEdid(bytes: Uint8Array): Edid | null {
  if (bytes.length < BASE_BLOCK) return null;
  if (HEADER.some((value, index) => bytes[index] !== value)) return null;
  const at = (offset: number): number => bytes[offset] ?? 0;
  const timing = (offset: number): number => at(FIRST_TIMING + offset);
  // A pixel clock of zero marks a descriptor that is not a timing.
  const isTiming = timing(0) !== 0 || timing(1) !== 0;
  const width = isTiming ? timing(12) | ((timing(14) & 0xf0) << 4) : 0;
  const height = isTiming ? timing(13) | ((timing(14) & 0x0f) << 8) : 0;
  const known = width > 0 && height > 0;
  // With one of the two at zero the header bytes hold an aspect ratio, not a size.
  const centimetres = at(21) > 0 && at(22) > 0;
  return {
    widthPixels: isTiming ? positive(timing(2) | ((timing(4) & 0xf0) << 4)) : null,
    heightPixels: isTiming ? positive(timing(5) | ((timing(7) & 0xf0) << 4)) : null,
    widthMillimetres: known ? width : centimetres ? at(21) * 10 : null,
    heightMillimetres: known ? height : centimetres ? at(22) * 10 : null,
  };
}

function positive(value: number): number | null {
  return value > 0 ? value : null;
}
