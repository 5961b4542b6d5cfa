import type { Capture, OkReading } from '../../model/capture.ts';
import { reportExcerpts } from './report-excerpts.ts';
import type { Excerpt } from './types.ts';

/** No fact needs more of a reading than this to be believed. */
const MOST = 3;
const LONGEST = 200;
/** Of longer lists of devices none stands for the others. */
const MOST_DEVICES = 4;

/** The line by which a fact is known where its value alone would say too little: the output's own label. */
const LABELS: Readonly<Record<string, RegExp>> = {
  'cpu.vendor': /^\s*vendor(_id| id)\b/i,
  'cpu.name': /^\s*model name\b/i,
  'cpu.family': /^\s*cpu family\b/i,
  'cpu.model': /^\s*model\s*:/i,
  'cpu.stepping': /^\s*stepping\b/i,
  'cpu.flags': /^\s*flags\b/i,
  'cpu.cores': /^\s*(cpu cores|core\(s\) per socket)\b/i,
  'cpu.logical': /^\s*(siblings|cpu\(s\):)/i,
  'cpu.sockets': /^\s*(socket\(s\)|physical id)\b/i,
  'cpu.hybrid': /^\s*model name\b/i,
  'memory.totalBytes': /^\s*(MemTotal|Mem):/,
  'platform.os': /^ID=/,
  'firmware.mode': /\befi\b/i,
  'virtualisation.kind': /virtuali[sz]ation|hypervisor|^\s*flags\b/i,
};

/**
 * What the readings of a fact say, in their own words: the lines of a text, the names in a directory,
 * the fields of a report that hold it. Nothing where no single place gives it (it was counted, or is
 * known by what is missing).
 */
export function excerptsOf(
  capture: Capture,
  path: string,
  value: unknown,
  readings: readonly string[],
): Excerpt[] {
  const told = path === 'cpu.flags' ? flagsThatCount(value) : value;
  const devices = devicesIn(path, value);
  if (devices !== null) {
    return devices.length > MOST_DEVICES
      ? []
      : devices.flatMap(([name, device]) =>
          readings.flatMap((id) => excerptsOf(capture, name, device, [id]).slice(0, 1)),
        );
  }
  return readings.flatMap((id) => {
    const reading = capture.readings[id];
    return reading?.status === 'ok' ? excerptsFrom(id, reading, path, told) : [];
  });
}

/** The devices of a list by their own paths; null where it is a list of something else, or no list. */
function devicesIn(path: string, value: unknown): [path: string, device: unknown][] | null {
  if (!Array.isArray(value) || path.includes('[')) return null;
  const devices = value.filter((item) => typeof item === 'object' && item !== null);
  if (devices.length === 0) return null;
  return devices.flatMap((device: Record<string, unknown>) => {
    const key = device['address'] ?? device['path'] ?? device['name'];
    return typeof key === 'string' ? [[`${path}[${key}]`, device]] : [];
  });
}

/** Of a hundred flags those that rules and profiles ask for, and all where there is none of them. */
function flagsThatCount(flags: unknown): unknown {
  if (!Array.isArray(flags)) return flags;
  const counting = flags.filter((flag) => ['cppc', 'hypervisor', 'svm', 'vmx'].includes(flag));
  return counting.length > 0 ? counting : flags;
}

function excerptsFrom(id: string, reading: OkReading, path: string, value: unknown): Excerpt[] {
  switch (reading.kind) {
    case 'binary':
      return [];
    case 'link':
      return [{ reading: id, place: null, text: cut(reading.data) }];
    case 'list': {
      const words = wordsOf(path, value);
      const names = reading.data.filter((name) => words.some((word) => name.includes(word)));
      return names.slice(0, MOST).map((text) => ({ reading: id, place: 'entry', text: cut(text) }));
    }
    case 'report':
      return reportExcerpts(id, reading.data, keyOf(path), value, path)
        .slice(0, MOST + 1)
        .map((excerpt) => ({ ...excerpt, text: cut(excerpt.text) }));
    default:
      return lineExcerpts(id, reading.data, path, value);
  }
}

function lineExcerpts(reading: string, data: string, path: string, value: unknown): Excerpt[] {
  const lines = data.split('\n').map((line) => line.trim());
  const filled = lines.filter((line) => line !== '');
  if (filled.length === 1) return [{ reading, place: null, text: cut(filled[0] ?? '') }];
  const label = Object.hasOwn(LABELS, path) ? LABELS[path] : undefined;
  const labelled = label === undefined ? [] : pick(lines, (line) => label.test(line));
  const words = wordsOf(path, value);
  const found =
    labelled.length > 0 ? labelled : pick(lines, (line) => words.some((word) => holds(line, word)));
  return found.map(({ line, text }) => ({
    reading,
    place: `line ${line}`,
    text: aroundWord(text, words),
  }));
}

/** The first lines that fit; a line that repeats, as each processor's do, is shown once. */
function pick(
  lines: readonly string[],
  fits: (line: string) => boolean,
): { line: number; text: string }[] {
  const found = new Map<string, number>();
  for (const [index, text] of lines.entries()) {
    if (found.size === MOST) break;
    if (text !== '' && !found.has(text) && fits(text)) found.set(text, index + 1);
  }
  return [...found].map(([text, line]) => ({ text, line }));
}

/** The words by which a fact is found in a text: the key of its list, or else its value. */
function wordsOf(path: string, value: unknown): string[] {
  const key = keyOf(path);
  if (key !== null) {
    // lspci and its like leave the domain out where there is but one.
    return key.startsWith('0000:') ? [key, key.slice(5)] : [key];
  }
  if (typeof value === 'string' && value.length > 2) return [value];
  if (typeof value === 'number' && value > 9) return [String(value)];
  if (Array.isArray(value)) {
    return value.filter((item) => typeof item === 'string' && item.length > 2);
  }
  return [];
}

function keyOf(path: string): string | null {
  return /\[([^\]]+)\]/.exec(path)?.[1] ?? null;
}

/** Whether a line has a word as a word of its own: `sda` is not in `sdaa`, `00:02.0` not in `100:02.0`. */
function holds(line: string, word: string): boolean {
  for (let at = line.indexOf(word); at !== -1; at = line.indexOf(word, at + 1)) {
    const before = line[at - 1] ?? ' ';
    const after = line[at + word.length] ?? ' ';
    if (!/[A-Za-z0-9]/.test(before) && !/[A-Za-z0-9]/.test(after)) return true;
  }
  return false;
}

/** A long line, cut so that the word stays in sight. */
function aroundWord(text: string, words: readonly string[]): string {
  const word = words.find((each) => holds(text, each));
  const at = word === undefined ? 0 : text.indexOf(word);
  return at + (word?.length ?? 0) < LONGEST ? cut(text) : cut(`~${text.slice(at - 40)}`);
}

function cut(text: string): string {
  const line = text.replaceAll('\t', ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}~` : line;
}
