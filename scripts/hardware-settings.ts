// Writes src/assets/tables/nixos-hardware-settings.yaml: what the modules that the table of models
// names set, evaluated over a NixOS module tree. PANTHER_NIXOS_TREE names the tree; nixos-hardware
// stands in it or beside it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { table } from '../src/assets/read.ts';
import { openTree } from '../test/nix/nixos-tree.ts';

interface Given {
  value: string | boolean | string[];
  priority: string;
}
type Settings = Record<string, Record<string, Given>>;

const TARGET = 'src/assets/tables/nixos-hardware-settings.yaml';

const { source, date, options } = table('nixos-hardware-settings') as Record<string, unknown>;
const { exact } = table('nixos-hardware') as { exact: { module: string }[] };
const [madeOf = source, madeOn = date] = process.argv.slice(2);
writeFileSync(
  TARGET,
  text(evaluate(options as string[], exact.map(({ module }) => module).sort())),
);
process.stdout.write(`${TARGET}: ${exact.length} modules\n`);

function evaluate(paths: readonly string[], modules: readonly string[]): Settings {
  const tree = openTree(process.env['PANTHER_NIXOS_TREE'] ?? '');
  if (tree.nixosHardware === null) throw new Error('no nixos-hardware in the tree or beside it');
  const folder = mkdtempSync(join(tmpdir(), 'panther-hardware-'));
  const request = join(folder, 'request.json');
  const all = {
    ...tree,
    hardware: tree.nixosHardware,
    evaluator: resolve('test/nix/evaluator'),
    modules,
    options: paths.map((path) => path.split('.')),
  };
  writeFileSync(request, JSON.stringify(all));
  const nix = spawnSync(
    'nix-instantiate',
    [
      '--eval',
      '--strict',
      '--json',
      '--readonly-mode',
      resolve('scripts/nixos-hardware.nix'),
    ].concat(['--argstr', 'request', request]),
    { encoding: 'utf8', env: { ...process.env, NIX_REMOTE: 'dummy://' }, maxBuffer: 1 << 28 },
  );
  rmSync(folder, { recursive: true, force: true });
  if (nix.status !== 0) throw new Error(nix.stderr.split('\n').slice(-8).join('\n'));
  return JSON.parse(nix.stdout);
}

function text(modules: Settings): string {
  const lines = Object.entries(modules).flatMap(([module, settings]) => {
    const entries = Object.entries(settings);
    if (entries.length === 0) return [];
    return [`  ${module}:`, ...entries.map(([option, given]) => `    ${option}: ${flow(given)}`)];
  });
  return `# What the modules of nixos-hardware.yaml set, of the options that rules set too: written by
# \`npm run hardware-settings\`, which evaluates them.
source: ${madeOf}
date: '${madeOn}'
options:
${(options as string[]).map((option) => `  - ${option}\n`).join('')}modules:
${lines.join('\n')}
`;
}

function flow({ value, priority }: Given): string {
  const shown = Array.isArray(value)
    ? `[${value.map((item) => `'${item}'`).join(', ')}]`
    : JSON.stringify(value);
  return `{ value: ${shown}, priority: ${priority} }`;
}
