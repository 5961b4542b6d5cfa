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

/** The launcher, and behind it the parts in a comment; it knows where in there each of them stands. */
function bundleOf(texts) {
  const places = [];
  let body = '';
  for (const [name, text] of texts) {
    if (text.includes(COMMENT_END)) throw new Error(`${name} holds ${COMMENT_END}`);
    body += `// ${name}\n`;
    const line = body.split('\n').length - 1;
    const start = body.length;
    body += `${text.replaceAll('*/', COMMENT_END)}\n`;
    places.push(`  ${JSON.stringify(name)}: [${start}, ${body.length}, ${line}],`);
  }
  const template = readFileSync('scripts/bundle/launcher.mjs', 'utf8');
  const digest = createHash('sha256').update(template).update(body).digest('hex');
  const launcher = template
    .replace('PARTS', () => `{\n${places.join('\n')}\n}`)
    .replace('DIGEST', () => JSON.stringify(digest))
    .replace('COMMENT_END', () => JSON.stringify(COMMENT_END));
  return { text: `#!/usr/bin/env node\n${launcher}\n/*\n${body}*/\n`, digest };
}

/** In a process of its own, which starts as every run does. */
function compile() {
  const words = ['scripts/bundle/compile.mjs', outfile, digest, compiledFile];
  const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  // The program is whole without it, and starts more slowly.
  if (status !== 0) process.stderr.write(`nothing is compiled beforehand: ${stderr}\n`);
}
