import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { requireTool } from '../tools.ts';
import { evaluateHost, type NixosTree, openTree } from './nixos-tree.ts';

const path = process.env['PANTHER_NIXOS_TREE'];
const tree: NixosTree | null = path === undefined ? null : openTree(path);
/** `nixos-tree` is the one thing that may be skipped: it needs sources that no registry has. */
const withTree = tree === null ? test.skip : test.serial;
if (tree === null) console.log('SKIPPED nixos-tree: PANTHER_NIXOS_TREE names no NixOS module tree');

interface Outputs {
  inputs: Record<string, { url: string; follows: string | null }>;
  outputs: string[];
  modules: string[];
  hosts: string[];
  signed: string[];
  packages: Record<string, string[]>;
  apps: Record<string, string[]>;
  programs: Record<string, string>;
  checks: Record<string, string[]>;
  shells: Record<string, string[]>;
  shell: string[];
  postInstall: string | null;
  builtWith: string[];
}

const OUTPUTS = ['apps', 'checks', 'devShells', 'nixosConfigurations', 'nixosModules', 'packages'];
const INPUTS = ['disko', 'home-manager', 'impermanence', 'lanzaboote', 'nixos-hardware', 'nixpkgs'];

function emptyFolder(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'panther-flake-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** An emitted repository with hosts of which only the names are looked at. */
function repository(t: ExecutionContext, hosts: readonly string[]): string {
  const folder = emptyFolder(t);
  for (const part of ['lib', 'modules', 'home'])
    cpSync(part, join(folder, part), { recursive: true });
  cpSync('src/emit/repository/flake.nix', join(folder, 'flake.nix'));
  for (const host of hosts) {
    mkdirSync(join(folder, 'hosts', host), { recursive: true });
    writeFileSync(join(folder, 'hosts', host, 'default.nix'), '{ }\n');
  }
  mkdirSync(join(folder, 'hosts', 'half-written'), { recursive: true });
  return folder;
}

function outputsOf(t: ExecutionContext, flake: string, withTool = false): Outputs {
  const expression = `import ${resolve('test/nix/evaluator/flake-outputs.nix')} {
    flake = ${resolve(flake)};
    withTool = ${withTool};
  }`;
  const { status, stdout, stderr } = spawnSync(
    'nix-instantiate',
    ['--store', 'dummy://', '--eval', '--strict', '--json', '--expr', expression],
    { encoding: 'utf8', env: { ...process.env, HOME: emptyFolder(t) } },
  );
  t.is(status, 0, stderr);
  return JSON.parse(stdout) as Outputs;
}

test('both flakes name the same inputs, by branch, and one nixpkgs', (t) => {
  if (!requireTool(t, 'nix-instantiate')) return;
  const own = outputsOf(t, '.').inputs;
  t.deepEqual(outputsOf(t, repository(t, [])).inputs, own);
  t.deepEqual(Object.keys(own).sort(), INPUTS);
  for (const [name, { url, follows }] of Object.entries(own)) {
    t.regex(url, /^github:[^?]+$/);
    t.notRegex(url, /[0-9a-f]{40}/, 'a commit belongs into flake.lock');
    t.is(follows, name === 'nixpkgs' ? null : 'nixpkgs', name);
  }
});

test('our own flake offers the tool, its hosts, a live medium, checks and a shell', (t) => {
  if (!requireTool(t, 'nix-instantiate')) return;
  const found = outputsOf(t, '.');
  t.deepEqual(found.outputs, OUTPUTS);
  t.deepEqual(found.modules, ['default']);
  t.true(found.hosts.includes('installer') && found.hosts.includes('zephyrus'));
  for (const system of ['x86_64-linux', 'aarch64-linux']) {
    t.deepEqual(found.packages[system], ['default', 'installer', 'panther-discover']);
    t.deepEqual(found.apps[system], ['default', 'disko', 'panther-discover']);
    t.deepEqual(found.shells[system], ['default']);
    t.true(found.checks[system]?.includes('panther-discover'));
  }
  t.true(found.checks['x86_64-linux']?.includes('zephyrus'));
  t.is(found.programs['default'], '/nix/store/panther-discover/bin/panther-discover');
  t.true(found.shell.includes('nodejs'));
});

test('our package installs a man page and completions, which the tool itself prints', (t) => {
  if (!requireTool(t, 'nix-instantiate')) return;
  const { postInstall, builtWith } = outputsOf(t, '.');
  t.deepEqual(builtWith, ['installShellFiles', 'makeWrapper']);
  const folder = emptyFolder(t);
  mkdirSync(join(folder, 'bin'));
  cpSync('dist/panther-discover.mjs', join(folder, 'bin/panther-discover'));
  chmodSync(join(folder, 'bin/panther-discover'), 0o755);
  // What stdenv and its hooks would do, as far as it matters here.
  const hooks = `
    set -eu
    wrapProgram() { :; }
    installManPage() { mv "$1" "$out/man.1"; }
    installShellCompletion() { shift 2; while [ $# -gt 0 ]; do cat "$2" > "$out/completion.\${1#--}"; shift 2; done; }
  `;
  const ran = spawnSync('bash', ['-c', `${hooks}\n${postInstall}`], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, out: folder, NODE_V8_COVERAGE: '' },
  });
  t.is(ran.status, 0, ran.stderr);
  t.regex(readFileSync(join(folder, 'man.1'), 'utf8'), /^\.TH PANTHER-DISCOVER 1 /);
  for (const shell of ['bash', 'zsh', 'fish']) {
    t.regex(
      readFileSync(join(folder, `completion.${shell}`), 'utf8'),
      /completion for panther-discover/,
    );
  }
});

test('the flake of an emitted repository offers its hosts, whole ones only, and a live medium', (t) => {
  if (!requireTool(t, 'nix-instantiate')) return;
  const found = outputsOf(t, repository(t, ['laptop', 'signed']));
  t.deepEqual(found.outputs, OUTPUTS);
  t.deepEqual(found.hosts, ['installer', 'laptop', 'signed']);
  t.deepEqual(found.packages['x86_64-linux'], ['installer']);
  t.deepEqual(found.apps['x86_64-linux'], ['disko']);
  t.deepEqual(found.checks, { 'x86_64-linux': ['laptop', 'signed'], 'aarch64-linux': [] });
  t.deepEqual(found.shell, ['disko', 'git', 'nixfmt']);
});

for (const withInput of [true, false]) {
  const source = withInput ? 'an input of that name' : 'the one-file program in tools/';
  test(`an emitted repository takes the tool from ${source}`, (t) => {
    if (!requireTool(t, 'nix-instantiate')) return;
    const root = repository(t, ['laptop']);
    mkdirSync(join(root, 'tools'));
    if (!withInput) writeFileSync(join(root, 'tools/panther-discover.mjs'), '');
    const found = outputsOf(t, root, withInput);
    t.deepEqual(found.packages['x86_64-linux'], ['default', 'installer', 'panther-discover']);
    t.deepEqual(found.apps['x86_64-linux'], ['default', 'disko', 'panther-discover']);
    t.deepEqual(found.checks['x86_64-linux'], ['laptop', 'panther-discover']);
    t.true(found.shell.includes('panther-discover'));
  });
}

test('only a host that asks for Secure Boot gets the module of lanzaboote', (t) => {
  if (!requireTool(t, 'nix-instantiate')) return;
  t.deepEqual(outputsOf(t, repository(t, ['laptop', 'signed'])).signed, ['signed']);
});

const READ = [
  'boot.kernelParams',
  'boot.swraid.enable',
  'systemd.services.sshd.wantedBy',
  'services.openssh.settings.PasswordAuthentication',
  'services.openssh.settings.PermitRootLogin',
  'services.udisks2.enable',
  'swapDevices',
  'environment.systemPackages.*.name',
  'environment.etc.pantheros.source',
  'environment.etc."lvm/lvm.conf".text',
  'services.getty.helpLine',
  'fileSystems.*.device',
];

withTree('the live medium evaluates, leaves disks alone and lets nobody in from outside', (t) => {
  const found = evaluateHost(tree as NixosTree, '.', 'installer', READ);
  t.is(found.error, null);
  t.deepEqual(found.assertions, []);
  const { values } = found;
  t.false(values['boot.swraid.enable']);
  t.false(values['services.udisks2.enable']);
  t.deepEqual(values['systemd.services.sshd.wantedBy'], []);
  t.false(values['services.openssh.settings.PasswordAuthentication']);
  t.deepEqual(values['swapDevices'], []);
  t.regex(
    String(values['environment.etc."lvm/lvm.conf".text']),
    /auto_activation_volume_list = \[ \]/,
  );
  const parameters = values['boot.kernelParams'] as string[];
  t.true(parameters.includes('systemd.gpt_auto=0') && parameters.includes('noresume'));
  const devices = values['fileSystems.*.device'] as string[];
  t.deepEqual(
    devices.filter((device) => /^\/dev\/(?!root$|disk\/by-label\/)/.test(device)),
    [],
  );
  const packages = values['environment.systemPackages.*.name'] as string[];
  for (const name of ['panther-discover', 'disko', 'git', 'cryptsetup', 'btrfs-progs']) {
    t.true(packages.includes(name), name);
  }
  t.is(values['environment.etc.pantheros.source'], resolve('.'));
  t.regex(String(values['services.getty.helpLine']), /no disk has been mounted/);
});

withTree(
  'keys in installer.nix let their owner in to the live medium, and nobody by password',
  (t) => {
    const root = repository(t, []);
    writeFileSync(
      join(root, 'installer.nix'),
      '{ users.users.root.openssh.authorizedKeys.keys = [ "ssh-ed25519 AAAA owner" ]; }\n',
    );
    const found = evaluateHost(tree as NixosTree, root, 'installer', READ);
    t.is(found.error, null);
    t.deepEqual(found.values['systemd.services.sshd.wantedBy'], ['multi-user.target']);
    t.false(found.values['services.openssh.settings.PasswordAuthentication']);
    t.is(found.values['services.openssh.settings.PermitRootLogin'], 'prohibit-password');
    t.regex(
      String(found.values['services.getty.helpLine']),
      /panther-discover is not on this medium/,
    );
  },
);

withTree('a host that asks for Secure Boot in its local.nix is one with lanzaboote', (t) => {
  const root = repository(t, []);
  cpSync('hosts/yoga', join(root, 'hosts/yoga'), { recursive: true });
  const get = [
    'boot.lanzaboote.enable',
    'boot.loader.systemd-boot.enable',
    'panther.filesystems.encryption.secureBoot',
  ];
  const asked = 'panther.core.boot.secureBoot = true; boot.lanzaboote.pkiBundle = "/keys";';
  writeFileSync(join(root, 'hosts/yoga/local.nix'), `{ ${asked} }\n`);
  const found = evaluateHost(tree as NixosTree, root, 'yoga', get);
  t.is(found.error, null);
  t.deepEqual(found.assertions, []);
  t.deepEqual(Object.values(found.values), [true, false, true]);
});
