import { hardwareDefault, hardwareList } from './draft.ts';
import { BARE_METAL_FACTS, isBareMetal, isMobile, isPersonal } from './machine-kind.ts';
import { NOTHING, type Rule, type RuleContext } from './rule.ts';

export const microcode: Rule = {
  id: 'cpu/microcode',
  source: 'Linux Documentation/arch/x86/microcode; NixOS option hardware.cpu.*.updateMicrocode',
  reason: 'Processor fixes are loaded early, on real hardware only.',
  apply: (context) => {
    const maker = x86Maker(context);
    if (maker === null || !isBareMetal(context)) return NOTHING;
    return {
      settings: [
        hardwareDefault(
          `hardware.cpu.${maker}.updateMicrocode`,
          { ref: 'config.hardware.enableRedistributableFirmware' },
          ['cpu.vendor', ...BARE_METAL_FACTS],
        ),
      ],
    };
  },
};

export const kvm: Rule = {
  id: 'cpu/kvm',
  source: 'Linux Documentation/virt/kvm',
  reason: 'The processor can run virtual machines.',
  apply: (context) => {
    const { flags } = context.facts.cpu;
    const maker = x86Maker(context);
    if (maker === null || flags === null || !isBareMetal(context)) return NOTHING;
    if (!flags.includes(maker === 'intel' ? 'vmx' : 'svm')) return NOTHING;
    return {
      settings: [
        hardwareList(
          'boot.kernelModules',
          [`kvm-${maker}`],
          ['cpu.flags', 'cpu.vendor', ...BARE_METAL_FACTS],
        ),
      ],
    };
  },
};

export const amdPstate: Rule = {
  id: 'cpu/amd-pstate',
  source: 'Linux Documentation/admin-guide/pm/amd-pstate',
  reason: 'The processor chooses its own frequencies through CPPC.',
  apply: (context) => {
    const { cpu } = context.facts;
    if (x86Maker(context) !== 'amd' || !isBareMetal(context)) return NOTHING;
    if (!cpu.flags?.includes('cppc') || isZen1(cpu.family, cpu.model)) return NOTHING;
    return {
      settings: [
        hardwareList(
          'boot.kernelParams',
          ['amd_pstate=active'],
          ['cpu.vendor', 'cpu.flags', 'cpu.family', 'cpu.model', ...BARE_METAL_FACTS],
        ),
      ],
    };
  },
};

/** First Intel model (Sandy Bridge) whose heat thermald knows how to handle. */
const FIRST_THERMALD_MODEL = 42;

export const thermald: Rule = {
  id: 'cpu/thermald',
  source: 'thermald(8)',
  reason: 'Intel laptops throttle late and hard without it.',
  apply: (context) => {
    const { family, model } = context.facts.cpu;
    if (x86Maker(context) !== 'intel' || !isBareMetal(context)) return NOTHING;
    if (!isPersonal(context) || !isMobile(context)) return NOTHING;
    if (family !== 6 || model === null || model < FIRST_THERMALD_MODEL) return NOTHING;
    return {
      settings: [
        hardwareDefault('services.thermald.enable', true, [
          'cpu.vendor',
          'cpu.family',
          'cpu.model',
          'chassis.form',
          ...BARE_METAL_FACTS,
        ]),
      ],
    };
  },
};

function x86Maker({ facts }: RuleContext): 'intel' | 'amd' | null {
  if (facts.cpu.vendor === 'GenuineIntel') return 'intel';
  return facts.cpu.vendor === 'AuthenticAMD' ? 'amd' : null;
}

/** Family 17h below model 30h: Zen and Zen+, whose firmware describes CPPC wrongly. */
function isZen1(family: number | null, model: number | null): boolean {
  return family === 0x17 && (model === null || model < 0x30);
}
