import { linesOf } from './lines.ts';

/** An EDID that stands in a text as hexadecimal digits, with the connector that it was read from. */
export interface ListedEdid {
  connector: string | null;
  bytes: Uint8Array;
  /** The lines of the digits: first, and one behind the last. */
  lines: [first: number, end: number];
}

const FILE = /\/sys\/class\/drm\/card[0-9]{1,2}-([A-Za-z0-9-]{1,32})\/edid\b/;
const DIGITS = /^\s*(?:[0-9a-f]{2} ?){1,16}\s*$/i;
const HEADER = /^\s*00 ?(?:ff ?){6}00/i;
/** A part of every header, found fast in a long text that holds none. */
const MARK = /(?:ff ?){6}00/i;
const BLOCK = 128;
const LONGEST = 128;

/** The EDIDs that edid-decode, hw-probe or xxd wrote as lines of up to 16 bytes. */
export function parseEdidText(text: string): ListedEdid[] {
  if (!MARK.test(text)) return [];
  const found: ListedEdid[] = [];
  const lines = linesOf(text);
  let connector: string | null = null;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] as string;
    if (line.length > LONGEST) continue;
    const file = FILE.exec(line)?.[1];
    if (file !== undefined) connector = file;
    if (!HEADER.test(line) || !DIGITS.test(line)) continue;
    const first = at;
    let digits = '';
    while (at < lines.length && isDigits(lines[at] as string)) {
      digits += (lines[at] as string).replace(/\s+/g, '');
      at += 1;
    }
    const bytes = Buffer.from(digits, 'hex');
    if (bytes.length >= BLOCK) found.push({ connector, bytes, lines: [first, at] });
    connector = null;
    // The line behind the digits may name the next connector.
    at -= 1;
  }
  return found;
}

function isDigits(line: string): boolean {
  return line.length <= LONGEST && DIGITS.test(line);
}
