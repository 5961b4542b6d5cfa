import { deviceModules } from '../../assets/pci-modules.ts';
import { isPersonal } from './machine-kind.ts';
import { NOTHING, type Rule } from './rule.ts';

/** AMD's XDNA and Intel's VPU. */
const DRIVERS = ['amdxdna', 'intel_vpu'];

export const npu: Rule = {
  id: 'npu/note',
  source: 'Linux drivers/accel/amdxdna and drivers/accel/ivpu',
  reason: 'A processor for neural networks.',
  apply: (context) => {
    if (!isPersonal(context)) return NOTHING;
    const found = context.facts.pci.find((device) =>
      deviceModules(device).some((module) => DRIVERS.includes(module)),
    );
    if (found === undefined) return NOTHING;
    return {
      gaps: [
        {
          code: 'npu.runtime',
          subject: `pci[${found.address}]`,
          text: 'The kernel drives this neural processor, but nothing here uses it: its runtime is up to the owner.',
        },
      ],
    };
  },
};
