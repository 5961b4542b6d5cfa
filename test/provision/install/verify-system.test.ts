import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { bootFindings, systemFindings } from '../../../src/provision/install/verify-system-step.ts';

/** A root with these files, and links as they are stored. */
function root(t: ExecutionContext, files: readonly string[], links: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'panther-root-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'boot'));
  const place = (path: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    return join(folder, path);
  };
  for (const path of files) writeFileSync(place(path), '');
  for (const [path, target] of Object.entries(links)) symlinkSync(target, place(path));
  return folder;
}

const PROFILES = {
  'nix/var/nix/profiles/system': 'system-1-link',
  'nix/var/nix/profiles/system-1-link': '/nix/store/one',
};
const STORE = ['init', 'kernel', 'initrd'].map((name) => `nix/store/one/${name}`);

test('a system is there with all that a boot loader starts', (t) => {
  t.deepEqual(systemFindings(root(t, STORE, PROFILES)), []);
  t.deepEqual(systemFindings(root(t, STORE.slice(1), PROFILES)), ['The system has no init.']);
  t.regex(systemFindings(root(t, []))[0] ?? '', /There is no system/);
  // Absolute links lead within the new system, not within the live one.
  t.is(systemFindings(root(t, [], { ...PROFILES, 'nix/store/one': '/' })).length, 3);
  t.regex(
    systemFindings(root(t, [], { 'nix/var/nix/profiles/system': 'system' }))[0] ?? '',
    /no system/,
  );
});

test('a boot loader is there with something to start, and room for more', (t) => {
  const efi = ['boot/EFI/BOOT/BOOTX64.EFI', 'boot/loader/entries/nixos-generation-1.conf'];
  t.deepEqual(bootFindings(root(t, efi), 1), []);
  t.deepEqual(
    bootFindings(root(t, ['boot/EFI/systemd/systemd-bootx64.efi', 'boot/EFI/Linux/nixos.efi']), 1),
    [],
  );
  t.deepEqual(bootFindings(root(t, ['boot/grub/grub.cfg']), 1), []);
  t.deepEqual(bootFindings(root(t, efi.slice(0, 1)), 1), ['The boot loader has nothing to start.']);
  t.deepEqual(bootFindings(root(t, efi.slice(1)), 1), ['There is no boot loader on /boot.']);
  t.regex(bootFindings(root(t, efi), 2 ** 60)[0] ?? '', /too little for another generation/);
});
