import { hostDefault } from './draft.ts';
import { hasModule, isEncrypted, isPersonal, roleOf } from './machine-kind.ts';
import { networkModules } from './pci-modules.ts';
import { NOTHING, type Rule } from './rule.ts';

export const backend: Rule = {
  id: 'networking/backend',
  source: 'PantherOS module core/networking',
  reason: 'People roam and choose networks; servers keep the one they have. No interface is named.',
  apply: (context) =>
    hasModule(context, 'core/networking')
      ? {
          settings: [
            hostDefault(
              'panther.core.networking.backend',
              isPersonal(context) ? 'networkmanager' : 'networkd',
              ['answers.profile'],
            ),
          ],
        }
      : NOTHING,
};

/** An unattended encrypted host can only be unlocked over the network while it boots. */
export const remoteUnlock: Rule = {
  id: 'networking/remote-unlock',
  source: 'NixOS option boot.initrd.network.ssh',
  reason: 'Nobody sits in front of this host, so its disk is unlocked over SSH while it boots.',
  apply: (context) => {
    const { answers, facts, profile } = context;
    if (!isEncrypted(context) || roleOf(profile) === 'personal') return NOTHING;
    if (answers.sshKeys.length === 0) return NOTHING;
    const option = 'panther.filesystems.encryption.remoteUnlock';
    const found = networkModules(facts);
    if (found.modules.length > 0) {
      return {
        settings: [
          hostDefault(`${option}.enable`, true, ['answers.encryption', 'answers.profile']),
          hostDefault(
            `${option}.networkModules`,
            found.modules,
            found.facts,
            'The drivers of the wired network cards, needed before the root is there.',
          ),
        ],
      };
    }
    // Without a driver nobody reaches stage 1, and the module refuses to pretend otherwise.
    return {
      warnings: [
        {
          code: 'boot.network',
          text: 'No wired network card was recognised, so the disk is unlocked at the console only: for SSH, set panther.filesystems.encryption.remoteUnlock in local.nix, with networkModules.',
          facts: ['network', 'answers.encryption'],
        },
      ],
    };
  },
};
