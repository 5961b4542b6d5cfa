import { type IdentifierKind, isHashed, type Replace } from './identifiers.ts';

/** Names that say nothing about whose machine it is. */
const ORDINARY = new Set([
  'root',
  'nobody',
  'localhost',
  'nixos',
  '(none)',
  'n/a',
  'cdrom',
  'floppy',
  'usb',
  'lost+found',
]);

/** Host and user names are ordinary words, so that only the place where one stands gives it away. */
const PLACES: readonly { pattern: RegExp; kind: IdentifierKind }[] = [
  // uname -a
  { pattern: /^(Linux )(\S+)(?= [0-9]+\.[0-9]+\.[0-9]+)/gm, kind: 'host name' },
  {
    pattern: /((?:^|\s)(?:(?:static|transient|pretty) )?host ?name[ \t]*[:=][ \t]*)([^\n]+)/gim,
    kind: 'host name',
  },
  { pattern: /(\bHostname set to <)([^>\n]+)/g, kind: 'host name' },
  { pattern: /(\b(?:HOSTNAME|HOST|systemd\.hostname)=["']?)([^\s"']+)/g, kind: 'host name' },
  {
    pattern: /(\b(?:USER|LOGNAME|SUDO_USER|USERNAME|username|user|domain)=["']?)([^\s"',]+)/g,
    kind: 'user name',
  },
  {
    pattern: /(\/(?:home|run\/media|media)\/)(?!h:[0-9a-f]{12})([^\s/"':,;)@.][^\s/"':,;)]*)/g,
    kind: 'user name',
  },
  // Network filesystems, as in /proc/mounts and as mount prints them.
  {
    pattern: /^()(\S+)(?= (?:on )?\S+ (?:type )?(?:nfs4?|cifs|smb3|ceph|glusterfs|fuse\.sshfs) )/gm,
    kind: 'host name',
  },
];

/** Replaces host names, user names and file servers where they stand. */
export function redactNames(text: string, replace: Replace): string {
  if (text.length < 5) return text;
  let redacted = text;
  for (const { pattern, kind } of PLACES) {
    redacted = redacted.replace(pattern, (all, before: string, name: string) => {
      const plain = name.trim();
      return ORDINARY.has(plain) || isHashed(plain) ? all : before + replace(plain, kind);
    });
  }
  return redacted;
}
