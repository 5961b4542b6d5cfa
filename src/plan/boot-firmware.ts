import type { Facts, Firmware } from '../model/facts.ts';

/**
 * How the system will be started: as seen, or by UEFI on Arm, where there is no BIOS and GRUB has no
 * BIOS boot partition to use. Null: unknown, so the disk must serve both, through GRUB; that also holds
 * for 32-bit firmware, which systemd-boot is not built for.
 */
export function bootFirmware(facts: Pick<Facts, 'firmware' | 'platform'>): Firmware['mode'] {
  const { firmware, platform } = facts;
  if (isNarrow(facts)) return null;
  return firmware.mode ?? (platform.architecture === 'aarch64' ? 'uefi' : null);
}

/** Whether 32-bit UEFI starts a 64-bit processor. */
export function isNarrow({ firmware, platform }: Pick<Facts, 'firmware' | 'platform'>): boolean {
  return firmware.mode === 'uefi' && firmware.width === 32 && platform.architecture === 'x86_64';
}
