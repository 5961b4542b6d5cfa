import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** An option of NixOS, disko, impermanence or home-manager that the project sets. */
export interface ListedOption {
  path: string;
  type: string;
  source: string;
  since?: string;
}

/** The project's own list of them, data/nixos-options.yaml. */
export function listedOptions(): ListedOption[] {
  return (parse(readFileSync('data/nixos-options.yaml', 'utf8')) as { options: ListedOption[] })
    .options;
}
