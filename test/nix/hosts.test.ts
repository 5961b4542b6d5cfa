import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { type Evaluation, evaluateHost, type NixosTree, openTree } from './nixos-tree.ts';

const path = process.env['PANTHER_NIXOS_TREE'];
const tree: NixosTree | null = path === undefined ? null : openTree(path);
/** `nixos-tree` is the one thing that may be skipped: it needs sources that no registry has. */
const withTree = tree === null ? test.skip : test.serial;
if (tree === null) console.log('SKIPPED nixos-tree: PANTHER_NIXOS_TREE names no NixOS module tree');

const READ = [
  'boot.initrd.availableKernelModules',
  'boot.kernelModules',
  'boot.loader.grub.enable',
  'boot.loader.grub.devices',
  'boot.loader.systemd-boot.enable',
  'fileSystems./persist.neededForBoot',
  'hardware.cpu.amd.updateMicrocode',
  'hardware.cpu.intel.updateMicrocode',
  'hardware.nvidia.prime.intelBusId',
  'hardware.nvidia.prime.nvidiaBusId',
  'hardware.sensor.iio.enable',
  'home-manager.users.panther.home.packages.*.name',
  'home-manager.users.panther.programs.tmux.enable',
  'home-manager.users.panther.services.ssh-agent.enable',
  'services.fprintd.enable',
  'services.power-profiles-daemon.enable',
];

/** Said of a machine as it was found, and mended on it alone. */
const FORESEEN = ['the built-in screen hangs on the NVIDIA GPU'];

interface Host {
  name: string;
  root: string;
}

function hosts(): Host[] {
  const own = readdirSync('hosts').map((name) => ({ name, root: '.' }));
  const fixtures = readdirSync('fixtures').flatMap((name) => {
    const root = join('fixtures', name, 'expected');
    return readdirSync(join(root, 'hosts')).map((host) => ({ name: host, root }));
  });
  return [...own, ...fixtures];
}

/** A host as its repository has it: the emitted flake, modules and home, and the host's own files. */
function evaluated({ name, root }: Host): Evaluation {
  const repository = mkdtempSync(join(tmpdir(), 'panther-host-'));
  try {
    for (const part of ['lib', 'modules', 'home']) {
      cpSync(part, join(repository, part), { recursive: true });
    }
    cpSync('src/emit/repository/flake.nix', join(repository, 'flake.nix'));
    cpSync(join(root, 'hosts', name), join(repository, 'hosts', name), { recursive: true });
    return evaluateHost(tree as NixosTree, repository, name, READ);
  } finally {
    rmSync(repository, { recursive: true, force: true });
  }
}

function sound(t: ExecutionContext, name: string, found: Evaluation): void {
  t.is(found.error, null, name);
  t.deepEqual(found.assertions, [], name);
  t.true(found.options.length > 100);
  t.log(
    `${found.options.length} options forced; not in this tree: ${found.standInOptions.join(', ') || 'none'}`,
  );
  for (const warning of found.warnings) t.log(`warning: ${warning.trim().split('\n').join(' ')}`);
  const ours = found.warnings.filter((warning) => warning.includes('panther.'));
  t.deepEqual(
    ours.filter((warning) => !FORESEEN.some((part) => warning.includes(part))),
    [],
  );
}

const seen = new Map<string, Evaluation>();
function valuesOf(name: string): Record<string, unknown> {
  return seen.get(name)?.values ?? {};
}

for (const host of existsSync('hosts') ? hosts() : []) {
  withTree(`${host.name} evaluates under NixOS, and disko makes a script of its layout`, (t) => {
    const found = evaluated(host);
    seen.set(host.name, found);
    sound(t, host.name, found);
    t.true(found.values['fileSystems./persist.neededForBoot'] as boolean);
    t.deepEqual(found.homes, ['panther']);
    const syntax = spawnSync('bash', ['-n'], {
      input: found.diskoScript ?? 'no script',
      encoding: 'utf8',
    });
    t.is(syntax.stderr, '');
  });
}

for (const name of ['contabo-vps', 'ovh-vps', 'hetzner-vps']) {
  withTree(
    `the initrd of ${name} has the driver of its disk, which was built into the probing kernel`,
    (t) => {
      const values = valuesOf(name);
      const modules = values['boot.initrd.availableKernelModules'] as string[];
      t.true(modules.includes('virtio_scsi'));
      t.true(modules.includes('sd_mod'));
      t.false(values['hardware.cpu.amd.updateMicrocode'] as boolean);
      t.false(values['hardware.cpu.intel.updateMicrocode'] as boolean);
    },
  );
}

withTree(
  'a guest that starts by BIOS gets GRUB on its disk; one that starts by UEFI systemd-boot',
  (t) => {
    const contabo = valuesOf('contabo-vps');
    t.true(contabo['boot.loader.grub.enable'] as boolean);
    t.deepEqual(contabo['boot.loader.grub.devices'], [
      '/dev/disk/by-path/pci-0000:00:05.0-scsi-0:0:0:0',
    ]);
    t.true(valuesOf('hetzner-vps')['boot.loader.systemd-boot.enable'] as boolean);
    t.false(valuesOf('hetzner-vps')['boot.loader.grub.enable'] as boolean);
  },
);

withTree('the Zephyrus is an Intel machine whose two GPUs are where they are', (t) => {
  const values = valuesOf('zephyrus');
  t.true(values['hardware.cpu.intel.updateMicrocode'] as boolean);
  t.false(values['hardware.cpu.amd.updateMicrocode'] as boolean);
  t.true((values['boot.kernelModules'] as string[]).includes('kvm-intel'));
  t.is(values['hardware.nvidia.prime.intelBusId'], 'PCI:0:2:0');
  t.is(values['hardware.nvidia.prime.nvidiaBusId'], 'PCI:1:0:0');
});

withTree(
  'the Yoga is an AMD machine with sensors, a power daemon and a fingerprint reader',
  (t) => {
    const values = valuesOf('yoga');
    t.true((values['boot.kernelModules'] as string[]).includes('kvm-amd'));
    t.true(values['hardware.cpu.amd.updateMicrocode'] as boolean);
    t.true(values['hardware.sensor.iio.enable'] as boolean);
    t.true(values['services.power-profiles-daemon.enable'] as boolean);
    t.true(values['services.fprintd.enable'] as boolean);
  },
);

withTree('the home is that of a laptop on a laptop, and that of a server on a VPS', (t) => {
  const OF = 'home-manager.users.panther';
  const packages = (name: string) => valuesOf(name)[`${OF}.home.packages.*.name`] as string[];
  t.true(packages('yoga').includes('brightnessctl'));
  t.true(valuesOf('yoga')[`${OF}.services.ssh-agent.enable`] as boolean);
  t.false(valuesOf('yoga')[`${OF}.programs.tmux.enable`] as boolean);
  t.false(packages('hetzner-vps').includes('brightnessctl'));
  t.true(packages('hetzner-vps').includes('ncdu'));
  t.false(valuesOf('hetzner-vps')[`${OF}.services.ssh-agent.enable`] as boolean);
  t.true(valuesOf('hetzner-vps')[`${OF}.programs.tmux.enable`] as boolean);
});
