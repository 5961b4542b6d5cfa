import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const IDENTIFIER = "[A-Za-z_][A-Za-z0-9_'-]*";
const KEYWORDS = new Set([
  'if',
  'then',
  'else',
  'with',
  'let',
  'in',
  'rec',
  'inherit',
  'assert',
  'or',
]);
/** Attributes that make a stand-in a derivation: not to be shadowed by another stand-in. */
const DERIVATION = new Set([
  'outPath',
  'type',
  'override',
  'overrideAttrs',
  'meta',
  'name',
  'version',
]);

interface Tree {
  [name: string]: Tree;
}

/** Which packages and attributes of packages the given Nix files may ask for. */
export interface PackageNames {
  packages: string[];
  tree: Tree;
  attributes: string[];
}

/** Reads every .nix file below the folders for names that could be packages: any identifier. */
export function packageNames(folders: readonly string[]): PackageNames {
  const packages = new Set<string>();
  const attributes = new Set<string>();
  const tree: Tree = {};
  for (const file of folders.flatMap(nixFiles)) {
    const text = readFileSync(file, 'utf8').replace(/#.*$/gm, '');
    for (const [name] of text.matchAll(new RegExp(IDENTIFIER, 'g'))) packages.add(name);
    for (const [, path = ''] of text.matchAll(new RegExp(`pkgs((?:\\.${IDENTIFIER})+)`, 'g'))) {
      grow(tree, path.slice(1).split('.'));
    }
    const used = new RegExp(
      `(?:[pP]ackages?|pkgs\\.[\\w-]+|kernel|drv|pkg)\\.(${IDENTIFIER})`,
      'g',
    );
    for (const [, name = ''] of text.matchAll(used)) attributes.add(name);
  }
  return {
    packages: [...packages].filter((name) => !KEYWORDS.has(name)).sort(),
    tree,
    attributes: [...attributes]
      .filter((name) => !KEYWORDS.has(name) && !DERIVATION.has(name))
      .sort(),
  };
}

function nixFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return nixFiles(path);
    return entry.name.endsWith('.nix') ? [path] : [];
  });
}

function grow(tree: Tree, path: readonly string[]): void {
  let at = tree;
  for (const name of path) {
    if (KEYWORDS.has(name) || DERIVATION.has(name)) return;
    at[name] ??= {};
    at = at[name];
  }
}
