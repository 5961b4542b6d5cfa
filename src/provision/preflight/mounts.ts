/** One line of a mount table. */
export interface SeenMount {
  majorMinor: string;
  mountpoint: string;
  type: string;
  source: string;
}

/**
 * Lines of /proc/<pid>/mountinfo (proc_pid_mountinfo(5)); null where one is none, there is none at all (a
 * root is always mounted), or the last line, `end`, is missing: what is not whole tells nothing.
 */
export function parseMountTables(text: string): SeenMount[] | null {
  const lines = text.trimEnd().split('\n');
  if (lines.pop() !== 'end') return null;
  const mounts: SeenMount[] = [];
  for (const line of lines) {
    const [left = '', right] = line.split(' - ', 2);
    const [, , majorMinor, , mountpoint] = left.split(' ');
    const [type, source] = (right ?? '').split(' ');
    if (majorMinor === undefined || mountpoint === undefined) return null;
    if (type === undefined || source === undefined) return null;
    mounts.push({
      majorMinor,
      mountpoint: unescaped(mountpoint),
      type,
      source: unescaped(source),
    });
  }
  return mounts.length === 0 ? null : mounts;
}

/** Devices and files of /proc/swaps; null where the text is none. */
export function parseSwaps(text: string): string[] | null {
  const [head = '', ...lines] = text.trimEnd().split('\n');
  if (!head.startsWith('Filename')) return null;
  return lines.map((line) => unescaped(line.split(/\s/)[0] ?? ''));
}

/** The kernel writes blanks and backslashes in octal. */
function unescaped(word: string): string {
  return word.replace(/\\([0-7]{3})/g, (_all, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}
