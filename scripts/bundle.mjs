// Bundles the tool into one file that carries all it needs: dist/panther-discover.mjs.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { partsOf } from './bundle/parts.mjs';

const outfile = 'dist/panther-discover.mjs';
const compiledFile = 'dist/panther-discover.compiled';
/** Stands for the end of a comment within one. */
const COMMENT_END = '*~/';

const parts = await partsOf('src/cli.ts');
rmSync('dist', { recursive: true, force: true });
mkdirSync('dist');
const { text, digest } = bundleOf(parts);
writeFileSync(outfile, text);
chmodSync(outfile, 0o755);
compile();

/** The launcher, and behind it the function that holds the parts; it knows where in there each stands. */
function bundleOf(texts) {
  const template = `#!/usr/bin/env node\n${readFileSync('scripts/bundle/launcher.mjs', 'utf8')}\n`;
  // Its place holder has a line of its own, as each part has one in what takes the place.
  const linesBefore = linesIn(template) + texts.size + 1;
  const places = [];
  let program = 'function program() {\n/*\n';
  for (const [name, text] of texts) {
    if (text.includes(COMMENT_END)) throw new Error(`${name} holds ${COMMENT_END}`);
    program += `// ${name}\n`;
    const line = linesBefore + linesIn(program);
    const start = program.length;
    program += text.replaceAll('*/', COMMENT_END);
    places.push(`  ${JSON.stringify(name)}: [${start}, ${program.length}, ${line}],`);
    program += '\n';
  }
  program += '*/\n}';
  const digest = createHash('sha256').update(template).update(program).digest('hex');
  const launcher = template
    .replace('PARTS', () => `{\n${places.join('\n')}\n}`)
    .replace('DIGEST', () => JSON.stringify(digest))
    .replace('COMMENT_END', () => JSON.stringify(COMMENT_END));
  return { text: `${launcher}${program}\n`, digest };
}

function linesIn(text) {
  return text.split('\n').length - 1;
}

/** In a process of its own, which starts as every run does. */
function compile() {
  const words = ['scripts/bundle/compile.mjs', outfile, digest, compiledFile];
  const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  // The program is whole without it, and starts more slowly.
  if (status !== 0) process.stderr.write(`nothing is compiled beforehand: ${stderr}\n`);
}
