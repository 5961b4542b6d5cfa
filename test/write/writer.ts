// Writes a repository with many files, to be killed while it does: node writer.js ROOT MARK
import { writeTree } from '../../src/write/tree.ts';
import { tree } from './place.ts';

const [root = '', mark = ''] = process.argv.slice(2);
process.stdout.write('begin\n');
await writeTree(root, tree('laptop', mark, 150), { version: '0.1.0', force: false });
process.stdout.write('end\n');
