import { type IdentifierKind, isHashed, type Replace } from './identifiers.ts';

/** A kernel command line, by itself or in the output of a tool that shows it. */
const LINE = /^.*(?:\bBOOT_IMAGE=|\broot=|\binitrd=|\bip=).*$/gm;
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
  { pattern: /([a-z]{2,8}:\/\/)([^\s/:;]+)/g, kind: 'host name' },
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
  return PLACES.reduce(
    (redacted, { pattern, kind }) =>
      redacted.replace(pattern, (all, before: string, value: string) =>
        isHashed(value) ? all : before + replace(value, kind),
      ),
    line,
  );
}
