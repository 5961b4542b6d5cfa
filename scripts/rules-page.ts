// Writes docs/rules.md from data/rules.yaml and the rules themselves; the machines of the tests show
// which options each of them sets.
import { writeFileSync } from 'node:fs';
import { rulesPage } from './rules-page/page.ts';

writeFileSync('docs/rules.md', rulesPage());
process.stdout.write('docs/rules.md\n');
