import { PantherError } from '../../model/errors.ts';

const SHOWN = 200;

/** A path or another outside string, fit for one line on a terminal. */
export function quoted(text: string): string {
  const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
  // JSON escapes line breaks and control characters; what remains are marks that turn text around.
  const safe = JSON.stringify(shown).replace(
    /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return /^"[A-Za-z0-9 ._/:@+,=~-]+"$/.test(safe) ? safe.slice(1, -1) : safe;
}

/** Why a path could not be read, and what to do about it. */
export function unreadable(path: string, error: unknown): PantherError {
  const code =
    typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  const name = quoted(path);
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new PantherError('input', `${name}: no such file or directory; check the path`);
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new PantherError(
      'input',
      `${name}: no permission to read it; ask its owner or use sudo`,
    );
  }
  if (code === 'EISDIR') return new PantherError('input', `${name}: is a directory; give a file`);
  return new PantherError('input', `${name}: cannot be read (${code || 'unknown error'})`);
}
