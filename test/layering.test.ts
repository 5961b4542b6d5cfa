import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import test from 'ava';

const ROOMS = ['discover', 'profiles', 'plan', 'emit', 'write', 'provision'];
/** Who may import whom: imports run downward, and rooms never import one another. */
const ALLOWED: Record<string, string[]> = {
  cli: ['cli', 'commands', 'console', 'exit', 'model', 'assets'],
  commands: ['commands', 'main', 'console', 'model', 'assets', 'exit'],
  main: ['main', ...ROOMS, 'machine', 'model', 'assets'],
  discover: ['discover', 'machine', 'model', 'assets'],
  provision: ['provision', 'machine', 'model', 'assets'],
  profiles: ['profiles', 'model', 'assets'],
  plan: ['plan', 'model', 'assets'],
  emit: ['emit', 'model', 'assets'],
  write: ['write', 'model', 'assets'],
  machine: ['machine', 'model'],
  assets: ['assets'],
  model: ['model'],
  exit: ['model'],
  console: ['console', 'model'],
};

function sources(dir = 'src'): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) return sources(path);
    return path.endsWith('.ts') ? [path] : [];
  });
}

function roomOf(path: string): string {
  const [, first = ''] = path.split('/');
  return first.replace(/\.ts$/, '');
}

function imports(path: string): string[] {
  const text = readFileSync(path, 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g)].map((found) =>
    normalize(join(dirname(path), found[1] ?? '')),
  );
}

test('imports run downward only, and rooms never import one another', (t) => {
  const upward = sources().flatMap((path) =>
    imports(path)
      .filter((target) => !ALLOWED[roomOf(path)]?.includes(roomOf(target)))
      .map((target) => `${path} → ${target}`),
  );
  t.deepEqual(upward, []);
});

test('every import points at a file that exists', (t) => {
  const all = new Set([...sources(), 'src/assets/generated.ts']);
  const broken = sources().flatMap((path) => imports(path).filter((target) => !all.has(target)));
  t.deepEqual(broken, []);
});

test('no source file is longer than 300 lines', (t) => {
  const long = sources()
    .filter((path) => path !== 'src/assets/generated.ts')
    .filter((path) => readFileSync(path, 'utf8').split('\n').length > 301);
  t.deepEqual(long, []);
});

test('no file or folder is named for nothing in particular', (t) => {
  const vague = sources().filter((path) => /\b(utils?|common|misc|helpers?)\b/.test(path));
  t.deepEqual(vague, []);
});

test('only write/ imports what writes files', (t) => {
  const writing = /\b(writeFile|appendFile|createWriteStream|mkdir|rename|unlink|symlink|rm)\b/;
  const elsewhere = sources()
    .filter((path) => !['write', 'provision'].includes(roomOf(path)))
    .filter((path) =>
      [
        ...readFileSync(path, 'utf8').matchAll(/import\s([^;]*?)from 'node:fs(?:\/promises)?'/g),
      ].some(([, names = '']) => writing.test(names)),
    );
  t.deepEqual(elsewhere, []);
});
