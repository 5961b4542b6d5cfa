import { isHashed, type Replace } from './identifiers.ts';

/** Labels that say nothing about whose disk it is: those that installers, tools and vendors give. */
const ORDINARY: ReadonlySet<string> = new Set([
  '-',
  'arch_iso',
  'arch_os',
  'bios boot partition',
  'basic data partition',
  'boot',
  'cdrom',
  'cidata',
  'config-2',
  'cloud-init',
  'cloudimg-rootfs',
  'crypt',
  'cryptroot',
  'cryptswap',
  'data',
  'debian',
  'disk',
  'efi',
  'efi partition',
  'efi system',
  'efi system partition',
  'esp',
  'fedora',
  'games',
  'gpt',
  'grub',
  'home',
  'linux',
  'linux filesystem',
  'linux swap',
  'linux-swap',
  'local',
  'log',
  'luks',
  'microsoft reserved partition',
  'msr',
  'nix',
  'nixos',
  'null',
  'os',
  'persist',
  'persistent',
  'primary',
  'public',
  'recovery',
  'reserved',
  'root',
  'rootfs',
  'snapshots',
  'store',
  'swap',
  'system',
  'system reserved',
  'system-boot',
  'tmp',
  'uefi',
  'ubuntu',
  'usr',
  'var',
  'ventoy',
  'vtoyefi',
  'windows',
  'winre',
  'winre_drv',
  'writable',
]);
/** As image builders and disko make them: nixos-minimal-24.05-x86_64, disk-main-root. */
const MADE =
  /^(?:nixos[-_](?:iso|boot|root|efi|swap|minimal|graphical|plasma[0-9]*|gnome|gpt)?[-_.0-9a-z]{0,40}(?:x86_64|aarch64)?|arch_[0-9]{6}|disk-(?:main|system|data|root|nvme|ssd|hdd|[a-z]?[0-9]{1,2}|[sv]d[a-z]|nvme[0-9]n1)-(?:esp|efi|boot|bios|mbr|root|swap|luks|zfs|data|nix|home|crypt|persist|grub)|cros_[a-z]+|zram[0-9]{1,2}|kern-[a-c]|root-[a-c]|zfs-[0-9a-f]{16})$/;

/** Looked for first: the pattern is a long one, and it takes a while to compile. */
const MADE_START = ['nixos', 'arch_', 'disk-', 'cros_', 'zram', 'kern-', 'root-', 'zfs-'];

/** Whether a volume label may be told: anything else can be the name of a person or of a host. */
export function isOrdinaryLabel(label: string): boolean {
  const plain = label.trim().replaceAll('\\x20', ' ').toLowerCase();
  if (plain === '' || isHashed(plain) || ORDINARY.has(plain)) return true;
  return MADE_START.some((start) => plain.startsWith(start)) && MADE.test(plain);
}

export function redactLabel(label: string, replace: Replace): string {
  return isOrdinaryLabel(label) ? label : replace(label, 'volume label');
}

const JSON_LABEL = /("(?:label|partlabel|fslabel)"\s*:\s*")((?:[^"\\\n]|\\.)+)"/gi;
const LABEL_VALUE =
  /(?<![A-Za-z])((?:FS|PART|ID_FS_|ID_PART_ENTRY_)?LABEL(?:_ENC|_FATBOOT)?=)("[^"\n]{1,256}"|'[^'\n]{1,256}'|[^\s"',;]+)/g;
const LINK = /(by-(?:label|partlabel)\/)([^\s"'`,;()\]}]+)/g;

/** Replaces volume labels that stand where lsblk, blkid, a kernel command line and udev put them. */
export function redactLabels(text: string, replace: Replace): string {
  let redacted = text;
  if (/label"/i.test(redacted)) {
    redacted = redacted.replace(
      JSON_LABEL,
      (_all, head: string, label: string) => `${head}${redactLabel(label, replace)}"`,
    );
  }
  if (/LABEL/.test(redacted)) {
    redacted = redacted.replace(LABEL_VALUE, (_all, head: string, value: string) => {
      const quote = /^["']/.exec(value)?.[0] ?? '';
      const label = value.slice(quote.length, value.length - quote.length);
      return head + quote + redactLabel(label, replace) + quote;
    });
  }
  if (!redacted.includes('label/')) return redacted;
  return redacted.replace(LINK, (_all, head: string, name: string) => {
    if (isHashed(name)) return head + name;
    const bare = name.replace(/:.*$/, '');
    return head + redactLabel(bare, replace) + name.slice(bare.length);
  });
}
