import { type IdentifierKind, isHashed, type Replace } from './identifiers.ts';
import { redactSubvolume } from './mount-points.ts';

/** A kernel command line, by itself or in the output of a tool that shows it. */
const LINE = /^.*(?:\bBOOT_IMAGE=|\b(?:net|nfs|cifs)?root=|\binitrd=|\bip=).*$/gm;
/**
 * A root on the network, and what a machine calls itself there (dracut.cmdline(7), nfsroot.rst): server,
 * credentials, export and target in one word, of which no fact needs more than the protocol.
 */
const NETWORK: readonly RegExp[] = [
  /((?<!\S)root=["']?(?:iscsi|nfs4?|nbd|cifs|smb|ssh|https?|ftp|tftp):(?:\/\/)?)([^\s"']+)/g,
  /((?<!\S)root=["']?)(?!(?:block|live|zfs):)([^\s"':/=]+:\/(?!\/)[^\s"']*)/g,
  /((?<!\S)(?:net|nfs|cifs)root=["']?(?:(?:iscsi|nfs4?|nbd|cifs|smb|https?):(?:\/\/)?)?)(?!dhcp6?(?!\S))([^\s"']+)/g,
  /((?<!\S)(?:rd\.)?iscsi[._](?:initiator|(?:in[._])?username|target[._](?:name|ip|group))=["']?)([^\s"']+)/g,
  /((?<!\S)(?:rd\.)?nvmf\.(?:hostnqn|hostid|discover)=["']?)([^\s"']+)/g,
  /((?<!\S)cifs(?:user|pass)=["']?)([^\s"']+)/g,
];
const HASH = /^h:[0-9a-f]{12}$/;
/** A dataset that the root lies on. */
const DATASET = /((?<!\S)root=(?:ZFS=|zfs:))([^\s"']+)/g;
const PLACES: readonly { pattern: RegExp; kind: IdentifierKind }[] = [
  // Passwords and tokens, and systemd's credentials.
  {
    pattern:
      /((?<![0-9A-Za-z])[\w.-]{0,40}(?:passw(?:or)?d|passphrase|secret|token|credential|auth_?key|api_?key)\w{0,20}=["']?)([^\s"']+)/gi,
    kind: 'secret',
  },
  // ip=<client>:<server>:<gateway>:<netmask>:<host name>:<device>:…
  { pattern: /((?<!\S)ip=(?:[^\s:]*:){4})([^\s:]+)(?=:)/g, kind: 'host name' },
  // cloud-init: ds=nocloud;h=<host name>;i=<instance>
  { pattern: /(;(?:h|local-hostname)=)([^\s;]+)/g, kind: 'host name' },
  { pattern: /(;(?:i|instance-id)=)([^\s;]+)/g, kind: 'uuid' },
  { pattern: /([a-z]{2,8}:\/\/)((?!h:[0-9a-f]{12}@)[^\s/;@]+)(?=@)/g, kind: 'secret' },
  {
    pattern: /([a-z]{2,8}:\/\/(?:h:[0-9a-f]{12}@)?)((?!h:[0-9a-f]{12})[^\s/:;@]+)/g,
    kind: 'host name',
  },
  // ip=…:<address> and ifname=<name>:<address>
  {
    pattern: /([\s=:,])((?:[0-9a-f]{2}:){5}[0-9a-f]{2})(?![0-9a-f:])/gi,
    kind: 'hardware address',
  },
  {
    pattern:
      /((?<![0-9A-Za-z.]))((?!127\.|0\.|255\.)(?:[0-9]{1,3}\.){3}[0-9]{1,3})(?![0-9A-Za-z.])/g,
    kind: 'ip address',
  },
];

/**
 * Replaces what only a kernel command line gives away: secrets, the host name, addresses that look
 * like versions elsewhere, and the servers that the machine starts from.
 */
export function redactCommandLine(id: string, text: string, replace: Replace): string {
  if (id === '/proc/cmdline') return redactLine(text, replace);
  return text.includes('=') ? text.replace(LINE, (line) => redactLine(line, replace)) : text;
}

function redactLine(line: string, replace: Replace): string {
  // The words about the network first: a part of one that is hashed must not hide the rest.
  const local = NETWORK.reduce(
    (redacted, pattern) => redactWords(redacted, pattern, replace),
    line,
  );
  const started = local.replace(
    DATASET,
    (_all, before: string, path: string) => before + redactSubvolume(path, replace),
  );
  return PLACES.reduce(
    (redacted, { pattern, kind }) =>
      redacted.replace(pattern, (all, before: string, value: string) =>
        isHashed(value) ? all : before + replace(value, kind),
      ),
    started,
  );
}

function redactWords(line: string, pattern: RegExp, replace: Replace): string {
  return line.replace(pattern, (all, before: string, value: string) => {
    if (HASH.test(value)) return all;
    return before + replace(value, value.includes('@') ? 'secret' : 'host name');
  });
}
