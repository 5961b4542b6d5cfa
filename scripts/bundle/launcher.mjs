// The head of the bundle. The parts of the program stand behind it as plain text, in the comment that is
// the body of a function: V8 skips that, where it would otherwise read thousands of functions that a run
// never calls, and hands it out again as the text of the function. A part is compiled when it is first
// asked for.

// Node makes a list of all that a module holds for whoever imports it, which takes longer than this.
const builtin = process.getBuiltinModule;
const { closeSync, constants, fstatSync, openSync, readFileSync, statSync } = builtin('node:fs');
const { Script } = builtin('node:vm');

/** By name: where it starts and ends in the text of `program`, and on which line of the bundle. */
const parts = PARTS;
const commentEnd = COMMENT_END;
/** Of the parts, so that what was compiled of others is not taken for theirs. */
const digest = DIGEST;

/** A pipe is not waited for, and a link is not followed. */
const NO_LINK = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const OTHERS_WRITE = 0o022;

const { filename } = import.meta;
const text = program.toString();
const loaded = new Map();
const compiled = compiledParts();
/** Where the build waits for what it writes beside the bundle. */
const compiling = globalThis[Symbol.for('panther-discover compiling')];

/** Each name of a part, as what it stands for at the time. */
function defineExports(target, getters) {
  for (const name in getters)
    Object.defineProperty(target, name, { get: getters[name], enumerable: true });
}

/** How an import tells a part from a package. */
function asPart(exported) {
  return Object.defineProperty(exported, '__esModule', { value: true });
}

/** A package or a module of Node, as an import of all its names gives it. */
function asModule(exported, isNodeMode) {
  const target = exported == null ? {} : Object.create(Object.getPrototypeOf(exported));
  if (isNodeMode || !exported?.__esModule) {
    Object.defineProperty(target, 'default', { value: exported, enumerable: true });
  }
  for (const name of Object.getOwnPropertyNames(exported ?? {})) {
    if (Object.hasOwn(target, name)) continue;
    const { enumerable } = Object.getOwnPropertyDescriptor(exported, name);
    Object.defineProperty(target, name, { get: () => exported[name], enumerable });
  }
  return target;
}

/** What a part exports, one of Node's own modules, or what the bundle carries as data. */
function load(name) {
  if (name === './data') return data();
  const place = parts[name];
  if (place === undefined) return builtin(name);
  const known = loaded.get(name);
  if (known !== undefined) return known.exports;
  const part = { exports: {} };
  loaded.set(name, part);
  const cachedData = compiled.get(name);
  const script = new Script(textOf(name), { filename, lineOffset: place[2], cachedData });
  compiling?.set(name, script);
  const run = script.runInThisContext();
  run(load, part.exports, part, import.meta.url, defineExports, asPart, asModule);
  return part.exports;
}

function textOf(name) {
  const [from, to] = parts[name];
  return text.slice(from, to).replaceAll(commentEnd, '*/');
}

/** Texts by group and name, each cut out when it is asked for. JSON holds what is not plain ASCII. */
function data() {
  const generated = {};
  const groupOf = (group) => {
    generated[group] ??= {};
    return generated[group];
  };
  for (const name of Object.keys(parts)) {
    const [, kind, group, file] = /^\.\/(text|json)\/([a-z]+)(?:\/(.+))?$/.exec(name) ?? [];
    if (kind === undefined) continue;
    const holder = file === undefined ? generated : groupOf(group);
    const get = () => (kind === 'json' ? JSON.parse(textOf(name)) : textOf(name));
    Object.defineProperty(holder, file ?? group, { get, enumerable: true });
  }
  return { generated };
}

/**
 * What the build compiled, by part: V8 takes it where it would compile the same itself, so it saves time
 * and nothing else. Nothing is ever written here by a run. Root may start this from a folder in which
 * others can create files, so the file counts only if the bundle's owner alone could have written it.
 */
function compiledParts() {
  try {
    const { stat, bytes } = read(filename.replace(/mjs$/, 'compiled'), NO_LINK);
    if (stat.uid !== statSync(filename).uid || (stat.mode & OTHERS_WRITE) !== 0) return new Map();
    const index = JSON.parse(bytes.toString('latin1', 0, bytes.indexOf('\n')));
    const { node, arch, size } = index;
    const fits = node === process.version && arch === process.arch && size === bytes.length;
    if (index.digest !== digest || !fits) return new Map();
    return new Map(index.parts.map(([name, from, to]) => [name, bytes.subarray(from, to)]));
  } catch {
    return new Map();
  }
}

/** The bytes of a file, and what the system says of it. */
function read(path, flags) {
  const file = openSync(path, flags);
  try {
    return { stat: fstatSync(file), bytes: readFileSync(file) };
  } finally {
    closeSync(file);
  }
}

await load('./cli.js').finished;
// What is still in memory ends with the process: Node would first take it apart piece by piece.
if (compiling === undefined) {
  process.stdout.write('', (error) => {
    // Whoever listens for its errors tells of this one, and ends the process with another code.
    if (!error) process.exit();
  });
}
