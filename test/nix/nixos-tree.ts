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
  frameworks: string[];
  /** File with the names of packages that get stand-ins. */
  names: string;
}

/** What came of an evaluation. `error` is Nix's own message where it did not get to the end. */
export interface Evaluation {
  error: string | null;
  options: string[];
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
  const [disko, impermanence, homeManager] = [
    find('disko', 'module.nix'),
    find('impermanence', 'nixos.nix'),
    find('home-manager', 'nixos/default.nix'),
  ];
  mkdirSync('build', { recursive: true });
  const names = resolve('build/package-names.json');
  const scanned = [join(tree, 'nixos'), disko, impermanence, homeManager, 'modules', 'home'];
  writeFileSync(names, JSON.stringify(packageNames(scanned)));
  return {
    tree,
    lib: find('lib', 'default.nix'),
    frameworks: [`${disko}/module.nix`, `${impermanence}/nixos.nix`, `${homeManager}/nixos`],
    names,
  };
}

/** Evaluates modules (paths) and reads the options named in `get`; never throws for what Nix says. */
export function evaluate(
  tree: NixosTree,
  modules: readonly string[],
  get: string[] = [],
): Evaluation {
  const folder = mkdtempSync(join(tmpdir(), 'panther-eval-'));
  try {
    const request = join(folder, 'request.json');
    const force = listedOptions();
    writeFileSync(
      request,
      JSON.stringify({
        ...tree,
        modules: modules.map((path) => resolve(path)),
        get,
        force,
        newerOptions: true,
      }),
    );
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
    return { error, options: [], assertions: [], warnings: [], values: {}, diskoScript: null };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The project's own list of NixOS options: each is forced, so that its type is checked. */
function listedOptions(): string[][] {
  const list = parse(readFileSync('data/nixos-options.yaml', 'utf8')) as {
    options: { path: string }[];
  };
  return list.options.filter(({ path }) => !/[<*]/.test(path)).map(({ path }) => path.split('.'));
}
