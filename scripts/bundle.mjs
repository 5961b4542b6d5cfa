// Bundles the tool into one file that carries all it needs: dist/panther-discover.mjs.
import { chmodSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

const outfile = 'dist/panther-discover.mjs';
rmSync('dist', { recursive: true, force: true });
await build({
  entryPoints: ['src/cli.ts'],
  outfile,
  bundle: true,
  minify: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  legalComments: 'none',
  logLevel: 'warning',
  // The help is plain ASCII, and the original's two Intl.Segmenters cost 35 ms of every start.
  alias: { 'string-width': './scripts/bundle/ascii-width.mjs' },
  // CommonJS dependencies (systeminformation, parts of yargs) ask for require().
  banner: {
    js: [
      '#!/usr/bin/env node',
      "import { createRequire as __createRequire } from 'node:module';",
      'const require = __createRequire(import.meta.url);',
    ].join('\n'),
  },
});
chmodSync(outfile, 0o755);
