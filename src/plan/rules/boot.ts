import { bootFirmware } from '../boot-firmware.ts';
import { hostDefault } from './draft.ts';
import { BARE_METAL_FACTS, isBareMetal, systemPartitions } from './machine-kind.ts';
import { NOTHING, type Rule } from './rule.ts';

export const firmware: Rule = {
  id: 'boot/firmware',
  source: 'PantherOS module core/boot; Linux Documentation/ABI/testing/sysfs-firmware-efi',
  reason: 'How the firmware starts the system.',
  apply: ({ facts }) => ({
    settings: [
      hostDefault('panther.core.boot.firmware', bootFirmware(facts) ?? 'unknown', [
        'firmware.mode',
        'platform.architecture',
      ]),
    ],
  }),
};

/** What core/boot keeps unless told. */
const DEFAULT_GENERATIONS = 10;
/** A kernel and an initrd, with or without graphics firmware, and the loader itself; roughly. */
const GENERATION_MIB = 90;
const GUEST_GENERATION_MIB = 60;
const LOADER_MIB = 64;
const MIB = 1024 * 1024;

export const generations: Rule = {
  id: 'boot/generations',
  source: 'PantherOS module core/boot',
  reason: 'As many generations as fit into the boot partition.',
  apply: (context) => {
    const esp = systemPartitions(context.layout).find(({ key }) => key === 'esp');
    if (esp?.sizeBytes == null) return NOTHING;
    const generation = isBareMetal(context) ? GENERATION_MIB : GUEST_GENERATION_MIB;
    const fitting = Math.floor((esp.sizeBytes / MIB - LOADER_MIB) / generation);
    // A new one is copied before the oldest goes, so the last place is kept free for it.
    const limit = Math.max(1, Math.min(DEFAULT_GENERATIONS, fitting - 1));
    if (limit === DEFAULT_GENERATIONS) return NOTHING;
    return {
      settings: [
        hostDefault('panther.core.boot.configurationLimit', limit, [
          'answers.layout.espSize',
          ...BARE_METAL_FACTS,
        ]),
      ],
    };
  },
};
