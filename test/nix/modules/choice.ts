import type { Expected } from './switches.ts';

/** A choice that a module offers, and what it changes beside the module's switch. */
export interface Choice {
  module: string;
  choice: string;
  /** Nix text, beside what switches the module on. */
  set: string;
  changes: Expected;
}

/** A public key of nobody's. */
export const KEY = 'ssh-ed25519 AAAA owner';
