import { createHash } from 'node:crypto';
import { PantherError } from '../../model/errors.ts';

/** A public host key: `type base64`, without a comment. */
export interface PublicKey {
  key: string;
  fingerprint: string;
}

const LINE =
  /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521)) ([A-Za-z0-9+/]{43,1500}={0,3})(?: .*)?$/;

/** A public key as sshd and ssh-keygen write it; null for what is none. */
export function publicKey(text: string): PublicKey | null {
  const [, type, body] = LINE.exec(text.trim()) ?? [];
  if (type === undefined || body === undefined) return null;
  return { key: `${type} ${body}`, fingerprint: fingerprintOf(body) };
}

/** As `ssh-keygen -l` prints it: SHA-256 of the key, in base64 without its filling. */
function fingerprintOf(body: string): string {
  const hash = createHash('sha256').update(Buffer.from(body, 'base64')).digest('base64');
  return `SHA256:${hash.replace(/=+$/, '')}`;
}

/** The keys that a known_hosts file holds, whatever name they stand under. */
export function keysIn(knownHosts: string): PublicKey[] {
  return knownHosts.split('\n').flatMap((line) => {
    const key = line.startsWith('#') ? null : publicKey(line.slice(line.indexOf(' ') + 1));
    return key === null ? [] : [key];
  });
}

/** A known_hosts file: each host under its name in the inventory, sorted. */
export function knownHostsText(pins: ReadonlyMap<string, readonly { key: string }[]>): string {
  const lines = [...pins].flatMap(([host, keys]) =>
    keys.map(({ key }) => `${alias(host)} ${key}\n`),
  );
  return lines.sort().join('');
}

/** The name under which a host's keys stand; no host name can be taken for it. */
export function alias(host: string): string {
  return `panther.${host}`;
}

/** Which of the keys that a host shows is one that it was said to have. */
export function expectedKey(
  shown: readonly PublicKey[],
  expected: readonly string[],
): PublicKey | null {
  const wanted = new Set(
    expected.map((text) => (text.startsWith('SHA256:') ? text : publicKey(text)?.fingerprint)),
  );
  return shown.find(({ fingerprint }) => wanted.has(fingerprint)) ?? null;
}

/** Nothing said which key the host has, or it shows another one. */
export function keyRefusal(shown: readonly PublicKey[], expected: readonly string[]): PantherError {
  const seen = shown
    .map(({ key, fingerprint }) => `${fingerprint} (${key.split(' ')[0]})`)
    .join(', ');
  if (expected.length > 0) {
    return new PantherError(
      'refused',
      `shows another host key than the inventory says: ${seen}; do not go on before you know why`,
    );
  }
  return new PantherError(
    'refused',
    `its host key is not known: ${seen}; compare it and put it into the inventory as hostKey, or give --accept-new-host-keys`,
  );
}
