import { spawnSync } from 'node:child_process';
import type { ExecutionContext } from 'ava';

const found = new Map<string, boolean>();

/**
 * Whether a tool that a test needs is installed. Where it is not, the test says aloud that it skips,
 * and it fails where PANTHER_REQUIRE_TOOLS=1 promises that every tool is there.
 */
export function requireTool(t: ExecutionContext, name: string): boolean {
  const isThere = found.get(name) ?? spawnSync(name, ['--version']).error === undefined;
  found.set(name, isThere);
  if (isThere) return true;
  if (process.env['PANTHER_REQUIRE_TOOLS'] === '1') t.fail(`${name} is not installed`);
  else t.log(`SKIPPED: ${name} is not installed`);
  t.pass();
  return false;
}

/** Proves that files are Nix, by the real parser; the message of it is the failure's. */
export function assertNix(t: ExecutionContext, paths: readonly string[]): void {
  if (!requireTool(t, 'nix-instantiate')) return;
  const options = ['--store', 'dummy://', '--parse'];
  const parsed = spawnSync('nix-instantiate', [...options, ...paths], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  t.is(parsed.status, 0, parsed.stderr);
}
