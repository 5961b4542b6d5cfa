import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether nix-instantiate is installed, or promised to be: then tests that need it fail instead of being skipped. */
export const hasNix =
  process.env['PANTHER_REQUIRE_TOOLS'] === '1' ||
  spawnSync('nix-instantiate', ['--version']).status === 0;

/** The value of a Nix expression, from the real evaluator; `pkgs` and `config` are empty sets. */
export function evaluate(expression: string): unknown {
  return JSON.parse(run(expression, ['--eval', '--strict', '--json']));
}

/** Throws unless the text parses as Nix. */
export function parse(expression: string): void {
  run(expression, ['--parse']);
}

function run(expression: string, options: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'panther-nix-'));
  try {
    const file = join(folder, 'expression.nix');
    writeFileSync(file, expression);
    return execFileSync('nix-instantiate', ['--store', 'dummy://', ...options, file], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      env: { ...process.env, HOME: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
