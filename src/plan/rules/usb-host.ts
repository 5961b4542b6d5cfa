import { hardwareList } from './draft.ts';
import { isBareMetal } from './machine-kind.ts';
import { storageModules } from './pci-modules.ts';
import { NOTHING, type Rule } from './rule.ts';

const MODULE = 'xhci_pci_renesas';

export const renesasHost: Rule = {
  id: 'usb/renesas-host',
  source:
    'Linux drivers/usb/host/xhci-pci-renesas.c (its own driver since 6.12); NixOS boot.initrd.includeDefaultModules',
  reason:
    'USB controllers of Renesas have a driver of their own, which keyboards and disks on them need early.',
  apply: (context) => {
    if (!isBareMetal(context)) return NOTHING;
    const found = context.facts.pci.filter((device) => storageModules(device).includes(MODULE));
    if (found.length === 0) return NOTHING;
    return {
      settings: [
        hardwareList(
          'boot.initrd.availableKernelModules',
          [MODULE],
          found.map(({ address }) => `pci[${address}]`),
        ),
      ],
    };
  },
};
