import { bootFirmware } from '../boot-firmware.ts';
import { configurationLimit, DEFAULT_GENERATIONS, generationBytes } from '../layout/sizes.ts';
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

export const generations: Rule = {
  id: 'boot/generations',
  source: 'PantherOS module core/boot',
  reason: 'As many generations as fit into the boot partition.',
  apply: (context) => {
    const { facts, layout } = context;
    const esp = systemPartitions(layout).find(({ key }) => key === 'esp');
    if (esp?.sizeBytes == null) return NOTHING;
    const nvidia = facts.gpus.some(({ maker }) => maker === 'nvidia');
    const limit = configurationLimit(
      esp.sizeBytes,
      generationBytes(isBareMetal(context), nvidia),
      layout.disks[0]?.sizeBytes ?? null,
    );
    if (limit === DEFAULT_GENERATIONS) return NOTHING;
    return {
      settings: [
        hostDefault('panther.core.boot.configurationLimit', limit, [
          'answers.layout.espSize',
          'gpus',
          ...BARE_METAL_FACTS,
        ]),
      ],
    };
  },
};

/** Each half of a mirror starts by itself: what is on /boot is on the other disk's ESP as well. */
export const mirroredBoot: Rule = {
  id: 'boot/mirror',
  source: 'PantherOS module core/boot; NixOS option boot.loader.grub.mirroredBoots',
  reason: 'Both disks can start the machine.',
  apply: ({ layout }) => {
    const esps = layout.disks.flatMap(({ role, device, partitions }) =>
      role === 'system' || role === 'mirror'
        ? partitions.flatMap(({ content }) =>
            content?.kind === 'esp' ? [{ path: content.mountpoint, device }] : [],
          )
        : [],
    );
    if (esps.length < 2) return NOTHING;
    return {
      settings: [
        hostDefault(
          'panther.core.boot.mirrors',
          { attrs: Object.fromEntries(esps.map(({ path, device }) => [path, device])) },
          ['answers.layout.redundancy'],
        ),
      ],
    };
  },
};
