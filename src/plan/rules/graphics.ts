import { hardwareDefault, hardwareList } from './draft.ts';
import { BARE_METAL_FACTS, hasModule, isBareMetal, isPersonal } from './machine-kind.ts';
import { NOTHING, type Rule, type RuleContext } from './rule.ts';

/** Graphics follow from what the machine is for: a lid may be closed, a server may show a monitor. */
export const graphics: Rule = {
  id: 'gpu/graphics',
  source: 'NixOS option hardware.graphics.enable',
  reason: 'A person sits in front of it.',
  apply: (context) => {
    if (!wantsGraphics(context)) return NOTHING;
    // The module switches graphics on by itself.
    if (hasModule(context, 'hardware/workstations')) return NOTHING;
    return {
      settings: [hardwareDefault('hardware.graphics.enable', true, ['gpus', 'answers.profile'])],
    };
  },
};

/** What amdgpu runs and has a display; a generation that is not listed gets nothing new. */
const AMDGPU = 'volcanic-islands polaris vega rdna1 rdna2 rdna3 rdna3.5 rdna4'.split(' ');

export const amdgpu: Rule = {
  id: 'gpu/amdgpu',
  source: 'NixOS option hardware.amdgpu.initrd.enable; Linux Documentation/gpu/amdgpu',
  reason: 'The AMD GPU shows the passphrase prompt in full resolution.',
  apply: (context) => {
    if (!wantsGraphics(context)) return NOTHING;
    const gpus = context.facts.gpus.filter(
      ({ maker, driver, generation }) =>
        maker === 'amd' &&
        (driver === 'amdgpu' ||
          (driver === null && generation !== null && AMDGPU.includes(generation))),
    );
    if (gpus.length === 0) return NOTHING;
    return {
      settings: [
        hardwareDefault('hardware.amdgpu.initrd.enable', true, [
          ...gpus.map(({ address }) => `gpus[${address}]`),
          ...BARE_METAL_FACTS,
        ]),
      ],
    };
  },
};

/** Generations whose video engine only the old driver knows. */
const OLD_VIDEO = 'ironlake sandy-bridge ivy-bridge haswell bay-trail cherry-trail'.split(' ');
/** Gen8 to Gen11: the newer driver, without oneVPL, and the series of OpenCL's that still runs them. */
const MIDDLE_VIDEO =
  'broadwell skylake apollo-lake gemini-lake kaby-lake amber-lake coffee-lake whiskey-lake comet-lake ice-lake lakefield elkhart-lake jasper-lake'.split(
    ' ',
  );
/** Gen12 and later: oneVPL, and OpenCL's present driver. */
const NEW_VIDEO =
  'tiger-lake rocket-lake alder-lake alder-lake-n dg1 alchemist raptor-lake meteor-lake arrow-lake lunar-lake battlemage panther-lake wildcat-lake nova-lake'.split(
    ' ',
  );
/** Compute cards, and chipset graphics whose video engine no driver of today runs. */
const WITHOUT_VIDEO = ['crescent-island', 'gma', 'ponte-vecchio'];

export const intelMedia: Rule = {
  id: 'gpu/intel-media',
  source: 'intel/media-driver, intel/vpl-gpu-rt, intel/compute-runtime: supported platforms',
  reason:
    'Video decoding, and computing where its driver is current, for this generation of Intel GPUs.',
  apply: (context) => {
    if (!wantsGraphics(context)) return NOTHING;
    const gpus = context.facts.gpus.filter(({ maker }) => maker === 'intel');
    const packages = new Set<string>();
    const facts: string[] = [...BARE_METAL_FACTS];
    const unknown: string[] = [];
    for (const { address, generation } of gpus) {
      const names = generation === null ? null : mediaPackages(generation);
      if (names === null) {
        unknown.push(`gpus[${address}].generation`);
        continue;
      }
      facts.push(`gpus[${address}].generation`, `gpus[${address}].maker`);
      for (const name of names) packages.add(name);
    }
    return {
      ...(packages.size > 0 && {
        settings: [
          hardwareList(
            'hardware.graphics.extraPackages',
            [...packages].sort().map((pkg) => ({ pkg })),
            facts,
          ),
        ],
      }),
      gaps: unknown.map((subject) => ({
        code: 'gpu.generation',
        subject,
        text: 'The generation of this Intel GPU is not known, so no video driver was chosen for it.',
      })),
    };
  },
};

export function wantsGraphics(context: RuleContext): boolean {
  return isPersonal(context) && isBareMetal(context);
}

/** Null: no table says what runs this generation. */
function mediaPackages(generation: string): string[] | null {
  if (WITHOUT_VIDEO.includes(generation)) return [];
  if (OLD_VIDEO.includes(generation)) return ['intel-vaapi-driver'];
  if (MIDDLE_VIDEO.includes(generation)) {
    return ['intel-compute-runtime-legacy1', 'intel-media-driver'];
  }
  if (!NEW_VIDEO.includes(generation)) return null;
  return ['intel-compute-runtime', 'intel-media-driver', 'vpl-gpu-rt'];
}
