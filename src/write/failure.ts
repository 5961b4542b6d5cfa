import { PantherError } from '../model/errors.ts';

const sentences: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left',
  EDQUOT: 'the disk quota is used up',
  ENOENT: 'a directory of the path is not there',
  ENOTDIR: 'a part of the path is not a directory',
  EISDIR: 'a directory is in the way',
  ELOOP: 'a symbolic link is in the way',
  ENAMETOOLONG: 'the path is too long',
  EMFILE: 'too many files are open',
  EIO: 'the disk failed',
};

/** The code of a system error, or null. */
export function errorCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** True when the error says that nothing is there. */
export function isAbsent(error: unknown): boolean {
  return errorCode(error) === 'ENOENT';
}

/**
 * A system error as one clear line, PantherError('input'): what was tried, where, why it failed.
 * Anything unexpected comes back as it is.
 */
export function writeFailure(error: unknown, attempt: string): unknown {
  if (error instanceof PantherError) return error;
  const sentence = sentences[errorCode(error) ?? ''];
  if (sentence === undefined) return error;
  return new PantherError('input', `${attempt}: ${sentence}`, { cause: error });
}
