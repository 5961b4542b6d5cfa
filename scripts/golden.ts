// Derives every recorded host and fixture of this repository anew and writes what comes out, so that a
// change of a rule shows as a diff of hosts/ and fixtures/. `panther-discover check` compares only.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { rederive } from '../src/main/rederive.ts';
import { recordedCases } from '../src/main.ts';
import { EXAMPLES, exampleChanges } from './example-changes.ts';

for (const recorded of await recordedCases('.', process.argv.slice(2))) {
  const { tree } = await rederive('.', recorded);
  for (const [path, { content, ownership }] of Object.entries(tree)) {
    if (ownership === 'once' && existsSync(path)) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  process.stdout.write(`${recorded.name}: ${Object.keys(tree).length} files\n`);
}

for (const [path, text] of Object.entries(await exampleChanges('zephyrus'))) {
  const place = join(EXAMPLES, path);
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, text);
}
