import type { Profile } from '../../model/profile.ts';
import type { RuleContext } from './rule.ts';

/** What a host is for, from the modules of its profile, so that a user's own profile has one too. */
export type Role = 'personal' | 'server' | 'vps';

export function roleOf(profile: Profile): Role {
  const modules = new Set(profile.modules.map(({ module }) => module));
  if (modules.has('hardware/vps')) return 'vps';
  return modules.has('hardware/servers') ? 'server' : 'personal';
}

/** Whether a person sits in front of it: graphics, sound and sensors are for them alone. */
export function isPersonal(context: RuleContext): boolean {
  return roleOf(context.profile) === 'personal';
}

/** Whether the profile switches a module on. */
export function hasModule(context: RuleContext, module: string): boolean {
  return context.profile.modules.some((entry) => entry.module === module);
}

/**
 * Whether the machine is real hardware. Where nothing told whether it is a guest, the processor's
 * hypervisor flag does; where that is unknown too, anything but a VPS counts as hardware.
 */
export function isBareMetal({ facts, profile }: Pick<RuleContext, 'facts' | 'profile'>): boolean {
  const { kind } = facts.virtualisation;
  if (kind !== null) return kind === 'none';
  if (roleOf(profile) === 'vps') return false;
  return facts.cpu.flags === null || !facts.cpu.flags.includes('hypervisor');
}

/** The facts that isBareMetal looks at. */
export const BARE_METAL_FACTS = ['virtualisation.kind'];

const MOBILE = ['laptop', 'convertible', 'tablet'];

/** Whether it is carried about: a battery, a built-in panel and keyboard. */
export function isMobile({ traits, facts }: RuleContext): boolean {
  if (traits.some((trait) => MOBILE.includes(trait))) return true;
  return facts.chassis.form !== null && MOBILE.includes(facts.chassis.form);
}

const QEMU = ['kvm', 'qemu', 'bochs'];

/** Whether it is a guest of QEMU, with or without KVM. */
export function isQemuGuest({ facts }: RuleContext): boolean {
  return facts.virtualisation.kind !== null && QEMU.includes(facts.virtualisation.kind);
}

/** Whether the root filesystem lies in a LUKS container. */
export function isEncrypted({ layout }: RuleContext): boolean {
  return rootMappers(layout).length > 0;
}

/** The LUKS containers of the root filesystem: the one that it is mounted from, then its mirrors. */
export function rootMappers({ disks, arrays = [] }: RuleContext['layout']): string[] {
  const system = disks.filter(({ role }) => role === 'system' || role === 'mirror');
  const contents = [
    ...system.flatMap(({ partitions }) => partitions.map(({ content }) => content)),
    ...arrays.map(({ content }) => content),
  ];
  const whole = contents.flatMap((found) => (found?.kind === 'luks' ? [found.mapper] : []));
  const halves = contents.flatMap((found) => (found?.kind === 'luks-member' ? [found.mapper] : []));
  return [...whole, ...halves];
}

/** The partitions of the system disk. */
export function systemPartitions(layout: RuleContext['layout']) {
  return layout.disks.find(({ role }) => role === 'system')?.partitions ?? [];
}
