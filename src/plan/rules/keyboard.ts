import { shownText } from '../../model/display.ts';
import { hardwareList, hostDefault } from './draft.ts';
import { hangsOnT2, type Keyboard, keyboardPath } from './keyboard-path.ts';
import { isEncrypted, isMobile, isPersonal } from './machine-kind.ts';
import { NOTHING, type Rule, type RuleContext } from './rule.ts';
import { isForTyping, keyboardsOf } from './typing-keyboards.ts';

const OPTION = 'boot.initrd.availableKernelModules';

/**
 * Keyboards on PS/2 and most on USB work with what NixOS includes. A built-in one gets its way whatever
 * else is there: what is plugged in today may not be at the next start.
 */
export const keyboardModules: Rule = {
  id: 'keyboard/path',
  source: 'Linux drivers/hid, drivers/mfd/intel-lpss, drivers/platform/surface, drivers/pinctrl',
  reason:
    'The way to the built-in keyboard, since the disk passphrase is typed before the root is there.',
  apply: (context) => {
    if (!asksForPassphrase(context)) return NOTHING;
    const paths = keyboardsOf(context).map((keyboard) => ({
      ...keyboardPath(keyboard, context.facts),
      counts: isForTyping(keyboard, context),
    }));
    const modules = [...new Set(paths.flatMap((path) => path.modules))].sort();
    const unclear = paths.some(({ state }) => state === 'unclear');
    const covered = paths.some(({ state, counts }) => counts && state === 'covered');
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
    const isReached = (keyboard: Keyboard): boolean =>
      keyboardPath(keyboard, facts).state !== 'uncovered';
    const first = keyboards.find((keyboard) => !isReached(keyboard));
    // Without the driver that it needs, the keyboard of a T2 is not even seen.
    const isUnseen = first === undefined && isMobile(context) && hasT2(context);
    if (!asksForPassphrase(context) || (first === undefined && !isUnseen)) return NOTHING;
    if (answers.unlock !== undefined || (answers.initrdModules ?? []).length > 0) return NOTHING;
    if (keyboards.some((one) => isForTyping(one, context) && isReached(one))) return NOTHING;
    const name = first === undefined ? 'the built-in one' : shownText(first.name, 60);
    const where =
      first === undefined || hangsOnT2(first)
        ? "hangs on Apple's T2, whose driver (apple-bce) is in no kernel"
        : `hangs on ${first.bus}, which is not there yet when the disk passphrase is asked for`;
    return {
      holes: [
        {
          code: 'keyboard.uncovered',
          text: `keyboard: ${name} ${where}; say how to unlock: --set unlock=usb-keyboard, tpm2 or fido2, or name the drivers: --set initrdModules=NAME`,
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

/** Bridge and coprocessor of an Apple T2. */
function hasT2({ facts }: RuleContext): boolean {
  return facts.pci.some(({ vendor, device }) => vendor === '106b' && device === '1801');
}

function asksForPassphrase(context: RuleContext): boolean {
  return isEncrypted(context) && isPersonal(context);
}
