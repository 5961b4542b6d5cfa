import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { listedOptions } from './listed-options.ts';
import { packageNames } from './package-names.ts';

/** Where the parts of a NixOS module tree stand, and what evaluations of it share. */
export interface NixosTree {
  tree: string;
  lib: string;
  disko: string;
  impermanence: string;
  homeManager: string;
  /** Null where it is not at hand: hosts that import of it cannot be evaluated then. */
  nixosHardware: string | null;
  /** nixos-facter's own modules; null where they are not at hand. */
  facterModules: string | null;
  /** Null where it is not at hand: then its options alone stand in for it. */
  lanzaboote: string | null;
  /** File with the names of packages that get stand-ins. */
  names: string;
}

/** Nix starts with this much memory: it collects garbage half of the time otherwise. */
const HEAP = { GC_INITIAL_HEAP_SIZE: String(2 ** 31) };

/** What came of an evaluation. `error` is Nix's own message where it did not get to the end. */
export interface Evaluation {
  error: string | null;
  /** Users whose home home-manager manages. */
  homes: string[];
  /** Options newer than the tree, which were declared for the occasion. */
  standInOptions: string[];
  assertions: string[];
  warnings: string[];
  values: Record<string, unknown>;
  /** Options that were forced, so that their types are checked; none unless it is done whole. */
  options: string[];
  /** Of units, /etc, users and mounts; empty unless it is done whole. */
  digest: string;
  diskoScript: string | null;
}

/** A system of modules, beside disko's, impermanence's and home-manager's. */
export interface Variation {
  /** Files of modules. */
  modules: readonly string[];
  /** What further modules define: Nix texts that stand between the braces of a set. */
  texts?: readonly string[];
  /**
   * Paths of options whose values are wanted, as `boot.kernel.sysctl."vm.swappiness"`; a `*` for a
   * name means every element of a list or set.
   */
  get?: readonly string[];
  /** Whether every listed option, unit and file is forced; else only what is asked for. */
  whole?: boolean;
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
  const nixosHardware = besides(tree, ['nixos-hardware'], 'flake.nix');
  const lanzaboote = besides(tree, ['lanzaboote'], 'nix/modules/lanzaboote.nix');
  const facterNames = ['nixos-facter-modules', 'facter-modules'];
  const facterModules = besides(tree, facterNames, 'modules/nixos/facter.nix');
  mkdirSync('build', { recursive: true });
  const names = resolve('build/package-names.json');
  const own = ['modules', 'home', 'lib', 'hosts', 'fixtures'];
  const scanned = [join(tree, 'nixos'), ...Object.values(parts), ...own];
  for (const more of [nixosHardware, facterModules, lanzaboote])
    if (more !== null) scanned.push(more);
  // Renamed into place: another test file may be reading it.
  writeFileSync(`${names}.${process.pid}`, JSON.stringify(packageNames(scanned)));
  renameSync(`${names}.${process.pid}`, names);
  return {
    tree,
    lib: find('lib', 'default.nix'),
    ...parts,
    nixosHardware,
    facterModules,
    lanzaboote,
    names,
  };
}

/** What a tree may have in it or beside it. */
function besides(tree: string, names: readonly string[], file: string): string | null {
  const places = names.flatMap((name) => [join(tree, name), join(tree, '..', name)]);
  return places.find((place) => existsSync(join(place, file))) ?? null;
}

/** A host of the repository at `root`, evaluated through its flake. */
export function evaluateHost(
  tree: NixosTree,
  root: string,
  host: string,
  get: readonly string[] = [],
): Evaluation {
  const flake = { root: resolve(root), host };
  const request = { flake, modules: [], get: paths(get), whole: true };
  const [found = failed('no answer')] = evaluate(tree, [request]);
  return found;
}

/** Several hosts of one repository, in one process, without forcing all of their options. */
export function evaluateHosts(
  tree: NixosTree,
  root: string,
  hosts: readonly string[],
  get: readonly string[] = [],
): Evaluation[] {
  const requests = hosts.map((host) => ({
    flake: { root: resolve(root), host },
    modules: [],
    get: paths(get),
    whole: false,
  }));
  return evaluate(tree, requests);
}

/** Every variation, in one process, which loads the tree once. */
export function evaluateVariations(
  tree: NixosTree,
  variations: readonly Variation[],
): Evaluation[] {
  const folder = mkdtempSync(join(tmpdir(), 'panther-modules-'));
  try {
    return evaluate(
      tree,
      variations.map(({ modules, texts = [], get = [], whole = false }, index) => {
        const files = modules.map((path) => resolve(path));
        for (const [place, text] of texts.entries()) {
          const own = join(folder, `${index}-${place}.nix`);
          writeFileSync(own, `{ config, lib, pkgs, ... }: {\n${text}\n}\n`);
          files.push(own);
        }
        return { flake: null, modules: files, get: paths(get), whole };
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Request {
  flake: { root: string; host: string } | null;
  modules: readonly string[];
  get: Record<string, string[]>;
  whole: boolean;
}

function paths(dotted: readonly string[]): Record<string, string[]> {
  const names = (path: string) => path.match(/"[^"]*"|[^.]+/g) ?? [];
  return Object.fromEntries(
    dotted.map((path) => [path, names(path).map((name) => name.replaceAll('"', ''))]),
  );
}

/** Never throws for what Nix says: its message is in `error`. */
function evaluate(tree: NixosTree, evaluations: readonly Request[]): Evaluation[] {
  const folder = mkdtempSync(join(tmpdir(), 'panther-eval-'));
  try {
    const request = join(folder, 'request.json');
    writeFileSync(request, JSON.stringify({ ...tree, evaluations, ...wantedOptions() }));
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
      {
        encoding: 'utf8',
        env: { ...process.env, NIX_REMOTE: 'dummy://', ...HEAP },
        maxBuffer: 1 << 28,
      },
    );
    if (nix.status === 0) {
      return (JSON.parse(nix.stdout) as object[]).map((found) => ({ ...failed(null), ...found }));
    }
    // One that fails takes the others with it, so each is tried by itself.
    if (evaluations.length > 1) return evaluations.flatMap((one) => evaluate(tree, [one]));
    return [failed(nix.error?.message ?? nix.stderr.trim())];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function failed(error: string | null): Evaluation {
  return {
    error,
    homes: [],
    standInOptions: [],
    assertions: [],
    warnings: [],
    values: {},
    options: [],
    digest: '',
    diskoScript: null,
  };
}

/** Each option of the project's list is forced, and newer ones are declared. */
function wantedOptions(): { force: string[][]; newerOptions: { path: string[]; type: string }[] } {
  const split = listedOptions().map(({ path, type, since }) => ({
    path: path.split('.'),
    type,
    since,
  }));
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
