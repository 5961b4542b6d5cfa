// Records, for each row of the decision table that is tried in a virtual machine, the layout and the
// script that disko's library makes of it: test/vm/rows/<row>.json and <row>.sh. The scripts are disko's
// (MIT License, see NOTICE), made from our layouts; they serve where no disko tree is at hand. Needs
// PANTHER_NIXOS_TREE.
import { mkdirSync, writeFileSync } from 'node:fs';
import { openTree } from '../test/nix/nixos-tree.ts';
import { rowScripts } from '../test/nix/row-scripts.ts';

const path = process.env['PANTHER_NIXOS_TREE'];
if (path === undefined) throw new Error('PANTHER_NIXOS_TREE names no NixOS module tree');
mkdirSync('test/vm/rows', { recursive: true });
for (const { row, layout, script } of rowScripts(openTree(path))) {
  writeFileSync(`test/vm/rows/${row}.json`, `${JSON.stringify(layout, null, 2)}\n`);
  writeFileSync(`test/vm/rows/${row}.sh`, script);
  process.stdout.write(`${row}: ${script.split('\n').length} lines\n`);
}
