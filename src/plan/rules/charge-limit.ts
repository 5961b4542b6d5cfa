import { hasModule, isMobile, isPersonal } from './machine-kind.ts';
import { NOTHING, type Rule, type RuleContext } from './rule.ts';

/** A choice that only its owner can make: whether the machine is mostly plugged in. */
export const chargeLimit: Rule = {
  id: 'power/charge-limit',
  source:
    'Linux Documentation/ABI/testing/sysfs-class-power: charge_control_end_threshold; sysfs-platform-ideapad-laptop, -lg-laptop, -samsung-laptop and drivers/platform/x86',
  reason: 'The battery can be told to stop charging early.',
  apply: (context) => {
    const { chargeControl = null } = context.facts.power;
    if (chargeControl === null || !isPersonal(context) || !isMobile(context)) return NOTHING;
    return {
      gaps: [
        {
          code: 'power.charge-limit',
          subject: 'power.chargeControl',
          text: `A battery that is mostly plugged in lives longer half full, and this one can be told so: ${howTo(context)}.`,
        },
      ],
    };
  },
};

function howTo(context: RuleContext): string {
  if (hasModule(context, 'hardware/zephyrus')) {
    return 'panther.hardware.zephyrus.chargeLimit = 80; in local.nix, or asusctl at any time';
  }
  if (hasModule(context, 'hardware/yoga') && context.facts.power.chargeControl === 'ideapad') {
    return 'panther.hardware.yoga.conservationMode = true; in local.nix';
  }
  return 'panther.hardware.workstations.chargeLimit = 80; in local.nix';
}
