import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The kernel and the initramfs that every guest boots. */
export interface GuestImage {
  kernel: string;
  initrd: string;
}

const SOURCES = 'test/vm/guest';
const PROGRAMS = {
  'qemu-system-x86_64': 'qemu-system-x86',
  'apt-get': 'apt',
  'dpkg-deb': 'dpkg',
  cpio: 'cpio',
  modprobe: 'kmod',
  tar: 'tar',
};

/** Says why no guest can be started here, naming what is missing; null if one can. Makes the image. */
export function whyNoGuest(): string | null {
  if (process.arch !== 'x64') return `the guest is x86_64, and this machine is ${process.arch}`;
  for (const [program, packageName] of Object.entries(PROGRAMS)) {
    if (spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0)
      return `${program} is missing (Debian: ${packageName})`;
  }
  try {
    guestImage();
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

/**
 * The guest's kernel and initramfs; made on the first call, which downloads Debian packages, and again
 * when the sources under test/vm/guest change. They lie in $PANTHER_VM_CACHE (default
 * $XDG_CACHE_HOME/panther-discover/vm), which can be deleted at any time. Throws an Error with the
 * builder's last words where it cannot be made.
 */
export function guestImage(): GuestImage {
  const place = cacheFolder();
  const image = { kernel: join(place, 'vmlinuz'), initrd: join(place, 'initrd.cpio') };
  const mark = join(place, 'made-of');
  const sources = createHash('sha256');
  for (const name of readdirSync(SOURCES).sort())
    sources.update(name).update(readFileSync(join(SOURCES, name)));
  const madeOf = sources.digest('hex');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === madeOf) return image;
  mkdirSync(place, { recursive: true });
  const built = spawnSync('bash', [join(SOURCES, 'build.sh'), place], { encoding: 'utf8' });
  if (built.status !== 0)
    throw new Error(
      `the guest cannot be made: ${built.stderr.trim().split('\n').slice(-5).join('; ')}`,
    );
  writeFileSync(mark, madeOf);
  return image;
}

function cacheFolder(): string {
  const { PANTHER_VM_CACHE, XDG_CACHE_HOME } = process.env;
  if (PANTHER_VM_CACHE) return resolve(PANTHER_VM_CACHE);
  return join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'panther-discover/vm');
}
