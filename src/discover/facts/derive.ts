import { FACTS_SCHEMA, type Facts } from '../../model/facts.ts';
import type { Observation } from '../observation.ts';
import { derivedDisks } from './derive-disks.ts';
import { gpusOf } from './derive-gpus.ts';
import {
  chassisForm,
  containerOf,
  isVirtualMachine,
  providerOf,
  virtualisationKind,
} from './derive-machine.ts';
import type { Merged } from './merge.ts';
import { sourcesFor } from './merge-sources.ts';

/** Facts without their gaps: what was seen, and what follows from it. */
export function derive({ seen }: Merged): Omit<Facts, 'gaps'> {
  const kind = virtualisationKind(seen);
  const virtualMachine = isVirtualMachine(kind);
  const gpus = gpusOf(seen.pci);
  return {
    schema: FACTS_SCHEMA,
    ...seen,
    platform: { ...seen.platform, container: containerOf(seen) },
    chassis: { type: seen.chassis.type, form: chassisForm(seen.chassis.type, kind) },
    // Hypervisors write what they like into the DMI tables of a guest.
    memory: virtualMachine === true ? { ...seen.memory, ecc: null } : seen.memory,
    virtualisation: {
      ...seen.virtualisation,
      kind,
      provider: providerOf(seen.identity, kind),
    },
    gpus,
    disks: derivedDisks(seen.disks, seen.pci, virtualMachine),
    sources: sourcesOf(seen, kind, gpus),
  };
}

/** Sources of what was derived, beside those of what was seen. */
function sourcesOf(
  seen: Observation,
  kind: string | null,
  gpus: Facts['gpus'],
): Record<string, string[]> {
  const sources: Record<string, string[]> = { ...seen.sources };
  const from = (...paths: string[]): string[] => [
    ...new Set(paths.flatMap((path) => sourcesFor(seen.sources, path))),
  ];
  for (const { address } of gpus) sources[`gpus[${address}]`] = from(`pci[${address}]`);
  if (kind !== null && kind !== seen.virtualisation.kind) {
    sources['virtualisation.kind'] = from('identity.vendor', 'identity.product', 'cpu.flags');
  }
  if (containerOf(seen) !== seen.platform.container) {
    sources['platform.container'] = from('virtualisation.kind');
  }
  if (kind !== null && isVirtualMachine(kind) === true) {
    const asked = ['identity.vendor', 'identity.product', 'identity.assetTag'];
    const kindSources = sources['virtualisation.kind'] ?? [];
    sources['virtualisation.provider'] = [...new Set([...from(...asked), ...kindSources])];
  }
  return sources;
}
