import { createReadStream } from 'node:fs';
import { shownText } from '../model/display.ts';
import { PantherError } from '../model/errors.ts';

/** No path is longer (PATH_MAX); what is, is no list of paths. */
const LONGEST_PATH = 4096;

/**
 * The paths that a list names, one a line, or parted by NUL where the list holds one: as they come,
 * so that a list may have any length. `-` is standard input.
 *
 * @throws PantherError `input` for a list that cannot be read, or that is none.
 */
export async function* listedInputs(list: string): AsyncGenerator<string> {
  const stream: AsyncIterable<Buffer> = list === '-' ? process.stdin : createReadStream(list);
  const name = list === '-' ? 'standard input' : shownText(list, 200);
  let rest = '';
  let separator: string | null = null;
  const decoder = new TextDecoder();
  try {
    for await (const chunk of stream) {
      const text = rest + decoder.decode(chunk, { stream: true });
      separator ??= text.includes('\0') ? '\0' : text.includes('\n') ? '\n' : null;
      const parts = separator === null ? [text] : text.split(separator);
      rest = parts.pop() ?? '';
      if (rest.length > LONGEST_PATH) throw noList(name);
      for (const part of parts) {
        const path = pathOf(part, separator);
        if (path.length > LONGEST_PATH) throw noList(name);
        if (path !== '') yield path;
      }
    }
  } catch (error) {
    if (error instanceof PantherError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new PantherError('input', `${name}: cannot be read (${code}); check --inputs-from`);
  }
  const last = pathOf(rest, separator);
  if (last !== '') yield last;
}

/** A line as a Windows editor ends it is the same path. */
function pathOf(part: string, separator: string | null): string {
  return separator === '\0' ? part : part.replace(/\r$/, '');
}

function noList(name: string): PantherError {
  return new PantherError(
    'input',
    `${name}: is no list of paths; --inputs-from takes one path a line, or parted by NUL`,
  );
}
