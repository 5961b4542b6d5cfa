import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { type Evaluation, evaluateHosts, openTree } from './nixos-tree.ts';

const path = process.env['PANTHER_NIXOS_TREE'];
const opened = path === undefined ? null : openTree(path);
const tree = opened === null || opened.lanzaboote === null ? null : opened;
const withLanzaboote = tree === null ? test.skip : test.serial;
if (opened === null) {
  console.log('SKIPPED nixos-tree: PANTHER_NIXOS_TREE names no NixOS module tree');
} else if (tree === null) {
  console.log('SKIPPED lanzaboote: not in the tree of PANTHER_NIXOS_TREE or beside it');
}

const READ = [
  'boot.lanzaboote.enable',
  'boot.lanzaboote.pkiBundle',
  'boot.lanzaboote.configurationLimit',
  'boot.lanzaboote.extraEfiSysMountPoints',
  'boot.lanzaboote.settings.editor',
  'boot.lanzaboote.publicKeyFile',
  'boot.loader.external.enable',
  'boot.loader.external.installHook',
  'boot.loader.systemd-boot.enable',
  'boot.loader.systemd-boot.configurationLimit',
  'boot.loader.grub.enable',
  'environment.persistence./persist.directories.*.dirPath',
  'systemd.services.fwupd-efi.wantedBy',
];

/** A host of this repository with further lines in its local.nix, through the flake. */
function withLines(
  t: ExecutionContext,
  host: string,
  lines: string,
  get: readonly string[] = READ,
): Evaluation {
  const root = mkdtempSync(join(tmpdir(), 'panther-secure-boot-'));
  t.teardown(() => rmSync(root, { recursive: true, force: true }));
  for (const part of ['lib', 'modules', 'home']) {
    cpSync(part, join(root, part), { recursive: true });
  }
  cpSync(join('hosts', host), join(root, 'hosts', host), { recursive: true });
  cpSync('src/emit/repository/flake.nix', join(root, 'flake.nix'));
  writeFileSync(join(root, 'hosts', host, 'local.nix'), `{ config, lib, ... }: {\n${lines}\n}\n`);
  const [found] = evaluateHosts(tree as NonNullable<typeof tree>, root, [host], get);
  if (found === undefined) throw new Error('nothing was evaluated');
  return found;
}

withLanzaboote(
  "a laptop that asks for Secure Boot starts by lanzaboote's own module in place of systemd-boot",
  (t) => {
    t.timeout(300_000);
    const { error, assertions, warnings, values } = withLines(
      t,
      'yoga',
      'panther.core.boot.secureBoot = true;',
    );
    t.is(error, null);
    t.deepEqual(assertions, []);
    t.deepEqual(
      warnings.filter((warning) => warning.includes('lanzaboote')),
      [],
    );
    t.true(values['boot.lanzaboote.enable'] as boolean);
    t.is(values['boot.lanzaboote.pkiBundle'], '/var/lib/sbctl');
    t.is(values['boot.lanzaboote.publicKeyFile'], '/var/lib/sbctl/keys/db/db.pem');
    t.true(values['boot.loader.external.enable'] as boolean);
    t.regex(values['boot.loader.external.installHook'] as string, /\/bin\/lzbt$/);
    t.false(values['boot.loader.systemd-boot.enable'] as boolean);
    t.false(values['boot.loader.grub.enable'] as boolean);
    t.is(
      values['boot.lanzaboote.configurationLimit'],
      values['boot.loader.systemd-boot.configurationLimit'],
    );
    t.is(values['boot.lanzaboote.settings.editor'], false);
    t.true(
      (values['environment.persistence./persist.directories.*.dirPath'] as string[]).includes(
        '/var/lib/sbctl',
      ),
    );
    t.deepEqual(values['systemd.services.fwupd-efi.wantedBy'], ['fwupd.service']);
  },
);

withLanzaboote(
  'a mirrored host has signed files on both disks, and one that is gone has none',
  (t) => {
    t.timeout(300_000);
    const lines = (missing: string) => `panther.core.boot = {
    secureBoot = true;
    mirrors = { "/boot" = "/dev/vda"; "/boot-fallback" = "/dev/vdb"; };
    missingMirrors = [ ${missing} ];
  };`;
    const both = withLines(t, 'yoga', lines(''));
    t.is(both.error, null);
    t.deepEqual(both.assertions, []);
    t.deepEqual(both.values['boot.lanzaboote.extraEfiSysMountPoints'], ['/boot-fallback', '/boot']);
    const one = withLines(t, 'yoga', lines('"/boot-fallback"'));
    t.deepEqual(one.values['boot.lanzaboote.extraEfiSysMountPoints'], []);
  },
);

withLanzaboote('a host that does not ask for it has no option of lanzaboote', (t) => {
  t.timeout(300_000);
  const { error, values } = withLines(t, 'yoga', '');
  t.is(error, null);
  t.not(values['boot.lanzaboote.enable'], true);
  t.true(values['boot.loader.systemd-boot.enable'] as boolean);
});

withLanzaboote('a guest that starts by BIOS refuses it', (t) => {
  t.timeout(300_000);
  const { error, assertions } = withLines(
    t,
    'contabo-vps',
    'panther.core.boot.secureBoot = true;',
    [],
  );
  t.is(error, null);
  t.true(
    assertions.some((text) => text.includes('panther.core.boot')),
    assertions.join('\n'),
  );
});
