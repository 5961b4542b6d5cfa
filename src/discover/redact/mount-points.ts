import { isHashed, type Replace } from './identifiers.ts';
import { isOrdinaryLabel } from './labels.ts';

/** Folders in which a mount point bears names that somebody chose, and how many surely are. */
const FOLDERS: readonly (readonly [folder: string, chosen: number])[] = [
  ['/home/', 1],
  ['/media/', 2],
  ['/run/media/', 2],
  ['/mnt/', 0],
  ['/srv/', 0],
];
const ORDINARY: ReadonlySet<string> = new Set([
  ...['backup', 'backups', 'boot', 'cdrom', 'floppy', 'ftp', 'git', 'http', 'install', 'media'],
  ...['mnt', 'music', 'nas', 'new', 'pictures', 'root', 'share', 'shared', 'storage', 'target'],
  ...['temp', 'timemachine', 'usb', 'usbdisk', 'videos', 'vm', 'vms', 'work', 'www'],
]);
/** Parts of the names that installers and habits give to subvolumes: @home, @var_log, root-blank. */
const SUBVOLUME_WORDS: ReadonlySet<string> = new Set([
  ...ORDINARY,
  ...['apt', 'active', 'blank', 'btrbk', 'btrfs', 'cache', 'containers', 'cores', 'data', 'db'],
  ...['docker', 'etc', 'flatpak', 'games', 'gdm', 'home', 'images', 'lib', 'libvirt', 'local'],
  ...['log', 'logs', 'lxd', 'machines', 'mysql', 'nix', 'nixos', 'old', 'opt', 'persist'],
  ...['persistent', 'pkg', 'pods', 'podman', 'portables', 'postgres', 'rootfs', 'roots'],
  ...['snap', 'snapper', 'snapshot', 'snapshots', 'spool', 'srv', 'state', 'store', 'subvol'],
  ...['bpool', 'rpool', 'tank', 'ubuntu', 'userdata', 'zpool', 'zroot'],
  ...['swap', 'swapfile', 'tailscale', 'timeshift', 'tmp', 'top', 'toplevel', 'usr', 'var'],
]);

function isOrdinaryMount(name: string): boolean {
  return !isHashed(name) && (ORDINARY.has(name.toLowerCase()) || isOrdinaryLabel(name));
}

/**
 * A mount point as facts have it: a name that a person may have chosen is left out, so that facts are
 * the same whether the recording was redacted or not. `/mnt/photos-of-ada` → `/mnt/*`.
 */
export function plainMount(path: string): string {
  const [folder, chosen] = FOLDERS.find(([start]) => path.startsWith(start)) ?? ['', 0];
  if (folder === '') return path;
  const names = path.slice(folder.length).split('/');
  return (
    folder + names.map((name, at) => (at >= chosen && isOrdinaryMount(name) ? name : '*')).join('/')
  );
}

const MOUNTS = /(\/(?:mnt|srv)\/)((?:h:[0-9a-f]{12}|[^\s"':,;)\]])+)/g;
/** In JSON a name may hold blanks, and whose home or volume it is stands in the same place. */
const QUOTED = /"(\/(?:home|media|mnt|run\/media|srv)\/)([^"\n]+)"/g;
/**
 * As mount options, findmnt, lsblk and `btrfs subvolume list` show them. None asks for the bracket that
 * closes a name: a text that opens many and closes none would be searched to its end from each.
 */
const SUBVOLUMES: readonly { mark: RegExp; pattern: RegExp }[] = [
  { mark: /subvol=/, pattern: /(\bsubvol=\/?)([^\s,)"']+)/g },
  { mark: /\[\//, pattern: /(\/dev\/[^\s[\]]{1,255}\[\/)([^\]\s]+)/g },
  { mark: /top level/, pattern: /(\btop level [0-9]+ path )(\S+)/g },
];
/** Datasets are not only named freely: without a mount point of their own they are mounted at their name. */
const DATASETS = /^([^\s/][^\s]*)( (?:on )?)(\S+)(?= (?:type )?zfs )/gm;
const FSROOTS = /("fsroots?"\s*:\s*)(\[[^\]]*|"[^"\n]*"?)/gi;

/** Replaces names in mount points below /mnt and /srv, and those of btrfs subvolumes. */
export function redactMountPoints(text: string, replace: Replace): string {
  let redacted = text;
  const below = (folder: string, path: string): string => {
    const kind = /^\/(?:mnt|srv)/.test(folder) ? 'volume label' : 'user name';
    const names = path.split('/').map((name) => {
      return isHashed(name) || isOrdinaryMount(name) ? name : replace(name, kind);
    });
    return folder + names.join('/');
  };
  if (/"\/(?:home|media|mnt|run|srv)\//.test(redacted)) {
    redacted = redacted.replace(
      QUOTED,
      (_all, folder: string, path: string) => `"${below(folder, path)}"`,
    );
  }
  if (/\/(?:mnt|srv)\//.test(redacted)) {
    redacted = redacted.replace(MOUNTS, (_all, folder: string, path: string) =>
      below(folder, path),
    );
  }
  if (/ zfs /.test(redacted)) {
    redacted = redacted.replace(
      DATASETS,
      (_all, dataset: string, between: string, mountpoint: string) => {
        const hidden = redactSubvolume(dataset, replace);
        return hidden + between + (mountpoint === `/${dataset}` ? `/${hidden}` : mountpoint);
      },
    );
  }
  for (const { mark, pattern } of SUBVOLUMES) {
    if (!mark.test(redacted)) continue;
    redacted = redacted.replace(
      pattern,
      (_all, before: string, path: string) => before + redactSubvolume(path, replace),
    );
  }
  if (!/"fsroots?"/i.test(redacted)) return redacted;
  return redacted.replace(
    FSROOTS,
    (_all, before: string, roots: string) =>
      before +
      roots.replace(/"\/([^"]*)"/g, (_one, path: string) => `"/${redactSubvolume(path, replace)}"`),
  );
}

/** Words of a subvolume's or dataset's path that a person may have chosen. */
export function redactSubvolume(path: string, replace: Replace): string {
  return path
    .split('/')
    .map((name) => (isOrdinarySubvolume(name) ? name : replace(name, 'volume label')))
    .join('/');
}

function isOrdinarySubvolume(name: string): boolean {
  if (isHashed(name)) return true;
  const words = name.toLowerCase().split(/[@._+-]+/);
  return words.every((word) => word === '' || /^[0-9]+$/.test(word) || SUBVOLUME_WORDS.has(word));
}
