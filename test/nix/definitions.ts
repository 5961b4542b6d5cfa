/** What a Nix set defines: the path of names (`*` for one that is computed) and the text of the value. */
export interface Definition {
  path: string[];
  value: string;
}

interface Token {
  text: string;
  start: number;
  end: number;
}

/** A stretch of a file's tokens, from `from` up to but not including `to`. */
interface Stretch {
  text: string;
  tokens: readonly Token[];
  from: number;
  to: number;
}

const CLOSING = new Map([
  ['{', '}'],
  ['[', ']'],
  ['(', ')'],
  ['${', '}'],
]);
/** Functions whose last argument is defined as if it stood there by itself. */
const TRANSPARENT = /^lib\.(mkIf|mkMerge|mkDefault|mkForce|mkOverride|optionalAttrs)$/;

/**
 * Reads what a NixOS module (or any expression that comes to a set) defines, without evaluating it:
 * through function heads, `let`, `//` and mkIf, down to the values that are no sets.
 */
export function definitionsIn(text: string): Definition[] {
  const tokens = tokensOf(text);
  return definedBy({ text, tokens, from: 0, to: tokens.length }, []);
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const plain = /\s+|#[^\n]*|\/\*[\s\S]*?\*\/|[A-Za-z_][\w'-]*|\d+|\$\{|\/\/|\+\+|->|''|[\s\S]/y;
  for (let at = 0; at < text.length; ) {
    plain.lastIndex = at;
    const [found = ''] = plain.exec(text) ?? [];
    const quoted = found === '"' || found === "''";
    const end = quoted ? endOfString(text, at, found) : at + found.length;
    if (!/^(\s|#|\/\*)/.test(found)) tokens.push({ text: text.slice(at, end), start: at, end });
    at = end;
  }
  return tokens;
}

/** Where the string that starts at `start` ends, interpolations and escapes minded. */
function endOfString(text: string, start: number, quote: string): number {
  const piece =
    quote === '"' ? /\\[\s\S]|\$\{|"|[\s\S]/y : /''\$|'''|''\\[\s\S]|\$\$|\$\{|''|[\s\S]/y;
  for (let at = start + quote.length; at < text.length; ) {
    piece.lastIndex = at;
    const [found = ''] = piece.exec(text) ?? [];
    if (found === quote) return at + quote.length;
    at = found === '${' ? endOfInterpolation(text, at + 2) : at + found.length;
  }
  throw new Error(`a string is not closed: ${text.slice(start, start + 40)}`);
}

function endOfInterpolation(text: string, start: number): number {
  let depth = 1;
  for (let at = start; at < text.length; at += 1) {
    const quote = text[at] === '"' ? '"' : text.startsWith("''", at) ? "''" : '';
    if (quote !== '') at = endOfString(text, at, quote) - 1;
    else if (text[at] === '{') depth += 1;
    else if (text[at] === '}') depth -= 1;
    if (depth === 0) return at + 1;
  }
  throw new Error('an interpolation is not closed');
}

/** The token after the bracket that closes the one at `at`; after the token where it is none. */
function after({ tokens }: Stretch, at: number): number {
  const closing: string[] = [];
  for (let place = at; place < tokens.length; place += 1) {
    const token = tokens[place]?.text ?? '';
    const opened = CLOSING.get(token);
    if (opened !== undefined) closing.push(opened);
    else if (token === closing.at(-1)) closing.pop();
    if (closing.length === 0) return place + 1;
  }
  throw new Error('a bracket is not closed');
}

/** The first place of a token outside of brackets; the end if there is none. */
function find(stretch: Stretch, wanted: string): number {
  for (let at = stretch.from; at < stretch.to; ) {
    if (stretch.tokens[at]?.text === wanted) return at;
    at = after(stretch, at);
  }
  return stretch.to;
}

function definedBy(stretch: Stretch, path: readonly string[]): Definition[] {
  const { tokens, from, to, text } = stretch;
  const first = tokens[from]?.text ?? '';
  const part = (start: number, end: number) =>
    definedBy({ ...stretch, from: start, to: end }, path);

  if (first === 'let') return part(endOfLet(stretch) + 1, to);
  const colon = first === '{' ? after(stretch, from) : from + 1;
  if (tokens[colon]?.text === ':') return part(colon + 1, to);
  const join = find(stretch, '//');
  if (join < to) return [...part(from, join), ...part(join + 1, to)];

  const atoms = atomsOf(stretch);
  const last = atoms.at(-1);
  const head = atoms[0]?.map((at) => tokens[at]?.text).join('') ?? '';
  if (last !== undefined && (atoms.length === 1 || TRANSPARENT.test(head))) {
    const [start = from] = last;
    const end = after(stretch, start);
    const inner = { ...stretch, from: start + 1, to: end - 1 };
    const kind = tokens[start]?.text;
    if (kind === '{') return bindingsOf(inner, path);
    if (kind === '(') return definedBy(inner, path);
    if (kind === '[' && head === 'lib.mkMerge') {
      return atomsOf(inner).flatMap(([at = 0]) => part(at, after(stretch, at)));
    }
  }
  const value = text.slice(tokens[from]?.start, tokens[to - 1]?.end);
  return [{ path: [...path], value }];
}

function endOfLet(stretch: Stretch): number {
  let depth = 0;
  for (let at = stretch.from; at < stretch.to; at = after(stretch, at)) {
    const token = stretch.tokens[at]?.text;
    if (token === 'let') depth += 1;
    if (token === 'in') depth -= 1;
    if (depth === 0) return at;
  }
  throw new Error('let without in');
}

/** The operands of an application: brackets, and names with what is selected from them. */
function atomsOf(stretch: Stretch): number[][] {
  const atoms: number[][] = [];
  let selects = false;
  for (let at = stretch.from; at < stretch.to; at = after(stretch, at)) {
    const dot = stretch.tokens[at]?.text === '.';
    if (dot || selects) atoms.at(-1)?.push(at);
    else atoms.push([at]);
    selects = dot;
  }
  return atoms;
}

function bindingsOf(stretch: Stretch, path: readonly string[]): Definition[] {
  const found: Definition[] = [];
  for (let from = stretch.from; from < stretch.to; ) {
    const to = find({ ...stretch, from }, ';');
    found.push(...boundBy({ ...stretch, from, to }, path));
    from = to + 1;
  }
  return found;
}

function boundBy(stretch: Stretch, path: readonly string[]): Definition[] {
  const { tokens, from, to, text } = stretch;
  const equals = find(stretch, '=');
  const names: string[] = [];
  const start = tokens[from]?.text === 'inherit' ? from + 1 : from;
  for (let at = start; at < equals; at = after(stretch, at)) {
    const token = tokens[at]?.text ?? '';
    if (token === '${') names.push('*');
    else if (token !== '.' && token !== '(') names.push(token.replaceAll('"', ''));
  }
  if (start === from) return definedBy({ ...stretch, from: equals + 1 }, [...path, ...names]);
  const value = text.slice(tokens[from]?.start, tokens[to - 1]?.end);
  return names.map((name) => ({ path: [...path, name], value }));
}
