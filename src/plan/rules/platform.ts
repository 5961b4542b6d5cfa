import { hardwareDefault } from './draft.ts';
import type { Rule } from './rule.ts';

const SYSTEMS: Readonly<Record<string, string>> = {
  x86_64: 'x86_64-linux',
  aarch64: 'aarch64-linux',
  riscv64: 'riscv64-linux',
};

export const hostPlatform: Rule = {
  id: 'platform/host-platform',
  source: 'NixOS option nixpkgs.hostPlatform',
  reason: 'The processor architecture.',
  apply: ({ facts }) => {
    const { architecture } = facts.platform;
    const system = architecture === null ? undefined : SYSTEMS[architecture];
    if (system !== undefined) {
      return {
        settings: [hardwareDefault('nixpkgs.hostPlatform', system, ['platform.architecture'])],
      };
    }
    return {
      settings: [
        hardwareDefault(
          'nixpkgs.hostPlatform',
          'x86_64-linux',
          ['platform.architecture'],
          'The architecture was not seen; this is the common one.',
        ),
      ],
      gaps: [
        {
          code: 'platform.architecture',
          subject: 'platform.architecture',
          text: 'The processor architecture was not seen or is not one that NixOS is built for.',
        },
      ],
    };
  },
};
