import { DeviceLink } from '../../model/answers.ts';

export type Command = readonly [string, ...string[]];

/** Where the system is put together. */
export const MOUNT_POINT = '/mnt';
/** A tmpfs; secrets and what is made for one run lie there. */
export const RUN_FOLDER = '/run/panther';
export const DISKO_FILE = `${RUN_FOLDER}/disko.nix`;

/**
 * What disko is given in place of the committed file: that file, with the approved device of each disk. The
 * devices come as JSON in an argument, so nothing of them is ever read as Nix; a disk without one is an
 * error of the evaluation, before anything is formatted.
 *
 * disko keeps a filesystem or container that it finds in a partition it has just made, as one of an earlier
 * install at the same place is after its table was wiped. So each is wiped before it is made; the committed file
 * does not do that, as disko's `format` mode promises to keep what is there.
 */
export const DISKO_WRAPPER = `{ committed, devices, ... }:
let
  layout = import committed;
  approved = builtins.fromJSON devices;
  wiped =
    place:
    if place ? content then
      place
      // {
        content = place.content // {
          preCreateHook = ''wipefs --all --force "$device"'';
        };
      }
    else
      place;
in
layout
// {
  disko = layout.disko // {
    devices =
      layout.disko.devices
      // {
        disk = builtins.mapAttrs (
          name: disk:
          disk
          // {
            device = approved.\${name};
            content = disk.content // {
              partitions = builtins.mapAttrs (_: wiped) disk.content.partitions;
            };
          }
        ) layout.disko.devices.disk;
      }
      // builtins.mapAttrs (_: builtins.mapAttrs (_: wiped)) (
        builtins.intersectAttrs { mdadm = null; } layout.disko.devices
      );
  };
}
`;

/** disko, from the live medium or from the inputs of the flake. */
function disko(repository: string, onMedium: boolean): [string, ...string[]] {
  return onMedium ? ['disko'] : ['nix', 'run', '--inputs-from', repository, 'disko', '--'];
}

export interface DiskoCall {
  repository: string;
  host: string;
  /** Key of each disk → the device that was approved. */
  devices: Readonly<Record<string, string>>;
  onMedium: boolean;
}

/**
 * The call of disko. Its flag against its own question is honoured in this one mode alone; our checks
 * are the question. `build` only makes the script; `mount` changes nothing on a disk.
 *
 * @throws Error for a device that means something to a shell: disko writes it into a script.
 */
export function diskoCommand(
  { repository, host, devices, onMedium }: DiskoCall,
  what: 'build' | 'wipe' | 'mount',
): Command {
  for (const device of Object.values(devices)) DeviceLink.parse(device);
  const mode = what === 'mount' ? 'mount' : 'destroy,format,mount';
  return [
    ...disko(repository, onMedium),
    ...['--mode', mode],
    ...(what === 'mount' ? [] : ['--yes-wipe-all-disks']),
    ...(what === 'build' ? ['--dry-run'] : []),
    ...['--root-mountpoint', MOUNT_POINT],
    ...['--argstr', 'committed', `${repository}/hosts/${host}/disko.nix`],
    ...['--argstr', 'devices', JSON.stringify(devices)],
    DISKO_FILE,
  ];
}

/** A flake sees only what git knows of; the intent to add is enough. */
export function gitCommands(
  repository: string,
): Record<'inside' | 'init' | 'add' | 'list', Command> {
  return {
    inside: ['git', '-C', repository, 'rev-parse', '--show-toplevel'],
    init: ['git', '-C', repository, 'init', '--quiet'],
    add: ['git', '-C', repository, 'add', '--intent-to-add', '--', '.'],
    // From the top: the flake may lie in a folder of a larger repository, and read what lies beside it.
    list: ['git', '-C', repository, 'ls-files', '-z', '--', ':/'],
  };
}

export function lockCommand(repository: string): Command {
  return ['nix', 'flake', 'lock', repository];
}

/** Evaluates the whole system without building it: what fails here fails before the wipe. */
export function evaluateCommand(repository: string, host: string): Command {
  const attribute = `nixosConfigurations.${host}.config.system.build.toplevel.drvPath`;
  return ['nix', 'eval', '--raw', `${repository}#${attribute}`];
}

/** Evaluates what a Nix function says of the whole system, as JSON. */
export function examineCommand(repository: string, host: string, examine: string): Command {
  const system = `${repository}#nixosConfigurations.${host}`;
  return ['nix', 'eval', '--json', system, '--apply', examine];
}

export function installCommand(repository: string, host: string): Command {
  return [
    'nixos-install',
    ...['--root', MOUNT_POINT, '--flake', `${repository}#${host}`],
    ...['--no-root-passwd', '--no-channel-copy'],
  ];
}

/** Waits until everything that was written below the mount point lies on the disks. */
export function syncCommand(mountpoints: readonly string[]): Command {
  return ['sync', '--file-system', ...mountpoints.map((place) => `${MOUNT_POINT}${place}`)];
}

/** Opens nothing: only tells whether what is typed would. */
export function testPassphraseCommand(device: string): Command {
  return ['cryptsetup', 'open', '--test-passphrase', '--tries', '1', '--', device];
}

export function hostKeyCommand(path: string, comment: string): Command {
  return ['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', path];
}

/** The password comes in on standard input, the hash goes out. */
export function passwordHashCommands(): Command[] {
  return [
    ['mkpasswd', '--method=yescrypt', '--stdin'],
    ['openssl', 'passwd', '-6', '-stdin'],
  ];
}

/** Adds a recovery key in place of one that was made before, opened by the passphrase in a file, and prints it. */
export function recoveryKeyCommand(device: string, passwordFile: string): Command {
  return [
    'systemd-cryptenroll',
    '--wipe-slot=recovery',
    '--recovery-key',
    `--unlock-key-file=${passwordFile}`,
    device,
  ];
}
