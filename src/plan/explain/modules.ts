import type { ChosenModule, HostPlan } from '../../model/plan.ts';
import { diskFact } from '../layout/disk-kind.ts';

/** The option that switches a module on. */
export function moduleOption(module: string): string {
  return `panther.${module.replace('/', '.')}.enable`;
}

/** What the choice of a module follows from: the answers, and the facts that chose the profile. */
export function moduleFacts(plan: HostPlan, { module, rule }: ChosenModule): string[] {
  switch (rule) {
    case 'modules/encryption':
      return ['answers.encryption'];
    case 'modules/ssh':
      return ['answers.profile', 'answers.sshKeys'];
    case 'modules/profile':
      return module === 'filesystems/snapshots'
        ? ['answers.profile', ...room(plan)]
        : ['answers.profile'];
    default:
      return [];
  }
}

/** A disk that is too small for snapshots, or memory that is, leaves them out. */
function room({ layout }: HostPlan): string[] {
  const system = layout.disks.find(({ role }) => role === 'system');
  return [
    'answers.layout.subvolumes',
    'memory.totalBytes',
    diskFact(system?.name ?? '', 'sizeBytes'),
  ];
}
