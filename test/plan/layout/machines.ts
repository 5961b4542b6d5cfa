import fc from 'fast-check';
import type { GivenAnswers } from '../../../src/model/answers.ts';
import type { Facts } from '../../../src/model/facts.ts';
import type { Disk, Holding } from '../../../src/model/hardware.ts';
import { GIB, machine } from './machine.ts';

/** Stands in every string that hardware could have made: it must never come out as text. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: it is one, for Nix and for the shell.
export const CANARY = 'CANARY"${x}`$(y)\u001b[2J\n';

const flag = fc.option(fc.boolean());

function holding(names: readonly string[]): fc.Arbitrary<Holding> {
  return fc.record({
    partition: fc.option(fc.constantFrom('1', '2', CANARY)),
    type: fc.constantFrom('btrfs', 'ext4', 'crypto_LUKS', 'LVM2_member', CANARY),
    identity: fc.option(fc.constantFrom('11111111-2222-3333-4444-555555555555', CANARY)),
    mounts: fc.subarray(['/', '/home', `/run/media/${CANARY}`]),
    alsoOn: fc.subarray([...names]),
  });
}

function oneDisk(index: number, names: readonly string[]): fc.Arbitrary<Disk> {
  const name = names[index] ?? 'sda';
  const model = fc.constantFrom('QEMU HARDDISK', 'WD Fast 1TB', CANARY);
  return fc
    .record({
      transport: fc.constantFrom('nvme', 'sata', 'scsi', 'virtio', 'usb', 'mmc', 'other', null),
      model: fc.option(model),
      sizeBytes: fc.option(
        fc.oneof(
          fc.integer({ min: 0, max: 64 * GIB }),
          fc.integer({ min: 64 * GIB, max: 1e14 }),
          // Disks of one make, so that there is something to mirror.
          fc.constant(512_110_190_592),
          fc.constant(512_110_190_592),
        ),
      ),
      logicalSectorBytes: fc.constantFrom(512, 512, 4096, null),
      physicalSectorBytes: fc.constantFrom(512, 4096, null),
      rotational: flag,
      removable: fc.constantFrom(false, false, true, null),
      discard: flag,
      byPath: fc.constantFrom(
        ...Array(9).fill([`/dev/disk/by-path/pci-0000:0${index}:00.0-nvme-1`]),
        [`/dev/disk/by-path/pci-0000:0${index}:00.0-nvme-1`],
        [`/dev/disk/by-path/pci-0000:0${index}:00.0\\x20nvme`],
        ['/dev/disk/by-path/pci-0000:00:00.0-shared'],
        [`/dev/disk/by-path/${CANARY}`],
        [],
      ),
      linked: fc.boolean(),
      partitionTable: fc.constantFrom('gpt', 'dos', 'none', null),
      holds: fc.array(holding(names.filter((other) => other !== name)), { maxLength: 3 }),
      virtual: fc.boolean(),
      liveMedium: flag,
      unfit: fc.constantFrom<(string | null)[]>(null, null, null, null, null, 'read-only'),
    })
    .map(
      ({ linked, ...known }): Disk => ({
        name,
        byId: linked ? [idLink(known.model, index)] : [],
        readOnly: false,
        controller: null,
        serial: `SERIAL${index}`,
        wwid: `eui.${index}${index}${index}`,
        ...known,
      }),
    );
}

/** As udev would name it: after its model, or after its wide name where no model can stand in a link. */
function idLink(model: string | null, index: number): string {
  const plain = model === null || model === CANARY ? null : model.replaceAll(' ', '_');
  return `/dev/disk/by-id/nvme-${plain === null ? 'eui.' : `${plain}_`}SERIAL${index}`;
}

/** The first two disks as two of one make that can take a system. */
function pair([first, second, ...rest]: readonly Disk[]): Disk[] {
  const steady = {
    transport: 'sata',
    sizeBytes: 512_110_190_592,
    rotational: false,
    removable: false,
    virtual: false,
    liveMedium: false,
    unfit: null,
  } as const;
  const both = [first, second].flatMap((each) =>
    each === undefined ? [] : [{ ...each, ...steady }],
  );
  return [...both, ...rest];
}

/** Machines with one to eight disks of every kind and size, hostile names among them. */
export const machines: fc.Arbitrary<Facts> = fc
  .record({
    names: fc.uniqueArray(
      fc.constantFrom(
        ...['sda', 'sdb', 'nvme0n1', 'nvme1n1', 'mmcblk0', 'vda', 'sdc', 'x$(reboot)'],
      ),
      { minLength: 1, maxLength: 8 },
    ),
    form: fc.constantFrom('desktop', 'laptop', 'server', null),
    mode: fc.constantFrom('uefi', 'uefi', 'bios', null),
    totalBytes: fc.option(fc.integer({ min: 0, max: 512 * GIB })),
    kind: fc.constantFrom('none', 'kvm', null),
  })
  .chain(({ names, form, mode, totalBytes, kind }) =>
    fc
      .tuple(fc.boolean(), ...names.map((_, index) => oneDisk(index, names)))
      .map(([alike, ...disks]) =>
        machine({
          disks: alike ? pair(disks) : disks,
          chassis: { type: null, form },
          firmware: { mode, width: null, secureBoot: null, tpm: null, esrt: null },
          memory: { totalBytes, modules: [], ecc: null },
          virtualisation: { kind, provider: null, guestAgent: null, spice: null, vmbus: null },
        }),
      ),
  );

/** Answers of every kind for a machine: none, right, contradictory and nonsensical ones. */
export function answersAbout(facts: Facts): fc.Arbitrary<GivenAnswers> {
  const names = facts.disks.map((disk) => disk.name);
  const links = facts.disks.flatMap((disk) => [...disk.byPath, ...disk.byId]);
  const size = fc.constantFrom('1M', '512M', '1G', '1G', '2G', '16G', '16G', '512G', '900T');
  return fc
    .record(
      {
        encryption: fc.constantFrom('luks', 'none'),
        hibernation: fc.constantFrom(false, false, false, true),
        publicDiskIds: fc.boolean(),
        disk: fc.constantFrom(...names, ...names, ...names, ...links, 'WD Fast 1TB', CANARY),
        disks: fc.dictionary(
          fc.constantFrom(...names, ...names, ...links, CANARY),
          fc.constantFrom('data', 'untouched', 'backup', 'scratch', 'mirror'),
          { maxKeys: 2 },
        ),
        layout: fc.record(
          {
            espSize: size,
            swapSize: fc.option(size),
            swapKind: fc.constantFrom('partition', 'partition', 'file'),
            redundancy: fc.constantFrom('single', 'raid1', 'md'),
            subvolumes: fc.dictionary(
              fc.constantFrom('@vm', '@srv', '@home', '@snapshots', '@persist', '@swap', '@root'),
              fc.constantFrom(null, '/vm', '/srv', '/a', '/home/vm', '/boot', '/nix/x', '/a/../b'),
              { maxKeys: 2 },
            ),
          },
          { requiredKeys: [] },
        ),
        host: fc.constantFrom('panther', `a${'b'.repeat(62)}`, `a${'-'.repeat(50)}b`),
      },
      { requiredKeys: [] },
    )
    .map((given): GivenAnswers => given);
}

/** The same machine as a redacted recording shows it. */
export function redacted(facts: Facts): Facts {
  return {
    ...facts,
    disks: facts.disks.map((disk, index) => ({
      ...disk,
      serial: `h:${index}aaaaaaaaaaa`,
      wwid: `h:${index}bbbbbbbbbbb`,
      byId: disk.byId.map((link) => link.replace(/SERIAL.*$/, `h:${index}ccccccccccc`)),
      holds: disk.holds.map((held) => ({
        ...held,
        identity: held.identity === null ? null : 'h:dddddddddddd',
      })),
    })),
  };
}
