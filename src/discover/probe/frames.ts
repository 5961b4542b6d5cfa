/** One answer of the probe: what was asked, the bytes, and how it ended. */
export interface Frame {
  kind: FrameKind;
  /** A path, or the name of a command. */
  about: string;
  data: Uint8Array;
  /** What the tool said on standard error. */
  complaint: string;
  /** late: it took longer than it may; absent: there is no such command. */
  end: number | 'late' | 'absent';
}

export type FrameKind = 'file' | 'link' | 'list' | 'command';

/** All frames, or which part of the conversation did not take place. */
export type Frames =
  | { status: 'whole'; frames: Frame[] }
  | { status: 'silent' | 'cut' | 'garbled' };

const KINDS: Readonly<Record<string, FrameKind>> = {
  f: 'file',
  s: 'link',
  l: 'list',
  L: 'list',
  c: 'command',
};
const LINE_END = 10;
/** The longest line that begins with the nonce has a count in it. */
const MAX_LINE = 24;

interface Mark {
  words: string[];
  /** The bytes up to the next mark. */
  payload: Buffer;
}

/**
 * Reads what probe.sh printed. Bytes before its first mark and after its last are the target's own
 * (banners, profiles). `whole` is given only when the count at the end is that of the frames; anything
 * that is not exactly what the script prints makes it `garbled`.
 */
export function parseFrames(output: Uint8Array, nonce: string): Frames {
  const bytes = Buffer.from(output.buffer, output.byteOffset, output.byteLength);
  const marks = marksIn(bytes, nonce);
  if (marks === null) return { status: 'garbled' };
  const [first, ...rest] = marks;
  if (first === undefined) return { status: 'silent' };
  if (first.words.join(' ') !== 'begin 1' || first.payload.length > 0) return { status: 'garbled' };
  const frames: Frame[] = [];
  let next = 0;
  while (next < rest.length) {
    const mark = rest[next] as Mark;
    if (mark.words[0] === 'end') return ending(mark, rest.length - next, frames);
    const size = frameSize(rest, next);
    if (size === null) return { status: 'cut' };
    const frame = frameOf(rest.slice(next, next + size), frames.length + 1);
    if (frame === null) return { status: 'garbled' };
    frames.push(frame);
    next += size;
  }
  return { status: 'cut' };
}

/** The line with which the probe says that it is through. */
export function endMark(nonce: string): string {
  return `${nonce} end `;
}

function ending({ words }: Mark, left: number, frames: Frame[]): Frames {
  const isWhole = left === 1 && words.length === 2 && words[1] === String(frames.length);
  return isWhole ? { status: 'whole', frames } : { status: 'garbled' };
}

/** Each occurrence of the nonce begins a line of a few words; null where one does not. */
function marksIn(bytes: Buffer, nonce: string): Mark[] | null {
  const marks: Mark[] = [];
  let start = bytes.indexOf(nonce);
  while (start !== -1) {
    const next = bytes.indexOf(nonce, start + nonce.length);
    const end = next === -1 ? bytes.length : next;
    const lineEnd = bytes.indexOf(LINE_END, start);
    if (lineEnd === -1 || lineEnd >= end) {
      // The last line may have been cut off, which is no frame; in the middle it is nonsense.
      return next === -1 ? marks : null;
    }
    const line = start + nonce.length;
    if (lineEnd - line > MAX_LINE) return null;
    const words = bytes.toString('latin1', line, lineEnd).split(' ');
    if (words.shift() !== '') return null;
    marks.push({ words, payload: bytes.subarray(lineEnd + 1, end) });
    start = next;
  }
  return marks;
}

/** Marks up to the one before the next frame or the end; null where neither follows. */
function frameSize(marks: readonly Mark[], from: number): number | null {
  for (let at = from + 1; at < marks.length; at += 1) {
    if (/^(?:end|[0-9]+)$/.test(marks[at]?.words[0] ?? '')) return at - from;
  }
  return null;
}

/** `<count> <kind>`, `d`, then maybe `e`, and `r <code>`, `t` or `a`; what was killed may have both. */
function frameOf([head, body, ...rest]: readonly Mark[], count: number): Frame | null {
  if (head === undefined || head.words.length !== 2 || head.words[0] !== String(count)) return null;
  const kind = KINDS[head.words[1] ?? ''];
  if (kind === undefined || body?.words.join(' ') !== 'd') return null;
  let end: Frame['end'] | null = null;
  const complaint: Buffer[] = [];
  for (const { words, payload } of rest) {
    const [word, code] = words;
    if (word === 't' && code === undefined) end = 'late';
    else if (word === 'a' && code === undefined) end = 'absent';
    else if (word === 'r' && /^[0-9]{1,3}$/.test(code ?? '')) end ??= Number(code);
    else if (word !== 'e' || code !== undefined) return null;
    complaint.push(payload);
  }
  if (end === null) return null;
  const data = head.words[1] === 'L' ? linesAsNames(body.payload) : body.payload;
  const about = head.payload.toString('utf8');
  return { kind, about, data, complaint: Buffer.concat(complaint).toString('utf8'), end };
}

/** What `ls -a` prints, as the other lists come: each name with a slash behind it. */
function linesAsNames(lines: Buffer): Buffer {
  const names = lines.toString('latin1').split('\n');
  const kept = names.filter((name) => name !== '' && name !== '.' && name !== '..');
  return Buffer.from(kept.map((name) => `${name}/`).join(''), 'latin1');
}
