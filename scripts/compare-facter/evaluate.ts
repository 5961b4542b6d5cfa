import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Evaluation,
  evaluateHosts,
  evaluateVariations,
  type NixosTree,
} from '../../test/nix/nixos-tree.ts';
import { OPTIONS } from './subjects.ts';

export type Values = Readonly<Record<string, unknown>>;

/** One machine as two generators leave it, and a NixOS that knows nothing of any machine. */
export interface Compared {
  host: string;
  facter: Values;
  panther: Values;
  plain: Values;
}

/**
 * What a NixOS needs that no report says. An encrypted root and the systemd initrd as in PantherOS: they
 * bring kernel modules that have nothing to do with the machine.
 */
const COMMON = [
  'boot.initrd.luks.devices.root.device = "/dev/disk/by-label/crypt";',
  'boot.initrd.systemd.enable = true;',
  'boot.loader.grub.devices = [ "/dev/disk/by-label/root" ];',
  'fileSystems."/" = { device = "/dev/disk/by-label/root"; fsType = "btrfs"; };',
  'system.stateVersion = "25.05";',
];

/**
 * Evaluates nixos-facter's modules on the report in each recorded host's capture, and the host that was
 * emitted for it. Hosts without such a report are left out. Throws an Error with Nix's message.
 */
export function compareHosts(tree: NixosTree): Compared[] {
  if (tree.facterModules === null)
    throw new Error('no nixos-facter-modules in the tree or beside it');
  const reports = readdirSync('hardware-discovery')
    .map((host) => ({ host, report: reportOf(host) }))
    .filter(({ report }) => report !== null);
  const folder = mkdtempSync(join(tmpdir(), 'panther-compare-'));
  try {
    const module = join(tree.facterModules, 'modules/nixos/facter.nix');
    const variations = reports.map(({ host, report }) => {
      const file = join(folder, `${host}.json`);
      writeFileSync(file, JSON.stringify(report));
      return {
        modules: [module],
        texts: [...COMMON, `facter.reportPath = ${JSON.stringify(file)};`],
        get: OPTIONS,
      };
    });
    const plain = { texts: [...COMMON, 'nixpkgs.hostPlatform = "x86_64-linux";'], get: OPTIONS };
    const [bare, ...theirs] = evaluateVariations(tree, [{ modules: [], ...plain }, ...variations]);
    const hosts = reports.map(({ host }) => host);
    const ours = evaluateHosts(tree, repository(folder, hosts), hosts, OPTIONS);
    return hosts.map((host, index) => ({
      host,
      facter: valuesOf(theirs[index], host),
      panther: valuesOf(ours[index], host),
      plain: valuesOf(bare, 'NixOS'),
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The report in a recorded host's capture, identifiers hashed; null where there is none. */
function reportOf(host: string): unknown {
  const capture = JSON.parse(readFileSync(`hardware-discovery/${host}/capture.json`, 'utf8'));
  return capture.readings['import:nixos-facter']?.data ?? null;
}

/** A repository as the tool emits it, with the given hosts of this one. */
function repository(folder: string, hosts: readonly string[]): string {
  const root = join(folder, 'repository');
  mkdirSync(root);
  for (const part of ['lib', 'modules', 'home']) {
    cpSync(part, join(root, part), { recursive: true });
  }
  cpSync('src/emit/repository/flake.nix', join(root, 'flake.nix'));
  for (const host of hosts) cpSync(`hosts/${host}`, join(root, 'hosts', host), { recursive: true });
  return root;
}

function valuesOf(found: Evaluation | undefined, name: string): Values {
  if (found === undefined || found.error !== null) {
    throw new Error(`${name}: ${found?.error ?? 'no answer'}`);
  }
  return found.values;
}
