import { ansibleInventory } from '../../emit/fleet/ansible.ts';
import { colmenaHive } from '../../emit/fleet/colmena.ts';
import { knownHosts, sshConfig } from '../../emit/fleet/ssh.ts';
import { tfvars } from '../../emit/fleet/tfvars.ts';
import type { FleetHost } from '../../model/fleet-host.ts';
import { FleetPlan } from '../../model/fleet-plan.ts';
import { USED_ONCE } from '../../model/parsing.ts';
import { keptFile } from '../../provision/fleet/place.ts';
import { type SeenRun, selected } from './run.ts';

/** What a fleet can be exported as, for those who go on with a tool of their own. */
export const EXPORTS = {
  ansible: ansibleInventory,
  colmena: colmenaHive,
  tfvars,
  'ssh-config': sshConfig,
  'known-hosts': knownHosts,
} as const;
export type ExportFormat = keyof typeof EXPORTS;

/** fleet export: the hosts as they are reached now, the new system where there is one. */
export function exportFleet(run: SeenRun, only: readonly string[], format: ExportFormat): string {
  const text = keptFile(run.place, 'plan.json');
  const plan = text === null ? null : FleetPlan.parse(JSON.parse(text), USED_ONCE);
  const hosts = selected(run.inventory, only).map((host): FleetHost => {
    const state = run.state.hosts.get(host.name);
    const isNew = state?.status === 'online';
    const pins = run.state.pins.get(host.name) ?? [];
    const after = plan?.hosts.find((one) => one.host === host.name)?.user ?? host.user;
    return {
      host: host.name,
      address: host.address,
      port: host.port,
      user: isNew ? after : host.user,
      before: host.user,
      after,
      tags: host.tags,
      provider: host.provider,
      keys: pins.filter(({ how }) => (how === 'planned') === isNew).map(({ key }) => key),
    };
  });
  return EXPORTS[format](hosts);
}
