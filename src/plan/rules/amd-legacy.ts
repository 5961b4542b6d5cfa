import { hardwareDefault } from './draft.ts';
import { wantsGraphics } from './graphics.ts';
import { NOTHING, type Rule } from './rule.ts';

/** GCN 1 and 2, which radeon drives unless told otherwise; amdgpu brings Vulkan to them. */
const LEGACY = ['southern-islands', 'sea-islands'];

export const amdLegacy: Rule = {
  id: 'gpu/amd-legacy',
  source: 'NixOS option hardware.amdgpu.legacySupport.enable; Linux Documentation/gpu/amdgpu',
  reason: 'This generation of AMD GPUs runs with amdgpu instead of the older radeon, for Vulkan.',
  apply: (context) => {
    if (!wantsGraphics(context)) return NOTHING;
    const gpus = context.facts.gpus.filter(
      ({ maker, generation }) => maker === 'amd' && LEGACY.includes(generation ?? ''),
    );
    if (gpus.length === 0) return NOTHING;
    return {
      settings: [
        hardwareDefault(
          'hardware.amdgpu.legacySupport.enable',
          true,
          gpus.map(({ address }) => `gpus[${address}].generation`),
        ),
      ],
    };
  },
};
