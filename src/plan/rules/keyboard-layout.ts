import { isEncrypted, isPersonal } from './machine-kind.ts';
import { NOTHING, type Rule } from './rule.ts';

export const keyboardLayout: Rule = {
  id: 'keyboard/layout',
  source: 'NixOS option console.keyMap; vconsole.conf(5)',
  reason: 'Which letters are printed on the keys, no keyboard tells.',
  apply: (context) => {
    if (!isPersonal(context) || !isEncrypted(context)) return NOTHING;
    if (/^(en_US|C|POSIX)\b/.test(context.answers.locale)) return NOTHING;
    return {
      gaps: [
        {
          code: 'keyboard.layout',
          subject: 'answers.locale',
          text: 'The disk passphrase is asked for with the US layout, and the locale is another one: set console.keyMap in local.nix, and type the passphrase at the install under the same layout.',
        },
      ],
    };
  },
};
