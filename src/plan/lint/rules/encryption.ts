import { rootOf } from '../layout.ts';
import { child, isTrue, type Node, textOf } from '../node.ts';
import { type Fault, fault, type LintRule } from '../rule.ts';

/** Disks that lie in somebody's hands and not in a hypervisor. */
const PHYSICAL = /nvme|-ata-|\/ata-|mmc|usb/;
const VIRTUAL = /QEMU|virtio|-scsi-|\/scsi-|xvd|\/vd[a-z]/;

export const ENCRYPTION_RULES: readonly LintRule[] = [
  {
    code: 'not-encrypted',
    says: 'Whoever gets this disk can read everything on it.',
    remedy: 'put the filesystem into a luks content',
    find: (layout) => {
      const root = rootOf(layout);
      const device = root?.content.disk?.device ?? '';
      if (root === null || root.content.luks !== null) return [];
      const real = PHYSICAL.test(device) && !VIRTUAL.test(device);
      return real ? [fault(root.content.node, root.content.partition?.key ?? '')] : [];
    },
  },
  {
    code: 'key-file-at-boot',
    says: 'This key file is looked for at every boot, where it is not: the machine does not come up.',
    remedy: 'passwordFile = "/run/…", which is read while formatting only',
    find: ({ contents }) =>
      contents.flatMap(({ type, node }): Fault[] => {
        if (type !== 'luks') return [];
        const places = [child(node, 'settings', 'keyFile'), child(node, 'keyFile')];
        return places.flatMap((place) => {
          const text = textOf(place);
          return place !== null && text !== null && !text.startsWith('/dev/')
            ? [fault(place, text)]
            : [];
        });
      }),
  },
  {
    code: 'secret-in-store',
    says: 'A file named by a path, or in the store, is readable by everybody on the machine and by every cache.',
    remedy: 'name a place on a tmpfs in quotes, such as "/run/panther/disk.key"',
    find: ({ contents }) =>
      contents
        .filter(({ type }) => type === 'luks')
        .flatMap(({ node }) => [
          child(node, 'passwordFile'),
          child(node, 'keyFile'),
          child(node, 'settings', 'keyFile'),
        ])
        .filter((place): place is Node => place !== null && isStored(place))
        .map((place) => fault(place, textOf(place) ?? '')),
  },
  {
    code: 'resume-from-random-key',
    says: 'Swap under a random key holds nothing that a boot could resume from.',
    remedy: 'leave out resumeDevice, or put the swap into LUKS without randomEncryption',
    find: ({ contents }) =>
      contents.flatMap(({ type, node }) => {
        const resume = child(node, 'resumeDevice');
        const both = type === 'swap' && isTrue(resume) && isTrue(child(node, 'randomEncryption'));
        return both && resume !== null ? [fault(resume, '')] : [];
      }),
  },
  {
    code: 'swap-not-encrypted',
    says: 'What is encrypted on disk lands in this swap in the clear.',
    remedy: 'randomEncryption = true, or put the swap into LUKS',
    find: ({ contents }) =>
      contents.some(({ type }) => type === 'luks')
        ? contents
            .filter(
              ({ type, luks, node }) => type === 'swap' && luks === null && !hasRandomKey(node),
            )
            .map(({ node, partition }) => fault(node, partition?.key ?? ''))
        : [],
  },
];

function isStored(place: Node): boolean {
  return place.value.k === 'path' || (textOf(place)?.startsWith('/nix/store/') ?? false);
}

/** A value that is not known counts as one that may be right. */
function hasRandomKey(node: Node): boolean {
  const random = child(node, 'randomEncryption');
  return random !== null && (isTrue(random) || random.value.k === 'unknown');
}
