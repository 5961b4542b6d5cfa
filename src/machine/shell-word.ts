/** A word for a POSIX shell that means itself and nothing else. */
export function shellWord(text: string): string {
  if (text.includes('\0')) throw new Error('a shell word holds no NUL');
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
