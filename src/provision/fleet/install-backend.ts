import type { Step } from '../../model/fleet.ts';
import { type Backend, failed, type StepEnd } from './backend.ts';
import {
  checked,
  destroy,
  formatted,
  installed,
  installer,
  keyed,
  online,
  rebooted,
  verified,
} from './install-steps.ts';
import type { InstallWork, Scene } from './install-work.ts';

const STEP_WORK: Partial<Record<Step, (scene: Scene) => Promise<StepEnd>>> = {
  keyed,
  installer,
  checked,
  destroy,
  formatted,
  installed,
  verified,
  rebooted,
  online,
};

/**
 * nixos-anywhere, phase by phase, with our own checks before and after each. A target whose key is not
 * the pinned one is not spoken to.
 */
export function installBackend(work: InstallWork): Backend {
  return {
    name: 'nixos-anywhere',
    async perform(turn) {
      const host = work.hosts.get(turn.host);
      if (host === undefined) return failed('is not in the plan of this run');
      return STEP_WORK[turn.step]?.({ work, host, turn }) ?? failed('is no step of an install');
    },
  };
}
