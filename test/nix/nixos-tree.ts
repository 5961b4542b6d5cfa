import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { packageNames } from './package-names.ts';

/** Where the parts of a NixOS module tree stand, and what evaluations of it share. */
export interface NixosTree {
  tree: string;
  lib: string;
  disko: string;
  impermanence: string;
  homeManager: string;
  /** File with the names of packages that get stand-ins. */
  names: string;
}

/** What came of an evaluation. `error` is Nix's own message where it did not get to the end. */
export interface Evaluation {
  error: string | null;
  /** Options that were forced, so that their types are checked. */
  options: string[];
  /** Users whose home home-manager manages. */
  homes: string[];
  /** Options newer than the tree, which were declared for the occasion. */
  standInOptions: string[];
  assertions: string[];
  warnings: string[];
  values: Record<string, unknown>;
  diskoScript: string | null;
}

/**
 * Opens the tree at `path`: a folder with nixos/ and lib/, with disko, impermanence and home-manager
 * in it or beside it. Throws an Error that names what is missing.
 */
export function openTree(path: string): NixosTree {
  const tree = resolve(path);
  if (!existsSync(join(tree, 'nixos/lib/eval-config.nix'))) {
    throw new Error(`${tree}: no nixos/lib/eval-config.nix; give the root of a nixpkgs tree`);
  }
  const find = (name: string, file: string): string => {
    const places = [join(tree, name), join(tree, '..', name)];
    const found = places.find((place) => existsSync(join(place, file)));
    if (found === undefined) throw new Error(`no ${name}/${file} in ${tree} or beside it`);
    return found;
  };
  const parts = {
    disko: find('disko', 'module.nix'),
    impermanence: find('impermanence', 'nixos.nix'),
    homeManager: find('home-manager', 'nixos/default.nix'),
  };
  mkdirSync('build', { recursive: true });
  const names = resolve('build/package-names.json');
  const scanned = [join(tree, 'nixos'), ...Object.values(parts), 'modules', 'home', 'lib', 'hosts', 'fixtures'];
  writeFileSync(names, JSON.stringify(packageNames(scanned)));
  return { tree, lib: find('lib', 'default.nix'), ...parts, names };
}

/** A host of the repository at `root`, evaluated through its flake. */
export function evaluateHost(
  tree: NixosTree,
  root: string,
  host: string,
  get: string[] = [],
): Evaluation {
  return evaluate(tree, { flake: { root: resolve(root), host }, modules: [] }, get);
}

/** Any modules (paths), beside disko's, impermanence's and home-manager's. */
export function evaluateModules(
  tree: NixosTree,
  modules: string[],
  get: string[] = [],
): Evaluation {
  return evaluate(tree, { flake: null, modules: modules.map((path) => resolve(path)) }, get);
}

/** Never throws for what Nix says: its message is in `error`. */
function evaluate(tree: NixosTree, what: object, get: string[]): Evaluation {
  const folder = mkdtempSync(join(tmpdir(), 'panther-eval-'));
  try {
    const request = join(folder, 'request.json');
    writeFileSync(request, JSON.stringify({ ...tree, ...what, get, ...listedOptions() }));
    const nix = spawnSync(
      'nix-instantiate',
      [
        '--eval',
        '--strict',
        '--json',
        '--readonly-mode',
        resolve('test/nix/evaluator/evaluate.nix'),
        '--argstr',
        'request',
        request,
      ],
      { encoding: 'utf8', env: { ...process.env, NIX_REMOTE: 'dummy://' }, maxBuffer: 1 << 28 },
    );
    if (nix.status === 0) return { error: null, ...JSON.parse(nix.stdout) };
    const error = nix.error?.message ?? nix.stderr.trim();
    return {
      error,
      options: [],
      homes: [],
      standInOptions: [],
      assertions: [],
      warnings: [],
      values: {},
      diskoScript: null,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface ListedOption {
  path: string;
  type: string;
  since?: string;
}

/** The project's own list of NixOS options: each is forced, and newer ones are declared. */
function listedOptions(): { force: string[][]; newerOptions: { path: string[]; type: string }[] } {
  const { options } = parse(readFileSync('data/nixos-options.yaml', 'utf8')) as {
    options: ListedOption[];
  };
  const split = options.map(({ path, type, since }) => ({ path: path.split('.'), type, since }));
  return {
    // An assertion's message need not evaluate unless it fails, so these are not forced as a whole.
    // Submodules have fields without a value; what they lead to (units, /etc, file systems) is forced.
    force: split
      .filter(({ type }) => !type.includes('module'))
      .map(({ path }) => path)
      .filter(
        ([first, ...rest]) => rest.length > 0 || !['assertions', 'warnings'].includes(first ?? ''),
      )
      .filter((path) => !path.some((part) => /[<*]/.test(part))),
    newerOptions: split
      .filter(({ since }) => since !== undefined)
      .map(({ path, type }) => ({ path, type })),
  };
}
