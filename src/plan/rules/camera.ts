import { NOTHING, type Rule } from './rule.ts';

/** Image processing units of Tiger Lake, Alder Lake (P, N), Raptor Lake and Meteor Lake. */
const IPU6 = ['8086:9a19', '8086:465d', '8086:462e', '8086:a75d', '8086:7d19'];

export const ipu6: Rule = {
  id: 'camera/ipu6',
  source: 'Linux Documentation/admin-guide/media/ipu6-isys',
  reason: 'The camera hangs on an image processing unit.',
  apply: ({ facts }) => {
    const found = facts.pci.find(({ vendor, device }) => IPU6.includes(`${vendor}:${device}`));
    if (found === undefined) return NOTHING;
    return {
      gaps: [
        {
          code: 'camera.ipu6',
          subject: `pci[${found.address}]`,
          text: "The camera hangs on an Intel IPU6 and may stay dark; hardware.ipu6 adds Intel's unfree stack.",
        },
      ],
    };
  },
};
