import { hostDefault } from './draft.ts';
import { hasModule } from './machine-kind.ts';
import { NOTHING, type Rule } from './rule.ts';

const CAPABLE = ['nvme', 'sata', 'scsi', 'ide'];

export const noSmart: Rule = {
  id: 'smart/none',
  source: 'smartd(8)',
  reason: 'No disk here tells about its health, and smartd fails without one.',
  apply: (context) => {
    const { disks } = context.facts;
    if (!hasModule(context, 'services/monitoring') || disks.length === 0) return NOTHING;
    // Switched off there by the module itself.
    if (hasModule(context, 'hardware/vps')) return NOTHING;
    const capable = disks.some(
      ({ virtual, transport }) => !virtual && (transport === null || CAPABLE.includes(transport)),
    );
    if (capable) return NOTHING;
    return {
      settings: [
        hostDefault('panther.services.monitoring.smart', false, ['disks', 'virtualisation.kind']),
      ],
    };
  },
};
