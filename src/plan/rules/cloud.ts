import { hardwareDefault, hardwareList } from './draft.ts';
import { isPersonal } from './machine-kind.ts';
import { NOTHING, type Rule } from './rule.ts';

export const xenTools: Rule = {
  id: 'cloud/xen-tools',
  source: 'NixOS option services.xe-guest-utilities.enable',
  reason: 'A guest of Xen tells its host how it is, and obeys when asked to shut down.',
  apply: ({ facts }) => {
    const { kind, provider } = facts.virtualisation;
    if (kind !== 'xen' || provider === 'aws') return NOTHING;
    return {
      settings: [
        hardwareDefault('services.xe-guest-utilities.enable', true, [
          'virtualisation.kind',
          'virtualisation.provider',
        ]),
      ],
    };
  },
};

export const awsVolumes: Rule = {
  id: 'cloud/aws-volumes',
  source: 'Amazon EC2 user guide, NVMe I/O operation timeout; Linux drivers/nvme/host/core.c',
  reason: 'A volume over the network may pause longer than a disk, and must not be given up.',
  apply: ({ facts }) => {
    if (facts.virtualisation.provider !== 'aws') return NOTHING;
    const volume = facts.disks.find(({ transport }) => transport === 'nvme');
    if (volume === undefined) return NOTHING;
    return {
      settings: [
        hardwareList(
          'boot.kernelParams',
          ['nvme_core.io_timeout=4294967295'],
          [`disks[${volume.name}].transport`, 'virtualisation.provider'],
        ),
      ],
    };
  },
};

const AGENTS: Readonly<Record<string, string>> = {
  azure:
    "Azure's agent is not set up, since it would change users and keys that this configuration declares. The machine runs, but Azure waits for its report and shows the deployment as failed, and extensions and password resets need it: services.waagent.enable in local.nix.",
  gce: "Google's guest agent is not set up, since it would change users and keys that this configuration declares: those of the project's metadata do not reach this host. To log in by them, set security.googleOsLogin.enable in local.nix, or import virtualisation/google-compute-config.nix of nixpkgs for all of it.",
};

export const cloudAgent: Rule = {
  id: 'cloud/agent',
  source:
    'NixOS options services.waagent.enable and security.googleOsLogin.enable; NixOS module virtualisation/google-compute-config',
  reason: "The provider's own agent.",
  apply: (context) => {
    const { provider } = context.facts.virtualisation;
    const text = provider === null || isPersonal(context) ? undefined : AGENTS[provider];
    if (text === undefined) return NOTHING;
    return { gaps: [{ code: 'cloud.agent', subject: 'virtualisation.provider', text }] };
  },
};
