import { readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** What a parser is given: a text, bytes, or JSON that was read already. */
export type Kind = 'text' | 'bytes' | 'json';

/** A function of the project that reads what came from outside. */
export interface Parser {
  name: string;
  kind: Kind;
  parse: (input: never) => unknown;
}

/** Functions that take something other than a text, by what they take. */
const KINDS: Readonly<Record<string, Kind>> = {
  parseEdid: 'bytes',
  parseEfiFlag: 'bytes',
  isTar: 'bytes',
  tarMembers: 'bytes',
  facterEntries: 'json',
  smbiosGroups: 'json',
  isLshwReport: 'json',
  lshwNodes: 'json',
};
const FURTHER: Readonly<Record<string, readonly unknown[]>> = { tarMembers: ['a.tar', () => true] };
const READS =
  /^(?:parse[A-Z]|tarMembers$|isTar$|facterEntries$|smbiosGroups$|isLshwReport$|lshwNodes$)/;

/** Every parser under src/discover/parse, found by its name, so that none is forgotten. */
export async function allParsers(): Promise<Parser[]> {
  const folder = new URL('../../../src/discover/parse/', import.meta.url);
  const parsers: Parser[] = [];
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.js')) continue;
    const module: Record<string, unknown> = await import(
      pathToFileURL(new URL(file, folder).pathname).href
    );
    for (const [name, value] of Object.entries(module)) {
      if (typeof value !== 'function' || !READS.test(name)) continue;
      const parse = (input: never): unknown => value(input, ...(FURTHER[name] ?? []));
      parsers.push({ name, kind: KINDS[name] ?? 'text', parse });
    }
  }
  return parsers;
}
