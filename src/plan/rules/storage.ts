import { shownText } from '../../model/display.ts';
import type { Facts } from '../../model/facts.ts';
import type { Disk, PciDevice } from '../../model/hardware.ts';
import { hardwareList } from './draft.ts';
import { boundModule, isInitrdDefault, storageModules, transportModules } from './pci-modules.ts';
import { type Hole, NOTHING, type Rule, type RuleContext, type RuleOutcome } from './rule.ts';

/** What stands between the processor and the system disk, and the modules that each part needs. */
interface BootPath {
  modules: string[];
  facts: string[];
  /** Parts that nothing is known to drive. */
  uncovered: PciDevice[];
  /** The same, where the disk is known to hang on them. */
  holes: { disk: Disk; device: PciDevice }[];
  /** How the disk is reached is not known, or not all the way. */
  unseen: boolean;
}

export const bootPath: Rule = {
  id: 'storage/boot-path',
  source: 'Linux MODULE_DEVICE_TABLE by PCI id and class; NixOS boot.initrd.includeDefaultModules',
  reason: 'The way to the root disk, by the ids of its controllers, beyond what NixOS includes.',
  apply: (context) => {
    const disks = systemDisks(context);
    const [first] = disks;
    if (first === undefined) return NOTHING;
    const paths = disks.map((disk) => pathTo(disk, context.facts));
    return outcome(context, first, {
      modules: [...new Set(paths.flatMap(({ modules }) => modules))],
      facts: [...new Set(paths.flatMap(({ facts }) => facts))],
      uncovered: [...new Set(paths.flatMap(({ uncovered }) => uncovered))],
      holes: paths.flatMap(({ holes }) => holes),
      unseen: paths.some(({ unseen }) => unseen),
    });
  },
};

export const virtioIommu: Rule = {
  id: 'storage/virtio-iommu',
  source: 'virtio specification 1.2, section 5.13',
  reason: 'Every virtual device, the root disk included, waits for this IOMMU.',
  apply: ({ facts }) => {
    const found = facts.pci.filter((device) => storageModules(device).includes('virtio_iommu'));
    if (found.length === 0) return NOTHING;
    return {
      settings: [
        hardwareList(
          'boot.initrd.availableKernelModules',
          ['virtio_iommu', 'virtio_pci'],
          found.map(({ address }) => `pci[${address}]`),
        ),
      ],
    };
  },
};

/** The disks that the root lies on: the system disk, and the one that mirrors it. */
function systemDisks({ facts, layout }: RuleContext): Disk[] {
  return layout.disks
    .filter(({ role }) => role === 'system' || role === 'mirror')
    .flatMap((planned) => facts.disks.filter(({ name }) => name === planned.name));
}

function outcome({ answers, facts }: RuleContext, disk: Disk, path: BootPath): RuleOutcome {
  const extra = path.modules.filter((module) => !isInitrdDefault(module)).sort();
  const result: RuleOutcome = {};
  if (extra.length > 0) {
    result.settings = [hardwareList('boot.initrd.availableKernelModules', extra, path.facts)];
  }
  if (path.uncovered.length > 0) {
    result.gaps = path.uncovered.map(({ address }) => ({
      code: 'boot.uncovered',
      subject: `pci[${address}]`,
      text: 'No kernel module is known for this storage controller.',
    }));
    if ((answers.initrdModules ?? []).length === 0) result.holes = path.holes.map(holeOf);
  } else if (path.unseen && (answers.initrdModules ?? []).length === 0) {
    result.gaps = [
      {
        code: 'boot.unseen',
        subject: `disks[${disk.name}].controller`,
        text: isOnBoard(disk, facts)
          ? 'The driver of the host controller on the board, which the system disk hangs on, is not known; name it with the answer initrdModules.'
          : 'How the system disk is attached was not seen; the modules that NixOS includes must do.',
      },
    ];
  }
  return result;
}

function holeOf({ disk, device }: BootPath['holes'][number]): Hole {
  const [name, address] = [shownText(disk.name, 40), shownText(device.address, 40)];
  return {
    code: 'boot.uncovered',
    text: `boot path: the disk ${name} hangs on the controller ${address} (class ${device.class}, ids ${device.vendor}:${device.device}), for which no kernel module is known, so the system would not find its root; say which: --set initrdModules=NAME`,
  };
}

/** Modules of everything between the processor and a disk; where that is not known, of all that fits. */
function pathTo(disk: Disk, facts: Facts): BootPath {
  const own = `disks[${disk.name}]`;
  const path: BootPath = {
    modules: [],
    facts: [`${own}.controller`],
    uncovered: [],
    holes: [],
    unseen: false,
  };
  path.modules.push(...withoutController(disk, facts));
  if (path.modules.length > 0) path.facts.push(`${own}.transport`);
  const candidates = controllers(disk, facts);
  for (const device of candidates) {
    const modules = storageModules(device);
    const bound = modules.length === 0 ? boundModule(device) : null;
    if (bound !== null) modules.push(bound);
    if (modules.length === 0) {
      if (isStorage(device) || isOddReader(device, disk)) path.uncovered.push(device);
      continue;
    }
    path.modules.push(...modules, ...transportModules(device));
    path.facts.push(`pci[${device.address}]`);
  }
  if (isHyperV(facts) && candidates.some(({ address }) => !address.startsWith('0000:'))) {
    path.modules.push('pci_hyperv');
    path.facts.push('virtualisation.kind');
  }
  path.modules = [...new Set(path.modules)];
  // A guess among several controllers is no hole as long as one of them is driven.
  if (disk.controller === null && path.modules.length > 0) path.uncovered = [];
  if (disk.controller !== null) path.holes = path.uncovered.map((device) => ({ disk, device }));
  const isOpen = path.modules.length === 0 && facts.virtualisation.vmbus !== true;
  path.unseen = isOpen || isOnBoard(disk, facts);
  return path;
}

/** Hyper-V gives each device that it hands to a guest a PCI domain of its own, behind its bus. */
function isHyperV({ virtualisation }: Facts): boolean {
  return virtualisation.vmbus ?? virtualisation.kind === 'microsoft';
}

/** A card or eMMC on a host controller that only the device tree of the board describes. */
function isOnBoard(disk: Disk, facts: Facts): boolean {
  return disk.transport === 'mmc' && facts.deviceTree !== null && !hangsOnPci(disk, facts);
}

function hangsOnPci({ controller }: Disk, { pci }: Facts): boolean {
  return pci.some(({ address }) => address === controller);
}

function controllers(disk: Disk, facts: Facts): PciDevice[] {
  const own = facts.pci.find(({ address }) => address === disk.controller);
  if (own === undefined) return facts.pci.filter((device) => mayCarry(device, disk));
  const above = new Set(own.parents);
  const parents = facts.pci.filter(({ address }) => above.has(address));
  const onPath = [own, ...parents.filter((device) => !isBridge(device))];
  // Devices behind VMD live in a PCI domain of its own, whose bridge need not be among the parents.
  const vmd = facts.pci.filter((device) => isVmd(device) && !onPath.includes(device));
  return own.address.startsWith('0000:') ? onPath : [...onPath, ...vmd];
}

/** Modules for disks that do not hang on a PCI controller of their own. */
function withoutController(disk: Disk, facts: Facts): string[] {
  const seen = (test: (device: PciDevice) => boolean): boolean => facts.pci.some(test);
  switch (disk.transport) {
    case 'usb':
      return ['uas', 'usb_storage'];
    case 'xen':
      return ['xen_blkfront'];
    case 'virtio':
      return seen(({ vendor }) => vendor === '1af4')
        ? ['virtio_blk']
        : ['virtio_blk', 'virtio_mmio'];
    case 'mmc':
      // A PCI reader beside it says nothing of an eMMC that the firmware describes.
      return hangsOnPci(disk, facts) || facts.deviceTree !== null
        ? ['mmc_block']
        : ['mmc_block', 'sdhci_acpi'];
    default:
      return [];
  }
}

function mayCarry(device: PciDevice, disk: Disk): boolean {
  const modules = storageModules(device);
  switch (disk.transport) {
    case 'nvme':
      return device.class.startsWith('0108') || isVmd(device);
    case 'virtio':
      return modules.includes('virtio_blk');
    case 'mmc':
      return device.class.startsWith('0805') || modules.includes('rtsx_pci');
    case 'usb':
    case 'xen':
      return false;
    default:
      return isStorage(device) && !device.class.startsWith('0108');
  }
}

function isStorage(device: PciDevice): boolean {
  return device.class.startsWith('01') || device.class.startsWith('0805');
}

/** What a disk hangs on without being a storage controller by its class, as some card readers are. */
function isOddReader(device: PciDevice, disk: Disk): boolean {
  return (
    device.address === disk.controller && device.class.startsWith('ff') && disk.transport !== 'xen'
  );
}

function isBridge(device: PciDevice): boolean {
  return device.class.startsWith('06');
}

function isVmd(device: PciDevice): boolean {
  return storageModules(device).includes('vmd');
}
