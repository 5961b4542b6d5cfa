import type { Gpu } from '../../model/hardware.ts';
import { hardwareDefault, hardwareFixed, hostDefault } from './draft.ts';
import { isExternal } from './external-gpu.ts';
import { BARE_METAL_FACTS, hasModule, isMobile } from './machine-kind.ts';
import { hasNvidiaDriver, nvidiaGpus } from './nvidia.ts';
import { NOTHING, type Rule, type RuleContext } from './rule.ts';

/** What hybridPair looks at: a pair is one of each among all built in, in a machine that is carried about. */
export const PAIR_FACTS = ['gpus', 'chassis.form', ...BARE_METAL_FACTS];

export const prime: Rule = {
  id: 'gpu/prime',
  source: 'NVIDIA driver README, "PRIME Render Offload"; NixOS option hardware.nvidia.prime',
  reason: 'Where the two GPUs sit on the PCI bus, in decimal.',
  apply: (context) => {
    const pair = hybridPair(context);
    if (pair === null) return NOTHING;
    const { integrated, nvidia } = pair;
    const settings = [
      hardwareDefault(
        `hardware.nvidia.prime.${integrated.maker === 'intel' ? 'intelBusId' : 'amdgpuBusId'}`,
        busId(integrated.address),
        PAIR_FACTS,
      ),
      hardwareDefault('hardware.nvidia.prime.nvidiaBusId', busId(nvidia.address), PAIR_FACTS),
    ];
    // The Zephyrus module decides how its GPUs share the work.
    if (!hasModule(context, 'hardware/zephyrus')) {
      const facts = PAIR_FACTS;
      const reason = 'The NVIDIA GPU works on demand and sleeps otherwise.';
      settings.push(
        hardwareFixed('hardware.nvidia.prime.offload.enable', true, facts, reason),
        hardwareDefault('hardware.nvidia.prime.offload.enableOffloadCmd', true, facts, reason),
      );
    }
    return { settings };
  },
};

export const unclearPrime: Rule = {
  id: 'gpu/prime-unclear',
  source: 'NixOS option hardware.nvidia.prime',
  reason: 'More GPUs than one pair: which of them share the work is a choice.',
  apply: (context) => {
    if (!isHybrid(context) || hybridPair(context) !== null) return NOTHING;
    return {
      gaps: [
        {
          code: 'gpu.prime',
          subject: 'gpus',
          text: 'Several GPUs could make the PRIME pair; set hardware.nvidia.prime in local.nix.',
        },
      ],
    };
  },
};

export const panelOnNvidia: Rule = {
  id: 'gpu/panel-on-nvidia',
  source: 'Linux Documentation/ABI/stable/sysfs-class-backlight; asus-wmi gpu_mux_mode',
  reason: 'The only backlight belongs to the NVIDIA GPU, so the panel hangs on it.',
  apply: (context) => {
    const { backlights } = context.facts;
    if (hybridPair(context) === null || backlights === null || backlights.length === 0)
      return NOTHING;
    if (!backlights.every((name) => /^nvidia_[0-9]+$/.test(name))) return NOTHING;
    const warnings = [
      {
        code: 'gpu.panel-on-nvidia',
        text: 'The built-in panel hangs on the NVIDIA GPU today: offload works only after the firmware (or supergfxctl) was switched to hybrid mode.',
        facts: ['backlights', ...PAIR_FACTS],
      },
    ];
    if (!hasModule(context, 'hardware/zephyrus')) return { warnings };
    return {
      settings: [
        hostDefault('panther.hardware.zephyrus.panelOnNvidia', true, ['backlights', ...PAIR_FACTS]),
      ],
      warnings,
    };
  },
};

/**
 * A PCI address as the X server wants it, in decimal: `0000:65:00.0` → `PCI:101:0:0`, with the
 * domain after the bus where there is one: `0001:01:00.0` → `PCI:1@1:0:0`.
 */
export function busId(address: string): string {
  const [domain = '', bus = '', slot = ''] = address.split(':');
  const [device = '', fn = ''] = slot.split('.');
  const decimal = (hex: string): number => Number.parseInt(hex, 16);
  const at = decimal(domain) === 0 ? '' : `@${decimal(domain)}`;
  return `PCI:${decimal(bus)}${at}:${decimal(device)}:${decimal(fn)}`;
}

/** Intel's cards; every other Intel GPU is part of the processor. */
const INTEL_CARDS = ['dg1', 'alchemist', 'battlemage', 'crescent-island', 'ponte-vecchio'];

function integratedGpus(context: RuleContext): Gpu[] {
  return context.facts.gpus.filter((gpu) => {
    const { maker, generation } = gpu;
    const fits = maker === 'amd' || (maker === 'intel' && !INTEL_CARDS.includes(generation ?? ''));
    return fits && !isExternal(gpu, context.facts);
  });
}

function builtInNvidia(context: RuleContext): Gpu[] {
  return nvidiaGpus(context).filter((gpu) => !isExternal(gpu, context.facts));
}

function isHybrid(context: RuleContext): boolean {
  if (!isMobile(context) || !hasNvidiaDriver(context)) return false;
  return builtInNvidia(context).length > 0 && integratedGpus(context).length > 0;
}

/** The one integrated and the one NVIDIA GPU of a laptop; null where there is no such pair. */
export function hybridPair(context: RuleContext): { integrated: Gpu; nvidia: Gpu } | null {
  if (!isHybrid(context)) return null;
  const [integrated, ...others] = integratedGpus(context);
  const [nvidia, ...more] = builtInNvidia(context);
  if (integrated === undefined || nvidia === undefined) return null;
  return others.length + more.length === 0 ? { integrated, nvidia } : null;
}
