import { shownText } from '../../model/display.ts';
import type { InputDevice } from '../../model/hardware.ts';
import { hardwareList, hostDefault } from './draft.ts';
import { keyboardPath } from './keyboard-path.ts';
import { isEncrypted, isPersonal } from './machine-kind.ts';
import { NOTHING, type Rule, type RuleContext } from './rule.ts';

const OPTION = 'boot.initrd.availableKernelModules';

/** Keyboards on PS/2 and USB work with what NixOS includes; the passphrase prompt needs no more. */
export const keyboardModules: Rule = {
  id: 'keyboard/path',
  source: 'Linux drivers/hid, drivers/mfd/intel-lpss, drivers/platform/surface, drivers/pinctrl',
  reason:
    'The way to the built-in keyboard, since the disk passphrase is typed before the root is there.',
  apply: (context) => {
    if (!asksForPassphrase(context)) return NOTHING;
    const paths = keyboardsOf(context).map((keyboard) => keyboardPath(keyboard, context.facts));
    // A plain keyboard is there: the prompt needs nothing else.
    if (paths.some(({ state, modules }) => state === 'covered' && modules.length === 0)) {
      return NOTHING;
    }
    const modules = [...new Set(paths.flatMap((path) => path.modules))].sort();
    const unclear = paths.some(({ state }) => state === 'unclear');
    const covered = paths.some(({ state }) => state === 'covered');
    return {
      ...(modules.length > 0 && {
        settings: [
          hardwareList(OPTION, modules, ['answers.encryption', 'cpu.model', 'cpu.vendor', 'input']),
        ],
      }),
      ...(unclear &&
        !covered && {
          gaps: [
            {
              code: 'keyboard.path',
              subject: 'input',
              text: 'A part of the way to the keyboard, such as its pin controller, is not known; try the passphrase prompt with a USB keyboard at hand.',
            },
          ],
        }),
    };
  },
};

export const lockedOut: Rule = {
  id: 'keyboard/uncovered',
  source: 'NixOS boot.initrd: no Bluetooth and no SPI keyboard before the root is mounted',
  reason: 'No keyboard that was seen can type the disk passphrase.',
  apply: (context) => {
    const { answers, facts } = context;
    const keyboards = keyboardsOf(context);
    const [first] = keyboards;
    if (!asksForPassphrase(context) || first === undefined) return NOTHING;
    if (answers.unlock !== undefined || (answers.initrdModules ?? []).length > 0) return NOTHING;
    if (keyboards.some((keyboard) => keyboardPath(keyboard, facts).state !== 'uncovered')) {
      return NOTHING;
    }
    return {
      holes: [
        {
          code: 'keyboard.uncovered',
          text: `keyboard: ${shownText(first.name, 60)} hangs on ${first.bus}, which is not there yet when the disk passphrase is asked for; say how to unlock: --set unlock=usb-keyboard, tpm2 or fido2, or name the drivers: --set initrdModules=NAME`,
        },
      ],
    };
  },
};

export const otherUnlock: Rule = {
  id: 'keyboard/other-unlock',
  source: 'PantherOS module filesystems/encryption',
  reason: 'As answered: the disk is unlocked without the built-in keyboard once this is enrolled.',
  apply: (context) => {
    const { unlock } = context.answers;
    if (!isEncrypted(context) || (unlock !== 'tpm2' && unlock !== 'fido2')) return NOTHING;
    const option = `panther.filesystems.encryption.${unlock}`;
    return { settings: [hostDefault(option, true, ['answers.unlock'])] };
  },
};

export const unseenKeyboard: Rule = {
  id: 'keyboard/unseen',
  source: 'NixOS boot.initrd.includeDefaultModules',
  reason: 'No keyboard was seen for the disk passphrase.',
  apply: (context) =>
    asksForPassphrase(context) && keyboardsOf(context).length === 0
      ? {
          gaps: [
            {
              code: 'keyboard.unseen',
              subject: 'input',
              text: 'No keyboard was seen; PS/2 and USB keyboards will work at the passphrase prompt.',
            },
          ],
        }
      : NOTHING,
};

function asksForPassphrase(context: RuleContext): boolean {
  return isEncrypted(context) && isPersonal(context);
}

function keyboardsOf({ facts }: RuleContext): InputDevice[] {
  return facts.input.filter(({ kind, bus }) => kind === 'keyboard' && bus !== 'virtual');
}
