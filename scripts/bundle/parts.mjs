// The program in parts: one for each command, and for what several of them share.
import { readFileSync } from 'node:fs';
import { basename, dirname, relative } from 'node:path';
import { build, transform } from 'esbuild';

/** Names stay as they are in the source: whoever reads the bundle or a stack trace finds his way. */
const SMALLER = { minifyWhitespace: true, minifySyntax: true };
/** A package has a source of its own to read. */
const PACKAGE = /^node_modules\//;
const TARGET = { platform: 'node', target: 'node20.19' };

/**
 * How a part ends that is a CommonJS package, which some other part import()s. As a whole it has its
 * names, as in Node; split, esbuild gives it a default export alone.
 */
const COMMONJS = /export default (require_\w+\(\));\s*$/;
/** What esbuild leaves in regular expressions. Node reads a file that is all ASCII in half the time. */
const NOT_ASCII = /[^\0-\x7f]/g;

const DESCRIPTION = /\s*\.describe\(\s*(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"),?\s*\)/g;

/** What the bundle carries as data. Its texts are parts: as strings of a program each would be read twice. */
const DATA = 'src/assets/generated.ts';
const DATA_PART = './data';

/** What Node itself puts around a module, where the bundle lies, and helpers of esbuild. */
const HEAD = '(function(require,exports,module,bundleUrl,__export,__toCommonJS,__toESM){';
/** Those helpers, which esbuild puts at the head of every part and the launcher has for all of them. */
const HELPERS =
  /^(?:"use strict";)?var (?:__create=Object\.create;var )?__defProp=.{1,1200}?__toCommonJS=mod=>__copyProps\(__defProp\(\{\},"__esModule",\{value:!0\}\),mod\);/;

/** The text of every part by its name: a CommonJS module for which others ask, a text, or one as JSON. */
export async function partsOf(entry) {
  const { metafile, outputFiles } = await build({
    ...TARGET,
    ...SMALLER,
    entryPoints: [entry],
    outdir: 'parts',
    write: false,
    metafile: true,
    bundle: true,
    splitting: true,
    format: 'esm',
    legalComments: 'none',
    logLevel: 'warning',
    // The help is plain ASCII, and the original's two Intl.Segmenters cost 35 ms of every start.
    alias: { 'string-width': './scripts/bundle/ascii-width.mjs' },
    define: { 'import.meta.url': 'bundleUrl' },
    plugins: [
      { name: 'yargs platform', setup: replacePlatform },
      { name: 'data apart', setup: leaveDataOut },
      { name: 'schemas without descriptions', setup: leaveDescriptionsOut },
    ],
  });
  const parts = outputFiles.map(async ({ path, text }) => {
    const { code } = await transform(text.replace(COMMONJS, 'module.exports = $1;'), {
      ...TARGET,
      ...SMALLER,
      minifyIdentifiers: isPackage(metafile.outputs[relative('.', path)]),
      format: 'cjs',
      // A part is at hand at once, so that import() is a require() whose answer comes later.
      supported: { 'dynamic-import': false },
    });
    return [`./${basename(path)}`, `${HEAD}${code.trimEnd().replace(HELPERS, '')}\n})`];
  });
  const texts = [...(await Promise.all(parts)), ...(await dataParts())];
  return new Map(
    texts
      .map(([name, text]) => [name, text.replaceAll(NOT_ASCII, escaped)])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

async function dataParts() {
  const { code } = await transform(readFileSync(DATA, 'utf8'), { loader: 'ts', format: 'esm' });
  const url = `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`;
  const { generated } = await import(url);
  return Object.entries(generated).flatMap(([group, held]) =>
    typeof held === 'string'
      ? [dataPart(group, held)]
      : Object.entries(held).map(([name, text]) => dataPart(`${group}/${name}`, text)),
  );
}

function dataPart(path, text) {
  const isPlain = text.search(NOT_ASCII) === -1;
  return isPlain ? [`./text/${path}`, text] : [`./json/${path}`, JSON.stringify(text)];
}

function leaveDataOut({ onResolve }) {
  onResolve({ filter: new RegExp(`^\\./${basename(DATA)}$`) }, () => ({
    path: DATA_PART,
    external: true,
  }));
}

function isPackage({ inputs }) {
  return Object.keys(inputs).every((path) => PACKAGE.test(path));
}

/** They are for the JSON schemas in `schemas/`; every one would be a schema of its own to build. */
function leaveDescriptionsOut({ onLoad }) {
  onLoad({ filter: /\/src\/model\/[a-z-]+\.ts$/ }, ({ path }) => ({
    contents: readFileSync(path, 'utf8').replaceAll(DESCRIPTION, ''),
    loader: 'ts',
  }));
}

function replacePlatform({ onLoad }) {
  onLoad({ filter: /\/yargs\/lib\/platform-shims\/esm\.mjs$/ }, ({ path }) => ({
    contents: readFileSync('scripts/bundle/yargs-platform.mjs', 'utf8'),
    resolveDir: dirname(path),
  }));
}

function escaped(character) {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
