// Runs the bundle's main job and writes beside the bundle what V8 compiled for it: the launcher takes it
// from there in place of compiling the same anew at every start. The program runs as well without it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [, , bundle, digest, outfile] = process.argv;
/** Nobody has its private half. */
const SSH_KEY = `ssh-ed25519 ${'A'.repeat(68)} build`;
/** This machine, and one that is known to lack no answer. */
const SOURCES = ['local', 'hardware-discovery/contabo-vps/capture.json'];

const folder = mkdtempSync(join(tmpdir(), 'panther-compile-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
process.env.XDG_STATE_HOME = join(folder, 'state');
writeCompiled(await compiledParts());
// What a machine lacks for a whole host is no fault of the build.
process.exitCode = 0;

/** What V8 keeps of each part that the first run to its end needed. */
async function compiledParts() {
  const scripts = new Map();
  globalThis[Symbol.for('panther-discover compiling')] = scripts;
  for (const source of SOURCES) {
    process.exitCode = 0;
    scripts.clear();
    process.argv = [process.execPath, bundle, ...wordsFor(source, join(folder, 'pantheros'))];
    await import(`${pathToFileURL(resolve(bundle))}?${source}`);
    if (process.exitCode === 0) break;
  }
  return new Map([...scripts].map(([name, script]) => [name, script.createCachedData()]));
}

function wordsFor(source, out) {
  const answers = ['--set', 'encryption=none', '--set', `sshKeys=${SSH_KEY}`, '--profile', 'vps'];
  return ['--from', source, ...answers, '--host', 'build', '--out', out];
}

/** The head is one line of JSON, padded with spaces: V8 copies data that does not start on a multiple of 8. */
function writeCompiled(parts) {
  const length = headOf(parts, 2 ** 30).length + 64;
  const room = length + (8 - (length % 8));
  const bodies = [...parts.values()].map((data) => Buffer.concat([data], rounded(data.length)));
  const head = headOf(parts, room).padEnd(room - 1);
  writeFileSync(outfile, Buffer.concat([Buffer.from(`${head}\n`), ...bodies]), { mode: 0o644 });
}

function headOf(parts, start) {
  let at = start;
  const places = [...parts].map(([name, data]) => {
    const from = at;
    at += rounded(data.length);
    return [name, from, from + data.length];
  });
  const { version: node, arch } = process;
  return JSON.stringify({ digest, node, arch, size: at, parts: places });
}

function rounded(bytes) {
  return Math.ceil(bytes / 8) * 8;
}
