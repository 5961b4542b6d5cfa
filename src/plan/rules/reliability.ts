import { hardwareDefault } from './draft.ts';
import { hasModule, isBareMetal } from './machine-kind.ts';
import { NOTHING, type Rule } from './rule.ts';

/** The module for servers does both by itself. */
const SERVERS = 'hardware/servers';

export const memoryErrors: Rule = {
  id: 'reliability/memory-errors',
  source: 'Linux Documentation/driver-api/edac; rasdaemon(1)',
  reason: 'The memory controller reports errors, and this keeps count of them.',
  apply: (context) =>
    context.facts.edac === true && isBareMetal(context) && !hasModule(context, SERVERS)
      ? { settings: [hardwareDefault('hardware.rasdaemon.enable', true, ['edac'])] }
      : NOTHING,
};

export const interrupts: Rule = {
  id: 'reliability/interrupts',
  source: 'irqbalance(1); Linux Documentation/admin-guide/mm/numaperf',
  reason: 'Memory hangs on several nodes, and interrupts are kept near what they belong to.',
  apply: (context) => {
    const { numaNodes } = context.facts.cpu;
    if (numaNodes == null || numaNodes < 2) return NOTHING;
    if (!isBareMetal(context) || hasModule(context, SERVERS)) return NOTHING;
    return { settings: [hardwareDefault('services.irqbalance.enable', true, ['cpu.numaNodes'])] };
  },
};
