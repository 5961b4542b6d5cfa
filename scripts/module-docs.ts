// Writes docs/modules.md and docs/modules/ from the modules themselves.
import { mkdirSync, writeFileSync } from 'node:fs';
import { modulePages } from './module-page.ts';

mkdirSync('docs/modules', { recursive: true });
for (const [path, text] of Object.entries(modulePages())) writeFileSync(path, text);
