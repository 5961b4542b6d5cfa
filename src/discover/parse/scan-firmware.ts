/** How the kernel's log begins when it is whole. */
const WHOLE_LOG = /\bLinux version [0-9]/;

/**
 * How the firmware started the system, by the kernel's log or efibootmgr; null where a text tells
 * nothing. A log that is cut at its start proves no BIOS.
 */
export function parseBootMode(text: string): 'uefi' | 'bios' | null {
  if (/^BootCurrent: [0-9A-Fa-f]{4}$/m.test(text)) return 'uefi';
  if (/\] efi: EFI v[0-9]|^efi: EFI v[0-9]/m.test(text)) return 'uefi';
  return WHOLE_LOG.test(text) && text.includes('BIOS-e820:') && !text.includes('efi:')
    ? 'bios'
    : null;
}

/** What the kernel's log says of Secure Boot; null where it does not. */
export function parseSecureBoot(text: string): 'on' | 'off' | null {
  if (/\] secureboot: Secure boot enabled|\bSecure boot enabled\b/.test(text)) return 'on';
  return /\bSecure boot disabled\b/.test(text) ? 'off' : null;
}
