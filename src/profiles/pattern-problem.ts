/** Repetitions without end that one pattern may hold: each multiplies the time by the length of a text. */
const MOST = 3;
/** Places with a choice that one pattern may hold: each can double the time. */
const MOST_CHOICES = 16;
/** A repetition of more than this is one without end. */
const FEW = 8;
/** An escape, a class, the opening of a group, a repetition, or a character. */
const TOKEN =
  /\\(?:k<[^>]*>|[1-9][0-9]*|.)|\[(?:\\.|[^\]\\])*\]|\(\?(?:[:=!]|<[=!]|<[^>]*>)|(?:[*+?]|\{[0-9]+(?:,[0-9]*)?\})\??|./gsu;
const REPETITION = /^(?:([*+?])|\{([0-9]+)(,([0-9]*))?\})\??$/;

interface Group {
  repeats: boolean;
  chooses: boolean;
}

/**
 * Why a pattern may take for ever on a text that somebody made for it, or null. Hardware strings are
 * anybody's: what is repeated may hold no repetition, what is repeated without end no alternatives,
 * and a pattern few of either. The pattern is known to compile.
 */
export function patternProblem(source: string): string | null {
  const open: Group[] = [];
  let current: Group = { repeats: false, chooses: false };
  let last: Group | null = null;
  let endless = 0;
  let choices = 0;
  for (const [token] of source.matchAll(TOKEN)) {
    const times = timesOf(token);
    if (/^\\(?:[1-9]|k<)/.test(token)) return 'refers back to a group, which can take for ever';
    if (token.startsWith('(')) {
      open.push(current);
      current = { repeats: false, chooses: false };
      last = null;
    } else if (token === ')') {
      last = current;
      const outer = open.pop() ?? last;
      current = { repeats: outer.repeats || last.repeats, chooses: outer.chooses || last.chooses };
      if (last.chooses) choices += 1;
    } else if (times === null) {
      if (token === '|') current.chooses = true;
      last = null;
    } else {
      const { most } = times;
      if (most > 1 && last?.repeats) return 'repeats a repetition, which can take for ever';
      if (most > FEW && last?.chooses) return 'repeats alternatives, which can take for ever';
      if (times.exactly && !last?.chooses) continue;
      if (most > 1) current.repeats = true;
      else current.chooses = true;
      if (most > FEW) endless += 1;
      else choices += most;
      last = null;
    }
  }
  if (endless > MOST) return `repeats without end in more than ${MOST} places`;
  return choices > MOST_CHOICES ? `leaves a choice in more than ${MOST_CHOICES} places` : null;
}

/** How often a token has what is before it repeated at most; null: it is no repetition. */
function timesOf(token: string): { most: number; exactly: boolean } | null {
  const found = REPETITION.exec(token);
  if (found === null) return null;
  const [, sign, least = '', several, most = ''] = found;
  if (sign !== undefined) return { most: sign === '?' ? 1 : Infinity, exactly: false };
  if (several === undefined) return { most: Number(least), exactly: true };
  return { most: most === '' ? Infinity : Number(most), exactly: false };
}
