// Bundles the tool into one file that carries all it needs: dist/panther-discover.mjs.
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { partsOf } from './bundle/parts.mjs';

const outfile = 'dist/panther-discover.mjs';
/** Stands for the end of a comment within one. */
const COMMENT_END = '*~/';

const parts = await partsOf('src/cli.ts');
rmSync('dist', { recursive: true, force: true });
mkdirSync('dist');
writeFileSync(outfile, bundleOf(parts));
chmodSync(outfile, 0o755);

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
  const launcher = readFileSync('scripts/bundle/launcher.mjs', 'utf8')
    .replace('PARTS', () => `{\n${places.join('\n')}\n}`)
    .replace('COMMENT_END', () => JSON.stringify(COMMENT_END));
  return `#!/usr/bin/env node\n${launcher}\n/*\n${body}*/\n`;
}
