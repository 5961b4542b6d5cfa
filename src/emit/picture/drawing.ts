import type { Box } from './bar.ts';

/** What a picture's parts can mean; each has a colour of its own on a terminal. */
export type Tone = Box['tone'] | 'heading' | 'good' | 'bad';

export interface Glyphs {
  top: readonly [string, string, string];
  bottom: readonly [string, string, string];
  line: string;
  side: string;
  full: string;
}

/** How a picture is drawn: how wide, with which marks, in which colours. */
export interface Drawing {
  columns: number;
  glyphs: Glyphs;
  /** Whether only ASCII may come out. */
  ascii: boolean;
  paint: (tone: Tone, text: string) => string;
}

const BOXES: Glyphs = {
  top: ['┌', '┬', '┐'],
  bottom: ['└', '┴', '┘'],
  line: '─',
  side: '│',
  full: '█',
};

const ASCII: Glyphs = {
  top: ['+', '+', '+'],
  bottom: ['+', '+', '+'],
  line: '-',
  side: '|',
  full: '#',
};

const NARROWEST = 24;

/** SGR codes; the bars are told apart by their text as well, never by colour alone. */
const CODES: Record<Tone, string> = {
  boot: '36',
  swap: '35',
  encrypted: '32',
  plain: '33',
  lost: '31',
  free: '2',
  heading: '1',
  good: '32',
  bad: '31;1',
};

/** A drawing of some width; without `color` no escape sequence, with `ascii` nothing but ASCII. */
export function drawingOf(
  columns: number,
  { ascii = false, color = false }: { ascii?: boolean; color?: boolean } = {},
): Drawing {
  return {
    columns: Math.max(NARROWEST, Math.floor(columns)),
    glyphs: ascii ? ASCII : BOXES,
    ascii,
    paint: (tone, text) => (color && text !== '' ? `\u001b[${CODES[tone]}m${text}\u001b[0m` : text),
  };
}

/** Whether the locale's characters are UTF-8 (locale(7): LC_ALL, then LC_CTYPE, then LANG). */
export function speaksUtf8(env: Readonly<Record<string, string | undefined>>): boolean {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || 'C';
  return /utf-?8/i.test(locale);
}
