// Scores the profiles on folders of labelled machines: npm run score -- FOLDER…
// Each folder has labels.jsonl or labels.json beside the inputs that they name.
import { readLabels } from './score/labels.ts';
import { scoreText } from './score/print.ts';
import { scoreFolder } from './score/score.ts';

const folders = process.argv.slice(2);
if (folders.length === 0) {
  process.stderr.write('usage: npm run score -- FOLDER…\n');
  process.exitCode = 2;
}
for (const folder of folders) {
  const rows = await scoreFolder(folder, readLabels(folder));
  process.stdout.write(scoreText(folder, rows));
}
