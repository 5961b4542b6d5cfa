import { shownText } from '../../model/display.ts';
import { PantherError } from '../../model/errors.ts';
import type { LineOf } from './draft.ts';

/** A YAML or JSON text as a value, with the line of every place in it. */
export interface LocatedDocument {
  value: unknown;
  line: LineOf;
}

/**
 * YAML, and JSON as the subset of it that it nearly is. A key that is there twice is an error: one of
 * two hosts of a name would be lost.
 *
 * @throws PantherError `input` with file and line.
 */
export async function parseDocumentText(text: string, where: string): Promise<LocatedDocument> {
  const { LineCounter, parseDocument } = await import('yaml');
  const lines = new LineCounter();
  const fail = (offset: number | null, why: string): PantherError => {
    const line = offset === null ? '' : `:${lines.linePos(offset).line}`;
    return new PantherError('input', `${where}${line}: ${shownText(why, 300)}`);
  };
  let document: ReturnType<typeof parseDocument>;
  let value: unknown;
  try {
    document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
    const [broken] = document.errors;
    if (broken) throw fail(broken.pos[0], `not valid YAML: ${broken.message.split('\n')[0]}`);
    value = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    if (error instanceof PantherError) throw error;
    throw fail(null, `not usable YAML: ${error instanceof Error ? error.message : 'no value'}`);
  }
  return { value, line: (path) => lineOf(document, lines, path) };
}

interface Located {
  range?: readonly [number, number, number] | null | undefined;
}

/** Where the deepest part of a path that the document has begins. */
function lineOf(
  document: { getIn: (path: (string | number)[], keepScalar: boolean) => unknown },
  lines: { linePos(offset: number): { line: number } },
  path: readonly (string | number)[],
): number | null {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const node = document.getIn(path.slice(0, depth), true) as Located | null | undefined;
    if (typeof node === 'object' && node?.range) return lines.linePos(node.range[0]).line;
  }
  return null;
}

/** The same places, below a part of the document. */
export function below(line: LineOf, ...prefix: readonly (string | number)[]): LineOf {
  return (path) => line([...prefix, ...path]);
}
