import { hardwareDefault } from './draft.ts';
import { isBareMetal, roleOf } from './machine-kind.ts';
import { NOTHING, type Rule } from './rule.ts';

export const hardwareRaid: Rule = {
  id: 'servers/hardware-raid',
  source: 'PCI class 0104',
  reason: 'A RAID controller hides the health of its disks.',
  apply: (context) => {
    if (roleOf(context.profile) !== 'server' || !isBareMetal(context)) return NOTHING;
    const controller = context.facts.pci.find(
      ({ vendor, class: code }) => code.startsWith('0104') && vendor !== '8086',
    );
    if (controller === undefined) return NOTHING;
    return {
      gaps: [
        {
          code: 'servers.raid',
          subject: `pci[${controller.address}]`,
          text: "A RAID controller is in the way: the state of its arrays is seen only with its maker's tool.",
        },
      ],
    };
  },
};

export const infiniband: Rule = {
  id: 'servers/infiniband',
  source: 'PCI class 0207; NixOS option hardware.infiniband.enable',
  reason: 'An InfiniBand adapter.',
  apply: ({ facts }) => {
    const adapter = facts.pci.find((device) => device.class.startsWith('0207'));
    if (adapter === undefined) return NOTHING;
    return {
      settings: [hardwareDefault('hardware.infiniband.enable', true, [`pci[${adapter.address}]`])],
    };
  },
};

export const serverGpu: Rule = {
  id: 'servers/gpu',
  source: 'PCI base class 03',
  reason: 'A GPU in a machine without graphics.',
  apply: (context) => {
    if (roleOf(context.profile) === 'personal') return NOTHING;
    const gpu = context.facts.gpus.find(({ maker }) => maker === 'nvidia');
    if (gpu === undefined) return NOTHING;
    return {
      gaps: [
        {
          code: 'gpu.compute',
          subject: `gpus[${gpu.address}]`,
          text: 'An NVIDIA GPU is there, but a host of this profile gets no driver for it; for computing, set hardware.nvidia in local.nix.',
        },
      ],
    };
  },
};
