// Writes docs/comparison.md: nixos-facter's own NixOS modules and this project side by side, evaluated on
// the reports in this repository. PANTHER_NIXOS_TREE names the tree; nixos-facter-modules stands in it or
// beside it. With --lines, what both say goes to stdout instead, explained or not.
import { writeFileSync } from 'node:fs';
import { openTree } from '../test/nix/nixos-tree.ts';
import { compareHosts } from './compare-facter/evaluate.ts';
import { comparisonPage } from './compare-facter/page.ts';
import { agree, linesOf } from './compare-facter/subjects.ts';

const PAGE = 'docs/comparison.md';

const lines = linesOf(compareHosts(openTree(process.env['PANTHER_NIXOS_TREE'] ?? '')));
if (process.argv.includes('--lines')) {
  for (const line of lines) {
    const { host, subject, facter, panther } = line;
    const sign = agree(line) ? '=' : '≠';
    process.stdout.write(`${sign} ${host} ${subject.id}: [${facter}] [${panther}]\n`);
  }
} else {
  writeFileSync(PAGE, comparisonPage(lines));
  process.stdout.write(`${PAGE}: ${lines.length} lines\n`);
}
