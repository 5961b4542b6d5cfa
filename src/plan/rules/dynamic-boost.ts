import { hardwareDefault } from './draft.ts';
import { hybridPair, PAIR_FACTS } from './prime.ts';
import { NOTHING, type Rule } from './rule.ts';

/** Turing has no part in it. */
const GENERATIONS = ['ampere', 'ada', 'blackwell'];

export const dynamicBoost: Rule = {
  id: 'gpu/dynamic-boost',
  source:
    'NVIDIA driver README, "Dynamic Boost on Linux"; NixOS option hardware.nvidia.dynamicBoost.enable',
  reason: 'Processor and NVIDIA GPU of a laptop hand their power budget to each other.',
  apply: (context) => {
    const pair = hybridPair(context);
    if (pair === null || !GENERATIONS.includes(pair.nvidia.generation ?? '')) return NOTHING;
    return {
      settings: [hardwareDefault('hardware.nvidia.dynamicBoost.enable', true, PAIR_FACTS)],
    };
  },
};
