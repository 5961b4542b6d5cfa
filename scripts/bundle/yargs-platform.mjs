// Takes the place of yargs' own lib/platform-shims/esm.mjs in the bundle: English only, and no look at
// files. The original looks for translations and, in every folder above, for a package.json.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { format, inspect } from 'node:util';
import cliui from 'cliui';
import stringWidth from 'string-width';
import Parser from 'yargs-parser';

function hold(isTrue, message) {
  if (!isTrue) throw new Error(message ?? 'yargs is not used as it should be');
}

function notHere() {
  throw new Error('the bundle has no such part of yargs');
}

// biome-ignore lint/style/noDefaultExport: yargs imports the default export of its platform.
export default {
  assert: {
    notStrictEqual: (actual, expected, message) => hold(actual !== expected, message),
    strictEqual: (actual, expected, message) => hold(actual === expected, message),
  },
  cliui,
  findUp: () => undefined,
  getEnv: (key) => process.env[key],
  inspect,
  getProcessArgvBin: () => process.argv[1],
  mainFilename: process.cwd(),
  Parser,
  path: { basename, dirname, extname, join, relative, resolve },
  process: {
    argv: () => process.argv,
    cwd: process.cwd,
    emitWarning: (warning, type) => process.emitWarning(warning, type),
    execPath: () => process.execPath,
    exit: (code) => process.exit(code),
    nextTick: process.nextTick,
    stdColumns: process.stdout.columns ?? null,
  },
  readFileSync,
  readdirSync,
  require: notHere,
  getCallerFile: notHere,
  stringWidth,
  y18n: {
    __: (text, ...values) => format(text, ...values),
    __n: (one, many, count, ...values) => format(count === 1 ? one : many, ...values),
    getLocale: () => 'en',
    setLocale: () => undefined,
    updateLocale: notHere,
  },
};
