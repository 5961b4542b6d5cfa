/** Values below `config` that a file reads, as nested sets; the leaves stand for what nobody knows. */
export interface Mentioned {
  [name: string]: Mentioned | null;
}

/**
 * What a Nix file mentions of `pkgs` and `config`, found in its text: Nix has no set that answers to every
 * name, so stand-ins are made of these. Too many names do no harm.
 */
export function mentionedNames(text: string): { packages: string[]; configuration: Mentioned } {
  const withPkgs = /\bwith\s+pkgs\b/.test(text);
  const words = text.match(/[A-Za-z_][A-Za-z0-9_'-]*/g) ?? [];
  const chains = [...text.matchAll(/\bpkgs((?:\.[A-Za-z_][A-Za-z0-9_'-]*)+)/g)];
  const packages = withPkgs ? words : chains.flatMap(([, chain = '']) => chain.slice(1).split('.'));
  const configuration: Mentioned = {};
  for (const [, chain = ''] of text.matchAll(/\bconfig((?:\.[A-Za-z_][A-Za-z0-9_'-]*)+)/g)) {
    let at = configuration;
    const names = chain.slice(1).split('.');
    for (const [index, name] of names.entries()) {
      const next = Object.hasOwn(at, name) ? at[name] : undefined;
      const inner = index < names.length - 1 ? (next ?? {}) : (next ?? null);
      Object.defineProperty(at, name, {
        value: inner,
        enumerable: true,
        configurable: true,
        writable: true,
      });
      if (inner === null) break;
      at = inner;
    }
  }
  return { packages: [...new Set(packages)].sort(), configuration };
}
