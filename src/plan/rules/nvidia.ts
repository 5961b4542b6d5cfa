import type { Gpu } from '../../model/hardware.ts';
import { hardwareDefault, hardwareFixed, hardwareList } from './draft.ts';
import { wantsGraphics } from './graphics.ts';
import { BARE_METAL_FACTS } from './machine-kind.ts';
import { NOTHING, type Rule, type RuleContext } from './rule.ts';

/** The open kernel module drives these and is the only one for the newest. */
const OPEN = ['turing', 'ampere', 'hopper', 'ada', 'ada-lovelace', 'blackwell'];
/** The 580 series is the last that drives these. */
const LEGACY_580 = ['maxwell', 'pascal', 'volta'];
const PACKAGES = 'config.boot.kernelPackages.nvidiaPackages';

export const nvidiaDriver: Rule = {
  id: 'gpu/nvidia-driver',
  source: 'NVIDIA driver README, appendix A; NixOS option hardware.nvidia.package',
  reason: 'The driver branch that runs this generation of NVIDIA GPUs.',
  apply: (context) => {
    const gpus = nvidiaGpus(context);
    if (gpus.length === 0) return NOTHING;
    const branch = branchFor(gpus);
    if (branch === 'nouveau') return { gaps: gpus.map(nouveauGap) };
    // Each of them counts: one more or less may change the branch that runs all.
    const facts = ['gpus', ...BARE_METAL_FACTS];
    const settings = [
      hardwareList('services.xserver.videoDrivers', ['nvidia'], facts),
      hardwareFixed('hardware.nvidia.open', branch === 'open', facts),
    ];
    if (branch === 'legacy_580') {
      settings.push(
        hardwareDefault('hardware.nvidia.package', { ref: `${PACKAGES}.${branch}` }, facts),
      );
    }
    if (context.answers.hibernation) {
      settings.push(
        hardwareDefault(
          'hardware.nvidia.powerManagement.enable',
          true,
          [...facts, 'answers.hibernation'],
          'Without it, video memory is lost when the machine hibernates.',
        ),
      );
    }
    return { settings };
  },
};

/** The GPUs that NVIDIA's driver would run; none on servers and in guests. */
export function nvidiaGpus(context: RuleContext): Gpu[] {
  if (!wantsGraphics(context)) return [];
  return context.facts.gpus.filter(({ maker }) => maker === 'nvidia');
}

/** Whether NVIDIA's own driver was chosen. */
export function hasNvidiaDriver(context: RuleContext): boolean {
  const gpus = nvidiaGpus(context);
  return gpus.length > 0 && branchFor(gpus) !== 'nouveau';
}

/** One driver must run all of them, so the oldest decides. */
function branchFor(gpus: readonly Gpu[]): 'open' | 'legacy_580' | 'nouveau' {
  const generations = gpus.map(({ generation }) => generation ?? '');
  if (generations.every((generation) => OPEN.includes(generation))) return 'open';
  const known = [...OPEN, ...LEGACY_580];
  return generations.every((generation) => known.includes(generation)) ? 'legacy_580' : 'nouveau';
}

/** The last branch of NVIDIA's driver by generation, none of which NVIDIA mends any more. */
const ENDED: Readonly<Record<string, string>> = {
  tesla: '340',
  fermi: '390',
  kepler: '470',
};

function nouveauGap({ address, generation }: Gpu) {
  const subject = `gpus[${address}].generation`;
  if (generation === null) {
    const text =
      'The generation of this NVIDIA GPU is not known, so it stays with the free nouveau driver.';
    return { code: 'gpu.generation', subject, text };
  }
  const branch = ENDED[generation];
  const text =
    branch === undefined
      ? 'Beside an older NVIDIA GPU this one stays with the free nouveau driver too: one driver has to run both.'
      : `NVIDIA ended the ${branch} series, the last that runs this generation, and it lags behind the kernels of a release, so the GPU stays with the free nouveau driver. Where that is too slow, try in local.nix: hardware.nvidia.package = config.boot.kernelPackages.nvidiaPackages.legacy_${branch}, services.xserver.videoDrivers = [ "nvidia" ], a kernel that it builds for, and its unfree packages allowed.`;
  return { code: 'gpu.legacy', subject, text };
}
