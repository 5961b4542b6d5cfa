import type { Facts } from '../../model/facts.ts';
import { hardwareDefault, hostDefault } from './draft.ts';
import { hasModule, isPersonal, isQemuGuest } from './machine-kind.ts';
import { NOTHING, type Rule } from './rule.ts';

export const qemuAgent: Rule = {
  id: 'guest/qemu-agent',
  source: 'QEMU guest agent; NixOS option services.qemuGuest.enable',
  reason:
    'The host may ask this guest to freeze its filesystems or to shut down; udev starts it where there is a port.',
  apply: (context) => {
    const runs = isQemuGuest(context) && context.facts.virtualisation.guestAgent !== false;
    const facts = ['virtualisation.kind', 'virtualisation.guestAgent'];
    if (hasModule(context, 'hardware/vps')) {
      const reason = runs ? undefined : 'The hypervisor has no port for the QEMU guest agent.';
      return { settings: [hostDefault('panther.hardware.vps.guestAgent', runs, facts, reason)] };
    }
    return runs
      ? { settings: [hardwareDefault('services.qemuGuest.enable', true, facts)] }
      : NOTHING;
  },
};

export const spice: Rule = {
  id: 'guest/spice',
  source: 'NixOS option services.spice-vdagentd.enable',
  reason: 'The screen is shown through SPICE.',
  apply: (context) =>
    isPersonal(context) && context.facts.virtualisation.spice === true
      ? {
          settings: [
            hardwareDefault('services.spice-vdagentd.enable', true, ['virtualisation.spice']),
          ],
        }
      : NOTHING,
};

export const vmware: Rule = {
  id: 'guest/vmware',
  source: 'NixOS option virtualisation.vmware.guest',
  reason: 'A guest of VMware.',
  apply: (context) => {
    if (context.facts.virtualisation.kind !== 'vmware') return NOTHING;
    const facts = ['virtualisation.kind'];
    const settings = [hardwareDefault('virtualisation.vmware.guest.enable', true, facts)];
    if (!isPersonal(context)) {
      settings.push(hardwareDefault('virtualisation.vmware.guest.headless', true, facts));
    }
    return { settings };
  },
};

export const hyperv: Rule = {
  id: 'guest/hyperv',
  source: 'Linux Documentation/virt/hyperv; NixOS option virtualisation.hypervGuest.enable',
  reason: 'A guest of Hyper-V, with its bus seen.',
  apply: ({ facts }) => {
    if (facts.virtualisation.kind !== 'microsoft') return NOTHING;
    const seen = vmbusFacts(facts);
    if (seen !== null) {
      return { settings: [hardwareDefault('virtualisation.hypervGuest.enable', true, seen)] };
    }
    // QEMU can speak Hyper-V's interface without having its devices.
    return {
      gaps: [
        {
          code: 'guest.vmbus',
          subject: 'virtualisation.vmbus',
          text: 'The processor says Hyper-V, but no VMBus was seen, so its drivers stay out.',
        },
      ],
    };
  },
};

export const virtualbox: Rule = {
  id: 'guest/virtualbox',
  source: 'NixOS option virtualisation.virtualbox.guest.enable',
  reason: 'A guest of VirtualBox.',
  apply: ({ facts }) =>
    facts.virtualisation.kind === 'oracle'
      ? {
          settings: [
            hardwareDefault('virtualisation.virtualbox.guest.enable', true, [
              'virtualisation.kind',
            ]),
          ],
        }
      : NOTHING,
};

/** What a person has to allow or to switch on outside first. */
const TOOLS: Readonly<Record<string, { code: string; text: string }>> = {
  parallels: {
    code: 'guest.parallels',
    text: 'The tools of Parallels (shared folders, clipboard, screen size) are not free and follow the kernel late; disk, network and screen work without. To take them, set hardware.parallels.enable and allow prl-tools in local.nix.',
  },
  apple: {
    code: 'guest.apple',
    text: "A guest of Apple's hypervisor works by its virtio devices alone. Where the host shares Rosetta with it, virtualisation.rosetta.enable in local.nix runs programs for x86.",
  },
};

export const unsupportedGuest: Rule = {
  id: 'guest/unsupported',
  source:
    'NixOS options hardware.parallels.enable, virtualisation.rosetta.enable and boot.isContainer',
  reason: 'A guest for which nothing is switched on.',
  apply: ({ facts }) => {
    if (facts.platform.container !== null) {
      return {
        gaps: [
          {
            code: 'guest.container',
            subject: 'platform.container',
            text: 'This was recorded inside a container, which shows little of the machine and has no disks or firmware of its own.',
          },
        ],
      };
    }
    const gap = TOOLS[facts.virtualisation.kind ?? ''];
    return gap === undefined ? NOTHING : { gaps: [{ ...gap, subject: 'virtualisation.kind' }] };
  },
};

/** What proves a VMBus: its devices, Azure's own mark, or Hyper-V's PCI devices; null: nothing does. */
function vmbusFacts(facts: Facts): string[] | null {
  const { vmbus, provider } = facts.virtualisation;
  if (vmbus === false) return null;
  if (vmbus === true) return ['virtualisation.kind', 'virtualisation.vmbus'];
  if (provider === 'azure') return ['virtualisation.kind', 'virtualisation.provider'];
  const device = facts.pci.find(({ vendor }) => vendor === '1414');
  return device === undefined ? null : ['virtualisation.kind', `pci[${device.address}]`];
}
