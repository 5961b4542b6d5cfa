// The head of the bundle. The parts of the program stand behind it as plain text, in a comment: Node
// skips that at no cost, where it would otherwise read thousands of functions that a run never calls. A
// part is compiled when it is first asked for.

const { readFileSync } = process.getBuiltinModule('node:fs');
const { createRequire } = process.getBuiltinModule('node:module');
const { fileURLToPath } = process.getBuiltinModule('node:url');
const { compileFunction } = process.getBuiltinModule('node:vm');

/** By name: where it starts and ends, counted from the start of the comment, and on which line. */
const parts = PARTS;
const commentEnd = COMMENT_END;

const filename = fileURLToPath(import.meta.url);
// All of it at once: it may be replaced while it runs.
const bundle = readFileSync(filename);
const before = '\n/*\n';
const start = bundle.indexOf(before) + before.length;
const lines = bundle.toString('latin1', 0, start).split('\n').length - 1;
const loaded = new Map();

/** What a part exports, or one of Node's own modules. */
function load(name) {
  const place = parts[name];
  if (place === undefined) return process.getBuiltinModule(name) ?? createRequire(filename)(name);
  const known = loaded.get(name);
  if (known !== undefined) return known.exports;
  const part = { exports: {} };
  loaded.set(name, part);
  const [from, to, line] = place;
  const text = bundle.toString('latin1', start + from, start + to).replaceAll(commentEnd, '*/');
  const words = ['require', 'exports', 'module', 'bundleUrl'];
  const body = compileFunction(text, words, { filename, lineOffset: lines + line });
  body(load, part.exports, part, import.meta.url);
  return part.exports;
}

await load('./cli.js').finished;
