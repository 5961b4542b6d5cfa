import { isEncrypted, isPersonal } from './machine-kind.ts';
import { NOTHING, type Rule } from './rule.ts';

export const keyboardLayout: Rule = {
  id: 'keyboard/layout',
  source: 'PantherOS module core/base; NixOS option console.keyMap; vconsole.conf(5)',
  reason: 'Which letters are printed on the keys, no keyboard tells.',
  apply: (context) => {
    if (!isPersonal(context) || !isEncrypted(context)) return NOTHING;
    const { keyMap, locale } = context.answers;
    if (keyMap !== 'us' || /^(en_US|C|POSIX)\b/.test(locale)) return NOTHING;
    return {
      gaps: [
        {
          code: 'keyboard.layout',
          subject: 'answers.keyMap',
          text: 'The disk passphrase is asked for with the US layout, and the locale is another one: if the keys are labelled otherwise, answer keyMap before the install, or what is typed then is not what is typed at boot.',
        },
      ],
    };
  },
};
