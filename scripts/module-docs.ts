// Writes docs/modules.md from the modules themselves.
import { writeFileSync } from 'node:fs';
import { modulePage } from './module-page.ts';

writeFileSync('docs/modules.md', modulePage());
