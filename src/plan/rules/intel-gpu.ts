import type { Gpu } from '../../model/hardware.ts';
import { hardwareList } from './draft.ts';
import { wantsGraphics } from './graphics.ts';
import { BARE_METAL_FACTS } from './machine-kind.ts';
import { NOTHING, type Rule, type RuleContext } from './rule.ts';

/** What the kernel gives to xe unless told otherwise; it gives everything older to i915. */
const XE = ['battlemage', 'lunar-lake', 'nova-lake', 'panther-lake', 'wildcat-lake'];
/** Cards without a display. */
const WITHOUT_DISPLAY = ['crescent-island', 'ponte-vecchio'];

export const intelInitrd: Rule = {
  id: 'gpu/intel-initrd',
  source:
    'Linux include/drm/intel/pciids.h, drivers/gpu/drm/xe: force_probe; Documentation/gpu/i915',
  reason: 'The Intel GPU shows the passphrase prompt in full resolution, on every screen.',
  apply: (context) => {
    const found = intelGpus(context).flatMap((gpu) => {
      const module = displayModule(gpu);
      return module === null ? [] : [{ gpu, module }];
    });
    if (found.length === 0) return NOTHING;
    const modules = [...new Set(found.map(({ module }) => module))].sort();
    const facts = [...found.map(({ gpu }) => `gpus[${gpu.address}]`), ...BARE_METAL_FACTS];
    return { settings: [hardwareList('boot.initrd.kernelModules', modules, facts)] };
  },
};

/**
 * Generations whose video engine wants the HuC firmware for encoding in low power, and for which the
 * kernel loads it only on request. What schedules work (GuC submission) stays off where the kernel
 * leaves it off: on Tiger Lake and older it never became the default.
 */
const HUC_ON_REQUEST =
  'skylake kaby-lake amber-lake coffee-lake whiskey-lake comet-lake ice-lake elkhart-lake jasper-lake tiger-lake rocket-lake'.split(
    ' ',
  );

export const intelHuc: Rule = {
  id: 'gpu/intel-huc',
  source:
    'Linux drivers/gpu/drm/i915/gt/uc/intel_uc.c: enable_guc; NixOS/nixos-hardware common/gpu/intel',
  reason: 'Loads the firmware (HuC) with which this Intel GPU encodes video at a chosen rate.',
  apply: (context) => {
    const gpus = intelGpus(context).filter(
      ({ generation, driver }) => HUC_ON_REQUEST.includes(generation ?? '') && driver !== 'xe',
    );
    if (gpus.length === 0) return NOTHING;
    const facts = [...gpus.map(({ address }) => `gpus[${address}]`), ...BARE_METAL_FACTS];
    return { settings: [hardwareList('boot.kernelParams', ['i915.enable_guc=2'], facts)] };
  },
};

function intelGpus(context: RuleContext): Gpu[] {
  if (!wantsGraphics(context)) return [];
  return context.facts.gpus.filter(({ maker }) => maker === 'intel');
}

/** Null: a card for computing, or a generation that is not known and had no driver while probing. */
function displayModule({ generation, driver }: Gpu): 'i915' | 'xe' | null {
  if (generation === null) return driver === 'i915' || driver === 'xe' ? driver : null;
  if (WITHOUT_DISPLAY.includes(generation)) return null;
  return XE.includes(generation) ? 'xe' : 'i915';
}
