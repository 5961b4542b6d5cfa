import type { InputDevice } from '../../model/hardware.ts';
import { hardwareList } from './draft.ts';
import { isEncrypted, isPersonal } from './machine-kind.ts';
import { NOTHING, type Rule, type RuleContext } from './rule.ts';

const OPTION = 'boot.initrd.availableKernelModules';

/** Keyboards on PS/2 and USB work with what NixOS includes; the passphrase prompt needs no more. */
export const i2cKeyboard: Rule = {
  id: 'keyboard/i2c',
  source: 'Linux drivers/hid/i2c-hid, drivers/mfd/intel-lpss-pci',
  reason:
    'The built-in keyboard hangs on I2C, and the disk passphrase is typed before the root is there.',
  apply: (context) => {
    if (!asksForPassphrase(context)) return NOTHING;
    const keyboards = keyboardsOf(context);
    if (!keyboards.some(({ bus }) => bus === 'i2c') || keyboards.some(isDefault)) return NOTHING;
    const modules = ['hid_multitouch', 'i2c_hid_acpi'];
    const intel = context.facts.cpu.vendor === 'GenuineIntel';
    modules.push(
      ...(intel ? ['i2c_designware_platform', 'intel_lpss_pci'] : ['i2c_designware_platform']),
    );
    return {
      settings: [
        hardwareList(OPTION, modules.sort(), ['input', 'cpu.vendor', 'answers.encryption']),
      ],
      gaps: [
        {
          code: 'keyboard.pins',
          subject: 'input',
          text: 'The pin controller in front of the I2C keyboard was not resolved; try the passphrase prompt with a USB keyboard at hand.',
        },
      ],
    };
  },
};

export const bluetoothKeyboard: Rule = {
  id: 'keyboard/bluetooth',
  source: 'NixOS boot.initrd: no Bluetooth before the root is mounted',
  reason: 'A Bluetooth keyboard cannot type the disk passphrase.',
  apply: (context) => {
    const keyboards = keyboardsOf(context);
    if (!asksForPassphrase(context) || keyboards.length === 0) return NOTHING;
    if (keyboards.some(({ bus }) => bus !== 'bluetooth')) return NOTHING;
    return {
      warnings: [
        {
          code: 'keyboard.bluetooth',
          text: 'The only keyboard seen is a Bluetooth one, which cannot type the disk passphrase: keep a USB keyboard at hand, or enrol a TPM or a security key.',
          facts: ['input', 'answers.encryption'],
        },
      ],
    };
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

function isDefault({ bus }: InputDevice): boolean {
  return bus === 'isa' || bus === 'usb';
}
