import { deviceModules } from '../../assets/pci-modules.ts';
import { isPersonal } from './machine-kind.ts';
import { NOTHING, type Rule } from './rule.ts';

/** The word of hardware.ipu6.platform by the processor's id; Jasper Lake has none of its own. */
const PLATFORMS: Readonly<Record<string, string>> = {
  '462e': 'ipu6ep',
  '465d': 'ipu6ep',
  '7d19': 'ipu6epmtl',
  '9a19': 'ipu6',
  a75d: 'ipu6ep',
};

export const imageProcessor: Rule = {
  id: 'camera/image-processor',
  source:
    'Linux Documentation/admin-guide/media/ipu6-isys; NixOS options hardware.ipu6.enable and .platform',
  reason: 'The camera hangs on an image processing unit.',
  apply: (context) => {
    if (!isPersonal(context)) return NOTHING;
    const gaps = context.facts.pci.flatMap((device) => {
      const modules = deviceModules(device);
      const subject = `pci[${device.address}]`;
      if (modules.includes('intel_ipu6')) {
        return [{ code: 'camera.ipu6', subject, text: ipu6Text(PLATFORMS[device.device]) }];
      }
      if (!modules.includes('intel_ipu7')) return [];
      const text =
        'The camera hangs on an Intel IPU7: the kernel reads its sensors since 6.17 and libcamera makes pictures of them, for programs that ask PipeWire; NixOS has no switch for more.';
      return [{ code: 'camera.ipu7', subject, text }];
    });
    return gaps.length === 0 ? NOTHING : { gaps };
  },
};

function ipu6Text(platform: string | undefined): string {
  const unfree =
    platform === undefined
      ? "Intel's unfree stack has no platform for it"
      : `for Intel's unfree stack, set hardware.ipu6.enable and hardware.ipu6.platform = "${platform}" in local.nix and allow its packages`;
  return `The camera hangs on an Intel IPU6 and may stay dark: the kernel reads its sensors, and libcamera makes pictures of them; ${unfree}.`;
}
