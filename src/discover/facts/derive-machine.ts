import { table } from '../../assets/read.ts';
import type { Chassis, Identity } from '../../model/facts.ts';
import type { Observation } from '../observation.ts';
import { formOf } from './form-by-name.ts';

// DMTF DSP0134 7.4.1. 1 and 2 (other, unknown) and parts of a machine stand for no form.
const FORMS: ReadonlyMap<number, NonNullable<Chassis['form']>> = new Map([
  ...each([8, 9, 10, 14], 'laptop' as const),
  ...each([11, 30], 'tablet' as const),
  ...each([31, 32], 'convertible' as const),
  ...each([3, 4, 5, 6, 7, 15, 16], 'desktop' as const),
  ...each([13], 'all-in-one' as const),
  ...each([35, 36], 'mini-pc' as const),
  ...each([17, 23, 25, 28, 29], 'server' as const),
  ...each([33, 34], 'embedded' as const),
]);

// In the order of systemd's own table (src/basic/virt.c), which asks vendor, product, board and BIOS.
// "Oracle Corporation" is left out: it also stands on Oracle's own servers.
const HYPERVISORS: readonly (readonly [start: string, kind: string])[] = [
  ['Amazon EC2', 'amazon'],
  ['Google Compute Engine', 'google'],
  ['OpenStack', 'kvm'],
  ['KubeVirt', 'kvm'],
  ['KVM', 'kvm'],
  ['QEMU', 'qemu'],
  ['VMware', 'vmware'],
  ['VMW', 'vmware'],
  ['innotek GmbH', 'oracle'],
  ['VirtualBox', 'oracle'],
  ['Xen', 'xen'],
  ['HVM domU', 'xen'],
  ['Bochs', 'bochs'],
  ['Parallels', 'parallels'],
  ['BHYVE', 'bhyve'],
  ['Hyper-V', 'microsoft'],
  ['Apple Virtualization', 'apple'],
  ['Alibaba Cloud ECS', 'kvm'],
  ['DigitalOcean', 'kvm'],
  ['RHEV Hypervisor', 'kvm'],
  ['oVirt', 'kvm'],
  ['AHV', 'kvm'],
  ['Nutanix AHV', 'kvm'],
  ['Cloud Hypervisor', 'kvm'],
];

/** PCI vendor of virtio devices (virtio 1.2, 4.1.2). */
const VIRTIO = '1af4';

/** Container managers in systemd-detect-virt's terms: no hypervisor, they only hide the verdict on one. */
const CONTAINERS: ReadonlySet<string> = new Set([
  'container-other',
  'docker',
  'lxc',
  'lxc-libvirt',
  'openvz',
  'podman',
  'pouch',
  'proot',
  'rkt',
  'systemd-nspawn',
  'wsl',
]);

/** True on a virtual machine, false on bare metal, null where it is not known. */
export function isVirtualMachine(kind: string | null): boolean | null {
  return kind === null ? null : kind !== 'none';
}

/** The container that was looked at from within, by its own mark or by systemd's verdict. */
export function containerOf({ platform, virtualisation }: Observation): string | null {
  const told = virtualisation.kind;
  return told !== null && CONTAINERS.has(told) ? told : platform.container;
}

/**
 * What the machine runs on, in systemd's order: the machine's own verdict, DMI, the processor's
 * hypervisor flag, which is set in Xen's first domain too and yields to a verdict of none. Within a
 * container that is the machine below it, which shows through in DMI and the processor's flags. A guest
 * that nothing names is "vm-other"; without any sign, null.
 */
export function virtualisationKind(seen: Observation): string | null {
  const { identity, cpu, virtualisation } = seen;
  const told = virtualisation.kind;
  if (told === 'microsoft' && isQemuInDisguise(seen)) return 'kvm';
  const flagged = cpu.flags === null ? null : cpu.flags.includes('hypervisor');
  if (told !== null && !CONTAINERS.has(told)) return told;
  const byDmi = kindByDmi(identity);
  if (byDmi !== null) return byDmi;
  if (virtualisation.vmbus === true) return 'microsoft';
  if (flagged === true) return 'vm-other';
  // Without the flag no hypervisor shows itself; only x86 processors have one.
  return flagged === false && /^(GenuineIntel|AuthenticAMD)$/.test(cpu.vendor ?? '')
    ? 'none'
    : null;
}

/**
 * KVM can show a guest the CPUID leaves of Hyper-V (Vultr does). No Hyper-V has virtio devices, and
 * all of them have the vmbus and Microsoft's name in DMI.
 */
function isQemuInDisguise({ identity, pci, virtualisation }: Observation): boolean {
  if (virtualisation.vmbus === true || identity.vendor === null) return false;
  const isMicrosoft = identity.vendor === 'Microsoft Corporation';
  return !isMicrosoft && pci.some((device) => device.vendor === VIRTIO);
}

/** What a hypervisor writes into DMI about itself. */
function kindByDmi(identity: Identity): string | null {
  if (identity.vendor === 'Microsoft Corporation' && identity.product === 'Virtual Machine') {
    return 'microsoft';
  }
  if (identity.product?.includes('.metal')) return null;
  const values = [
    identity.product,
    identity.vendor,
    identity.boardVendor,
    identity.biosVendor,
    identity.boardName,
  ];
  for (const value of values) {
    const found = HYPERVISORS.find(([start]) => value?.startsWith(start));
    if (found !== undefined) return found[1];
  }
  // QEMU's own machine names, where a host put its own vendor in front.
  return /^Standard PC \(|^pc-(i440fx|q35)-/.test(`${identity.product ?? ''}`) ? 'qemu' : null;
}

/**
 * Form factor by chassis number, put right by the product's name; a virtual machine has none,
 * whatever its number says.
 */
export function chassisForm(
  type: number | null,
  kind: string | null,
  identity: Identity,
): Chassis['form'] {
  if (isVirtualMachine(kind) === true) return null;
  return formOf(type === null ? null : (FORMS.get(type) ?? null), identity);
}

interface ProviderEntry {
  provider: string;
  when: { field: keyof Identity; is?: string; starts?: string; ends?: string }[];
}

let providers: readonly ProviderEntry[] | null = null;

/** The provider that names itself; "generic" for any other guest; null on bare metal or unknown. */
export function providerOf(identity: Identity, kind: string | null): string | null {
  if (isVirtualMachine(kind) === false) return null;
  providers ??= (table('providers') as { providers: ProviderEntry[] }).providers;
  const found = providers.find(({ when }) =>
    when.every((condition) => {
      const value = identity[condition.field];
      if (value === null) return false;
      if (condition.is !== undefined) return value === condition.is;
      if (condition.ends !== undefined) return value.endsWith(condition.ends);
      return condition.starts !== undefined && value.startsWith(condition.starts);
    }),
  );
  if (found !== undefined) return found.provider;
  return isVirtualMachine(kind) === true ? 'generic' : null;
}

function each<T>(numbers: readonly number[], form: T): [number, T][] {
  return numbers.map((number) => [number, form]);
}
