import { type IdentifierKind, isHashed, type Replace } from './identifiers.ts';
import { isOrdinaryLabel } from './labels.ts';

/** Names that say nothing about whose machine it is. */
const ORDINARY = new Set([
  'root',
  'nobody',
  'localhost',
  'localhost--live',
  'localhost-live',
  'debian',
  'ubuntu',
  'nixos',
  '(none)',
  'n/a',
  'none',
  'cdrom',
  'floppy',
  'usb',
  'lost+found',
]);

/** Host and user names are ordinary words, so that only the place where one stands gives it away. */
const PLACES: readonly {
  pattern: RegExp;
  kind: IdentifierKind;
  /** Without this the pattern cannot match: looked for first, where the pattern is a slow one. */
  mark?: RegExp;
}[] = [
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
    pattern:
      /(\/(?:home(?:\/\.ecryptfs)?|run\/media|media)\/)(?!h:[0-9a-f]{12})([^\s/"':,;)@.][^\s/"':,;)]*)/g,
    kind: 'user name',
  },
  // The volume that was mounted there.
  {
    pattern: /(\/(?:run\/media|media)\/h:[0-9a-f]{12}\/)(?!h:[0-9a-f]{12})([^\s/"':,;)]+)/g,
    kind: 'volume label',
  },
  // The volume groups that installers of Debian and Ubuntu, and of Fedora and its kin, name after the host.
  {
    pattern:
      /((?:^|[\s"'=/]|dm-name-))((?!h:)[0-9A-Za-z](?:[0-9A-Za-z_.]|--(?!vg-)){0,62})(?=--vg-|-vg\/)/gm,
    kind: 'host name',
    mark: /-vg/,
  },
  {
    // Of a group and its volume, as dracut and /dev name them, or of a map, in which each dash is doubled.
    pattern:
      /((?:^|[\s"'=/]|dm-name-)(?:fedora|rhel|centos|cs|rl|almalinux|ol)_)((?!h:)[0-9A-Za-z](?:[0-9A-Za-z._-]{0,62}(?=\/)|(?:[0-9A-Za-z._]|--){0,62}(?=-[0-9A-Za-z_])))/gm,
    kind: 'host name',
    mark: /(?:fedora|rhel|centos|cs|rl|almalinux|ol)_/,
  },
  // Wireless networks, as iw and the tables of nmcli show them.
  { pattern: /(^[ \t]*ssid[ \t]+)(?!h:)(\S[^\n]*)/gim, kind: 'network name' },
  {
    pattern:
      /(^(?:\*?[ \t]+)?[0-9a-f]{2}(?::[0-9a-f]{2}){5}[ \t]+)(\S.{0,63}?)(?=[ \t]+(?:Infra|Ad-Hoc|Mesh)\b)/gim,
    kind: 'network name',
  },
  {
    pattern:
      /(^)(\S.{0,63}?)(?=[ \t]+(?:h:[0-9a-f]{12}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})[ \t]+(?:wifi|ethernet|vpn|wireguard|gsm|bridge)\b)/gim,
    kind: 'network name',
    mark: /[ \t](?:wifi|ethernet|vpn|wireguard|gsm|bridge)/i,
  },
  // The prompt of a shell.
  {
    pattern: /(^\[?[a-z_][a-z0-9_-]{0,31}@)([0-9A-Za-z][0-9A-Za-z.-]{0,63})(?=[: ][~/])/gm,
    kind: 'host name',
  },
  {
    pattern: /(^\[?)([a-z_][a-z0-9_-]{0,31})(?=@(?:h:[0-9a-f]{12}|localhost)[: ][~/])/gm,
    kind: 'user name',
  },
  // A phone, a headset or a volume that is named after its owner.
  {
    pattern: /(^|["=>:(]\s*)([^\s"=<>:()][^"\n=<>:()]{0,40}['’]s [^"\n<>()]{1,60})/gm,
    kind: 'user name',
    mark: /['’]s /,
  },
  // Homes on ZFS, as Ubuntu's installer names them.
  { pattern: /(\bUSERDATA\/)([^\s"'/@,]+)/g, kind: 'user name', mark: /USERDATA\// },
  // Filesystems of another machine or of a host, as in /proc/mounts and as mount prints them.
  {
    pattern:
      /^()(\S+)(?= (?:on )?\S+ (?:type )?(?:nfs4?|cifs|smb3|smbfs|ceph|glusterfs|lustre|afs|9p|virtiofs|vboxsf|davfs|beegfs|fuse\.(?:sshfs|rclone|gcsfuse|glusterfs|mergerfs|juicefs|curlftpfs|ceph)) )/gm,
    kind: 'host name',
  },
  {
    pattern: /^()([a-z][a-z0-9+.-]{0,15}:\/\/\S+)(?= (?:on )?\S+ (?:type )?\S+ )/gm,
    kind: 'host name',
    mark: /:\/\//,
  },
  {
    pattern: /(\b[a-z][a-z0-9+.-]{0,15}:\/\/)([^\s/"'@]{1,256})(?=@)/g,
    kind: 'secret',
    mark: /:\/\//,
  },
];

/** Devices on Bluetooth (bus 0005) go by the name that was given to them. */
const BLUETOOTH_INPUT = /(^I: Bus=0005 [^\n]*\nN: Name=")([^"\n]+)/gm;

/** Replaces host names, user names and file servers where they stand. */
export function redactNames(text: string, replace: Replace): string {
  if (text.length < 5) return text;
  let redacted = text.replace(BLUETOOTH_INPUT, (_all, before: string, name: string) =>
    isHashed(name) ? before + name : before + replace(name, 'user name'),
  );
  for (const { pattern, kind, mark } of PLACES) {
    if (mark !== undefined && !mark.test(redacted)) continue;
    redacted = redacted.replace(pattern, (all, before: string, name: string) => {
      const plain = name.trim();
      return ORDINARY.has(plain) ||
        isHashed(plain) ||
        (kind === 'volume label' && isOrdinaryLabel(plain))
        ? all
        : before + replace(plain, kind);
    });
  }
  return redacted;
}
