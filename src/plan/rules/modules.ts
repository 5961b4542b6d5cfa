import { hostDefault } from './draft.ts';
import { hasModule, isEncrypted, isPersonal, roleOf } from './machine-kind.ts';
import { NOTHING, type Rule, type RuleContext } from './rule.ts';

export const profileModules: Rule = {
  id: 'modules/profile',
  source: 'the profile',
  reason: 'Part of the profile.',
  apply: ({ profile, layout, answers }) => ({
    modules: profile.modules
      .filter(({ module }) => module !== SNAPSHOTS || hasRoom(layout, answers))
      .map(({ module, reason }) => ({ module, reason })),
  }),
};

const SNAPSHOTS = 'filesystems/snapshots';

/** A tiny disk has no room for what was deleted, and without a place for them there are no snapshots. */
function hasRoom(
  { choices = [] }: RuleContext['layout'],
  { layout }: RuleContext['answers'],
): boolean {
  return layout.subvolumes?.['@snapshots'] !== null && !choices.some(({ row }) => row === 'I');
}

export const encryptionModule: Rule = {
  id: 'modules/encryption',
  source: 'PantherOS module filesystems/encryption',
  reason: 'The root filesystem lies in a LUKS container.',
  apply: (context) =>
    isEncrypted(context) ? { modules: [{ module: 'filesystems/encryption' }] } : NOTHING,
};

export const sshModules: Rule = {
  id: 'modules/ssh',
  source: 'PantherOS modules services/ssh and security/ssh',
  reason: 'SSH keys were given, so this host can be reached with them.',
  apply: (context) =>
    isPersonal(context) && context.answers.sshKeys.length > 0
      ? { modules: [{ module: 'services/ssh' }, { module: 'security/ssh' }] }
      : NOTHING,
};

export const kernelRole: Rule = {
  id: 'modules/kernel-role',
  source: 'PantherOS module security/kernel',
  reason: 'The kernel is hardened for what the host is for.',
  apply: (context) => {
    const role = roleOf(context.profile);
    if (role === 'personal' || !hasModule(context, 'security/kernel')) return NOTHING;
    return { settings: [hostDefault('panther.security.kernel.role', role, ['answers.profile'])] };
  },
};
