import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { NixosTree } from './nixos-tree.ts';

/** What disko hands to NixOS. */
export interface DiskoConfig {
  fileSystems: Record<string, { device: string; fsType: string; options: string[] }>;
  swapDevices: { device: string; randomEncryption?: { enable: boolean } }[];
  boot: {
    initrd: { luks: { devices: Record<string, Record<string, unknown>> } };
    loader: { grub: { devices: string[] } };
    resumeDevice: string;
    swraid: { enable: boolean };
  };
}

/** What disko's library makes of a disko.nix. */
export interface EvaluatedLayout {
  script: string;
  config: DiskoConfig;
}

/** Evaluates texts of disko.nix by disko's own library. Throws an Error with Nix's message. */
export function evaluateLayouts(tree: NixosTree, texts: readonly string[]): EvaluatedLayout[] {
  const folder = mkdtempSync(join(tmpdir(), 'panther-layouts-'));
  try {
    const files = texts.map((text, index) => {
      const file = join(folder, `${index}.nix`);
      writeFileSync(file, text);
      return file;
    });
    const request = join(folder, 'request.json');
    writeFileSync(request, JSON.stringify({ lib: tree.lib, disko: tree.disko, files }));
    const program = resolve('test/nix/evaluator/layouts.nix');
    const nix = spawnSync(
      'nix-instantiate',
      ['--eval', '--strict', '--json', '--readonly-mode', program, '--argstr', 'request', request],
      { encoding: 'utf8', env: { ...process.env, NIX_REMOTE: 'dummy://' }, maxBuffer: 1 << 28 },
    );
    if (nix.status !== 0) throw new Error(nix.error?.message ?? nix.stderr.trim());
    return JSON.parse(nix.stdout) as EvaluatedLayout[];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
