import { canonical, type IdentifierKind, isDistinct, type Replace } from './identifiers.ts';

/** Replaces known identifiers in a text: linear in the text, however many there are. */
export type HideSecrets = (text: string) => string;

interface Secret {
  text: string;
  identifier: string;
  kind: IdentifierKind;
  isNumber: boolean;
}

/** What udev writes as an underscore in the name of a link. */
const NOT_IN_LINKS = /[^0-9a-z#+.:=@_-]/g;
const RUN = /[0-9A-Za-z]+/g;

/**
 * Makes a replacer of every occurrence of each identifier that stands between word boundaries
 * (an underscore is one, as in links that udev makes), whatever its case.
 */
export function secretHider(
  identifiers: ReadonlyMap<string, IdentifierKind>,
  replace: Replace,
): HideSecrets {
  const byFirstRun = new Map<string, Secret[]>();
  const lengths = new Set<number>();
  for (const [identifier, kind] of identifiers) {
    for (const text of spellings(identifier)) {
      const run = /^[0-9a-z]+/.exec(text)?.[0];
      if (run === undefined) continue;
      const others = byFirstRun.get(run) ?? [];
      others.push({ text, identifier, kind, isNumber: /^[0-9]+$/.test(text) });
      byFirstRun.set(run, others);
      lengths.add(run.length);
    }
  }
  for (const secrets of byFirstRun.values()) secrets.sort(longestFirst);
  return (text) => (lengths.size === 0 ? text : hideIn(text, { byFirstRun, lengths, replace }));
}

function longestFirst(a: Secret, b: Secret): number {
  return b.text.length - a.text.length || (a.identifier < b.identifier ? -1 : 1);
}

/** How tools write one identifier: as it is, with udev's underscores, and hex with 0x before it. */
function spellings(identifier: string): Set<string> {
  const lower = identifier
    .trim()
    .toLowerCase()
    .replace(/^[^0-9a-z]+/, '');
  const plain = canonical(identifier);
  const found = new Set([lower, lower.replace(/\s+/g, '_').replace(NOT_IN_LINKS, '_'), plain]);
  if (/^[0-9a-f]{16,32}$/.test(plain)) found.add(`0x${plain}`);
  return new Set([...found].filter(isDistinct));
}

interface Known {
  byFirstRun: ReadonlyMap<string, readonly Secret[]>;
  lengths: ReadonlySet<number>;
  replace: Replace;
}

function hideIn(text: string, known: Known): string {
  let hidden = '';
  let copied = 0;
  for (const match of text.matchAll(RUN)) {
    const run = match[0];
    if (match.index < copied || !known.lengths.has(run.length)) continue;
    const secret = known.byFirstRun
      .get(run.toLowerCase())
      ?.find((candidate) => standsAt(candidate, text, match.index));
    if (secret === undefined) continue;
    hidden += text.slice(copied, match.index) + known.replace(secret.identifier, secret.kind);
    copied = match.index + secret.text.length;
  }
  return copied === 0 ? text : hidden + text.slice(copied);
}

function standsAt(secret: Secret, text: string, index: number): boolean {
  const end = index + secret.text.length;
  if (text.slice(index, end).toLowerCase() !== secret.text) return false;
  if (/[0-9A-Za-z]/.test(text.charAt(end))) return false;
  // A bare number in running text or JSON may be a size; as a part of a name it is the serial.
  return !secret.isNumber || index === 0 || /["'/_.=-]/.test(text.charAt(index - 1));
}
