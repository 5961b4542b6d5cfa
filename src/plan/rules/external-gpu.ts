import { isThunderboltBridge } from '../../assets/thunderbolt-bridges.ts';
import type { Facts } from '../../model/facts.ts';
import type { Gpu } from '../../model/hardware.ts';
import { hasNvidiaDriver, nvidiaGpus } from './nvidia.ts';
import { NOTHING, type Rule } from './rule.ts';

export const externalGpu: Rule = {
  id: 'gpu/external',
  source:
    'Linux Documentation/ABI/testing/sysfs-devices-removable; drivers/thunderbolt/nhi.h; NixOS option hardware.nvidia.prime.allowExternalGpu',
  reason: 'A GPU in a box outside is not always there.',
  apply: (context) => {
    if (!hasNvidiaDriver(context)) return NOTHING;
    const { facts } = context;
    return {
      gaps: nvidiaGpus(context)
        .filter((gpu) => isExternal(gpu, facts))
        .map(({ address }) => ({
          code: 'gpu.external',
          subject: `gpus[${address}]`,
          text: 'This NVIDIA GPU was plugged in and makes no PRIME pair. To draw on it, set hardware.nvidia.prime.allowExternalGpu = true in local.nix; bus ids change with the port that it hangs on.',
        })),
    };
  },
};

/** Whether a GPU hangs below a port that faces outwards: by sysfs, or by the bridges of Thunderbolt above it. */
export function isExternal({ address }: Gpu, { pci }: Facts): boolean {
  const own = pci.find((device) => device.address === address);
  if (own === undefined) return false;
  const above = new Set(own.parents);
  const parents = pci.filter((device) => above.has(device.address));
  return [own, ...parents].some(
    (device) => device.removable === true || isThunderboltBridge(device),
  );
}
