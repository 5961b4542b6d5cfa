import { isNarrow } from '../boot-firmware.ts';
import { hardwareDefault } from './draft.ts';
import { NOTHING, type Rule } from './rule.ts';

export const narrowFirmware: Rule = {
  id: 'boot/narrow-firmware',
  source: 'Linux Documentation/ABI/testing/sysfs-firmware-efi: fw_platform_size',
  reason: 'The firmware is 32 bits wide and the processor 64, so the boot loader is built for 32.',
  apply: ({ facts }) =>
    isNarrow(facts)
      ? {
          settings: [
            hardwareDefault('boot.loader.grub.forcei686', true, [
              'firmware.width',
              'platform.architecture',
            ]),
          ],
        }
      : NOTHING,
};
