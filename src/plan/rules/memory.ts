import { hostDefault } from './draft.ts';
import { hasModule } from './machine-kind.ts';
import { NOTHING, type Rule } from './rule.ts';

const SMALL = 2 ** 31;

export const smallMemory: Rule = {
  id: 'memory/small',
  source: 'PantherOS module hardware/vps',
  reason: 'Little memory: what runs is kept small.',
  apply: (context) => {
    const { totalBytes } = context.facts.memory;
    if (!hasModule(context, 'hardware/vps') || totalBytes === null || totalBytes > SMALL) {
      return NOTHING;
    }
    return {
      settings: [hostDefault('panther.hardware.vps.smallMemory', true, ['memory.totalBytes'])],
    };
  },
};
