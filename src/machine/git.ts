import { PantherError } from '../model/errors.ts';

/** A file as git keeps it: its path below the folder that was asked about, and the id of its content. */
export interface GitFile {
  path: string;
  id: string;
}

const TIMEOUT_MS = 60_000;
const OUTPUT_BYTES = 512 * 2 ** 20;

/** Nothing that the repository's own settings could make git run. */
const HARMLESS = ['-c', 'core.fsmonitor=false', '-c', 'core.quotePath=false'];

/** Whether a folder lies in a git repository, and git is there to ask. */
export async function isInGit(folder: string): Promise<boolean> {
  return (await git(folder, ['rev-parse', '--git-dir'])).status === 'ok';
}

/** The top folder of the working tree. Throws PantherError('input') where there is none. */
export async function topOf(folder: string): Promise<string> {
  const answer = await git(folder, ['rev-parse', '--show-toplevel']);
  if (answer.status !== 'ok') throw notAnswered(answer, `${folder}: is in no git repository`);
  return answer.output.toString('utf8').replace(/\n$/, '');
}

/**
 * The id of the commit that a revision names, such as HEAD~1 or origin/main.
 * Throws PantherError: `missing` without git, `input` for a revision that is none.
 */
export async function commitOf(folder: string, revision: string): Promise<string> {
  const words = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  const answer = await git(folder, words);
  if (answer.status === 'ok') return answer.output.toString('utf8').trim();
  throw notAnswered(answer, `${revision}: names no commit here; give one, such as HEAD or main`);
}

/** Files at a commit that are other now, in the index or in the folder itself, and new ones; sorted. */
export async function changedSince(
  folder: string,
  commit: string,
  paths: readonly string[],
): Promise<string[]> {
  const words = ['diff', '--no-ext-diff', '--no-textconv', '--no-renames', '--relative'];
  const [changed, fresh] = await Promise.all([
    lines(folder, [...words, '--name-only', '-z', commit, '--', ...paths]),
    lines(folder, ['ls-files', '--others', '--exclude-standard', '-z', '--', ...paths]),
  ]);
  return [...new Set([...changed, ...fresh])].sort();
}

/** Every file of a commit below some paths; sorted by path. */
export async function filesAt(
  folder: string,
  commit: string,
  paths: readonly string[],
): Promise<GitFile[]> {
  const found = await lines(folder, ['ls-tree', '-r', '-z', commit, '--', ...paths]);
  // Each is `mode type id<TAB>path`; links and submodules are no files.
  return found.flatMap((line) => {
    const [, mode, id, path] = /^([0-7]+) blob ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
    return mode?.startsWith('100') && id && path ? [{ path, id }] : [];
  });
}

/** Files whose content the next commit would bring: added or changed in the index; sorted by path. */
export async function stagedFiles(folder: string): Promise<GitFile[]> {
  const words = ['diff', '--cached', '--raw', '-z', '--no-abbrev', '--no-renames', '--relative'];
  const found = await lines(folder, [...words, '--no-ext-diff', '--diff-filter=ACMT']);
  const files: GitFile[] = [];
  // Pairs of `:mode mode id id status` and a path.
  for (let at = 0; at + 1 < found.length; at += 2) {
    const [, mode, id] = /^:[0-7]+ ([0-7]+) [0-9a-f]+ ([0-9a-f]+) /.exec(found[at] ?? '') ?? [];
    const path = found[at + 1];
    if (mode?.startsWith('100') && id && path) files.push({ path, id });
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Files of the index, staged anew or not, whose paths fit a pattern of git's; sorted by path. */
export async function indexedFiles(
  folder: string,
  patterns: readonly string[],
): Promise<GitFile[]> {
  const found = await lines(folder, ['ls-files', '--stage', '-z', '--', ...patterns]);
  return found.flatMap((line) => {
    const [, mode, id, path] = /^([0-7]+) ([0-9a-f]+) [0-3]\t(.+)$/s.exec(line) ?? [];
    return mode?.startsWith('100') && id && path ? [{ path, id }] : [];
  });
}

/** How many bytes each of some ids holds; one that git does not have is left out. */
async function sizesOf(folder: string, ids: readonly string[]): Promise<Map<string, number>> {
  const answer = await git(folder, ['cat-file', '--batch-check'], `${ids.join('\n')}\n`);
  if (answer.status !== 'ok') throw notAnswered(answer, `${folder}: git cannot read its objects`);
  const found = answer.output.toString('latin1').matchAll(/^([0-9a-f]+) blob ([0-9]+)$/gm);
  return new Map([...found].map(([, id, size]) => [id as string, Number(size)]));
}

/** Contents by id. Throws PantherError('input') for an id that git does not have. */
export async function contentsOf(
  folder: string,
  ids: readonly string[],
): Promise<Map<string, Buffer>> {
  const contents = new Map<string, Buffer>();
  if (ids.length === 0) return contents;
  const answer = await git(folder, ['cat-file', '--batch'], `${ids.join('\n')}\n`);
  if (answer.status !== 'ok') throw notAnswered(answer, `${folder}: git cannot read its objects`);
  let at = 0;
  for (const id of ids) {
    const end = answer.output.indexOf(0x0a, at);
    const size = Number(/ blob ([0-9]+)$/.exec(answer.output.toString('latin1', at, end))?.[1]);
    if (end < 0 || !Number.isInteger(size)) {
      throw new PantherError('input', `${folder}: git lacks an object; fetch the whole history`);
    }
    contents.set(id, answer.output.subarray(end + 1, end + 1 + size));
    at = end + 1 + size + 1;
  }
  return contents;
}

/**
 * Reads contents one after the other, and many at a time from git, in the order of `ids`; none that is
 * longer than `most` is read, and gives null.
 */
export async function contentReader(
  folder: string,
  ids: readonly string[],
  most: number,
): Promise<(id: string) => Promise<Buffer | null>> {
  const sizes = ids.length === 0 ? new Map<string, number>() : await sizesOf(folder, ids);
  const wanted = [...new Set(ids)].filter((id) => (sizes.get(id) ?? 0) <= most);
  let held = new Map<string, Buffer>();
  return async (id) => {
    if ((sizes.get(id) ?? 0) > most) return null;
    if (!held.has(id)) {
      const next: string[] = [];
      let size = 0;
      for (const one of wanted.slice(wanted.indexOf(id))) {
        size += sizes.get(one) ?? 0;
        if (next.length > 0 && size > OUTPUT_BYTES / 4) break;
        next.push(one);
      }
      held = await contentsOf(folder, next);
    }
    return held.get(id) ?? null;
  };
}

/** One file of a commit; null where it is not there. */
export async function fileAt(folder: string, commit: string, path: string): Promise<Buffer | null> {
  const answer = await git(folder, ['cat-file', 'blob', `${commit}:${path}`]);
  return answer.status === 'ok' ? answer.output : null;
}

type Answer = { status: 'ok'; output: Buffer } | { status: 'missing' } | { status: 'failed' };

async function lines(folder: string, words: readonly string[]): Promise<string[]> {
  const answer = await git(folder, words);
  if (answer.status !== 'ok') throw notAnswered(answer, `${folder}: is in no git repository`);
  return answer.output.toString('utf8').split('\0').slice(0, -1);
}

function notAnswered(answer: Answer, what: string): PantherError {
  return answer.status === 'missing'
    ? new PantherError('missing', 'git is not installed; install it')
    : new PantherError('input', what);
}

/** The environment stays: in a hook it says which index is being committed. */
async function git(folder: string, words: readonly string[], input = ''): Promise<Answer> {
  const { spawn } = await import('node:child_process');
  return new Promise((resolve) => {
    const child = spawn('git', [...HARMLESS, '-C', folder, ...words], {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { ...process.env, GIT_OPTIONAL_LOCKS: '0', GIT_PAGER: 'cat' },
      timeout: TIMEOUT_MS,
    });
    const output: Buffer[] = [];
    let size = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      output.push(chunk);
      size += chunk.length;
      if (size > OUTPUT_BYTES) child.kill('SIGKILL');
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    child.on('error', (error: NodeJS.ErrnoException) => {
      resolve({ status: error.code === 'ENOENT' ? 'missing' : 'failed' });
    });
    child.on('close', (code) => {
      resolve(code === 0 ? { status: 'ok', output: Buffer.concat(output) } : { status: 'failed' });
    });
  });
}
