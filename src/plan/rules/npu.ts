import { isPersonal } from './machine-kind.ts';
import { NOTHING, type Rule } from './rule.ts';

/** AMD's XDNA and Intel's VPU: Strix and Phoenix, Meteor, Arrow, Lunar and Panther Lake. */
const NPU = '1022:1502 1022:17f0 8086:7d1d 8086:ad1d 8086:643e 8086:b03e'.split(' ');

export const npu: Rule = {
  id: 'npu/note',
  source: 'Linux drivers/accel/amdxdna and drivers/accel/ivpu',
  reason: 'A processor for neural networks.',
  apply: (context) => {
    if (!isPersonal(context)) return NOTHING;
    const found = context.facts.pci.find(({ vendor, device }) =>
      NPU.includes(`${vendor}:${device}`),
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
