import { hostDefault } from './draft.ts';
import { hasModule } from './machine-kind.ts';
import { NOTHING, type Rule } from './rule.ts';

/** The profile covers clamshell Yogas too, so the hinge follows from the machine. */
export const tabletMode: Rule = {
  id: 'yoga/tablet-mode',
  source: 'SMBIOS chassis types 31 and 32; input switch SW_TABLET_MODE',
  reason: 'The screen folds back: this one is a convertible.',
  apply: (context) =>
    hasModule(context, 'hardware/yoga') &&
    context.traits.some((trait) => trait === 'convertible' || trait === 'tablet')
      ? { settings: [hostDefault('panther.hardware.yoga.tabletMode', true, ['chassis.form'])] }
      : NOTHING,
};
