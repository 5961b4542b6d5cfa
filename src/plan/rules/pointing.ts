import { table } from '../../assets/read.ts';
import { hardwareDefault } from './draft.ts';
import { hasModule, isBareMetal, isPersonal } from './machine-kind.ts';
import { NOTHING, type Rule } from './rule.ts';

export const trackpoint: Rule = {
  id: 'pointing/trackpoint',
  source: 'NixOS option hardware.trackpoint.enable; Linux drivers/input/mouse/trackpoint.c',
  reason: 'A pointing stick, whose speed and sensitivity are set when it appears.',
  apply: (context) => {
    if (!isPersonal(context) || !isBareMetal(context)) return NOTHING;
    if (!context.facts.input.some(({ kind }) => kind === 'trackpoint')) return NOTHING;
    return { settings: [hardwareDefault('hardware.trackpoint.enable', true, ['input'])] };
  },
};

export const pen: Rule = {
  id: 'pointing/pen',
  source: 'NixOS option services.xserver.wacom.enable; libwacom',
  reason: 'A pen, for X11 sessions; Wayland needs nothing.',
  apply: (context) => {
    if (!isPersonal(context) || !isBareMetal(context) || hasModule(context, 'hardware/yoga')) {
      return NOTHING;
    }
    if (!context.facts.input.some(({ kind }) => kind === 'pen')) return NOTHING;
    return {
      settings: [
        hardwareDefault(
          'services.xserver.wacom.enable',
          { ref: 'config.services.xserver.enable' },
          ['input'],
        ),
      ],
    };
  },
};

export const surfaceTouch: Rule = {
  id: 'pointing/surface-touch',
  source: 'linux-surface: ipts, ithc and iptsd; NixOS option services.iptsd.enable',
  reason: 'The touchscreen of a Surface.',
  apply: ({ facts }) => {
    if (facts.identity.vendor !== 'Microsoft Corporation') return NOTHING;
    const { ids } = table('touch-controllers') as { ids: string[] };
    const found = facts.pci.find(({ vendor, device }) => ids.includes(`${vendor}:${device}`));
    if (found === undefined) return NOTHING;
    return {
      gaps: [
        {
          code: 'pointing.surface',
          subject: `pci[${found.address}]`,
          text: 'Touch and pen of this Surface need the linux-surface kernel and services.iptsd; nixos-hardware has both under microsoft-surface-*.',
        },
      ],
    };
  },
};
