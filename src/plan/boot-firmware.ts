import type { Facts, Firmware } from '../model/facts.ts';

/**
 * How the system will be started: as seen, or by UEFI on Arm, where there is no BIOS and GRUB has no
 * BIOS boot partition to use. Null: unknown, so the disk must serve both.
 */
export function bootFirmware({ firmware, platform }: Facts): Firmware['mode'] {
  return firmware.mode ?? (platform.architecture === 'aarch64' ? 'uefi' : null);
}
