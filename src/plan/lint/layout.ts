import { child, children, elements, type Node, textOf, textsOf } from './node.ts';

/** A disk of the file, and what names it. */
export interface LintDisk {
  key: string;
  node: Node;
  deviceNode: Node | null;
  device: string | null;
}

export interface LintPartition {
  key: string;
  node: Node;
  disk: LintDisk | null;
  type: string | null;
  content: Node | null;
}

/** Something that a partition, volume or array holds; `luks` is what it is encrypted by. */
export interface LintContent {
  node: Node;
  type: string;
  disk: LintDisk | null;
  partition: LintPartition | null;
  luks: Node | null;
}

/** A place in the tree that something is mounted at; `at` is where the mount point is said. */
export interface LintMount {
  at: Node;
  mountpoint: string;
  options: readonly string[];
  optionsAt: Node;
  format: string;
  content: LintContent;
  /** The subvolume, for one of btrfs. */
  subvolume: string | null;
}

/** A disko layout, as far as it could be read, flattened for the rules. */
export interface LintLayout {
  node: Node;
  disks: readonly LintDisk[];
  partitions: readonly LintPartition[];
  contents: readonly LintContent[];
  mounts: readonly LintMount[];
}

type Around = Omit<LintContent, 'node' | 'type'>;

/** Makes a layout of `disko.devices`; what is of no known shape is passed over. */
export function readLayout(devices: Node): LintLayout {
  const disks = children(child(devices, 'disk')).map(({ name, node }) => {
    const deviceNode = child(node, 'device');
    return { key: name, node, deviceNode, device: textOf(deviceNode) };
  });
  const partitions: LintPartition[] = [];
  const contents: LintContent[] = [];
  const visit = (node: Node | null, around: Around): void => {
    const type = textOf(child(node, 'type'));
    if (node === null || type === null) return;
    const content = { ...around, node, type };
    contents.push(content);
    if (type === 'luks') visit(child(node, 'content'), { ...around, luks: node });
    if (type !== 'gpt' && type !== 'table') return;
    const table = child(node, 'partitions');
    const entries = [
      ...children(table),
      ...elements(table).map((each) => ({ name: textOf(child(each, 'name')) ?? '', node: each })),
    ];
    for (const { name, node: each } of entries) {
      const inside = child(each, 'content');
      const code = textOf(child(each, 'type'));
      const partition = { key: name, node: each, disk: around.disk, type: code, content: inside };
      partitions.push(partition);
      visit(inside, { ...around, partition });
    }
  };
  for (const disk of disks) {
    visit(child(disk.node, 'content'), { disk, partition: null, luks: null });
  }
  for (const { name, node } of children(child(devices, 'mdadm'))) {
    const luks = sharedLuks(contents, 'mdraid', 'name', name);
    visit(child(node, 'content'), { disk: null, partition: null, luks });
  }
  for (const { name, node } of children(child(devices, 'lvm_vg'))) {
    const luks = sharedLuks(contents, 'lvm_pv', 'vg', name);
    for (const volume of children(child(node, 'lvs'))) {
      visit(child(volume.node, 'content'), { disk: null, partition: null, luks });
    }
  }
  return { node: devices, disks, partitions, contents, mounts: contents.flatMap(mountsOf) };
}

/** What encrypts an array or volume group: the LUKS of a member, where every member has one. */
function sharedLuks(
  contents: readonly LintContent[],
  type: string,
  attribute: string,
  name: string,
): Node | null {
  const members = contents.filter(
    (each) => each.type === type && textOf(child(each.node, attribute)) === name,
  );
  return members.every(({ luks }) => luks !== null) ? (members[0]?.luks ?? null) : null;
}

function mountsOf(content: LintContent): LintMount[] {
  const { node, type } = content;
  if (type === 'filesystem') {
    return mountAt(node, content, textOf(child(node, 'format')) ?? '', null);
  }
  if (type !== 'btrfs') return [];
  return [
    ...mountAt(node, content, 'btrfs', null),
    ...children(child(node, 'subvolumes')).flatMap((each) =>
      mountAt(each.node, content, 'btrfs', each.name),
    ),
  ];
}

function mountAt(
  node: Node,
  content: LintContent,
  format: string,
  subvolume: string | null,
): LintMount[] {
  const at = child(node, 'mountpoint');
  const mountpoint = textOf(at);
  if (at === null || mountpoint === null) return [];
  const list = child(node, 'mountOptions');
  // disko takes a list; each element may itself hold several options with commas between them.
  const options = textsOf(list).flatMap((text) => text.split(','));
  return [{ at, mountpoint, options, optionsAt: list ?? at, format, content, subvolume }];
}

/** Bytes of a size such as 512M; null for a share of the disk or something else. */
export function bytesOf(size: string | null): number | null {
  const found = /^([0-9]+)([KMGTP])?(?:i?B)?$/.exec(size ?? '');
  if (found === null) return null;
  return Number(found[1]) * 1024 ** ' KMGTP'.indexOf(found[2] ?? ' ');
}

/** Whether a partition is a BIOS boot partition, by disko's short code or by its GUID. */
export function isBiosBoot({ type }: LintPartition): boolean {
  return type === 'EF02' || isBiosGuid(type);
}

export function isBiosGuid(type: string | null): boolean {
  return type?.toUpperCase() === '21686148-6449-6E6F-744E-656564454649';
}

/** Whether a partition is an EFI system partition. */
export function isEsp({ type }: LintPartition): boolean {
  return type === 'EF00' || type?.toUpperCase() === 'C12A7328-F81F-11D2-BA4B-00A0C93EC93B';
}

/** What `/` is on, where the file says so. */
export function rootOf({ mounts }: LintLayout): LintMount | null {
  return mounts.find(({ mountpoint }) => mountpoint === '/') ?? null;
}
