import test from 'ava';
import type { DiskLayout } from '../../../src/model/layout.ts';
import { type DiskSeen, judgeDisk } from '../../../src/provision/install/judge-disk.ts';
import { containersOf, filesystemsOf } from '../../../src/provision/install/layout-parts.ts';
import { planRow, rowCase } from '../../plan/layout/rows.ts';
import { formattedTexts } from './formatted.ts';

/** A layout, and what a disk says that was formatted by it. */
function formatted(row: 'A' | 'F' = 'A'): { layout: DiskLayout; seen: DiskSeen } {
  const { layout } = planRow(rowCase(row, 'uefi'));
  const texts = formattedTexts(layout);
  const [container] = containersOf(layout);
  const [filesystem] = filesystemsOf(layout);
  const { all, readOnly } = texts.subvolumes;
  return {
    layout,
    seen: {
      names: new Map(layout.disks.map(({ key }) => [key, 'nvme0n1'])),
      blocks: texts.blocks,
      mounts: texts.mounts,
      headers: new Map([[container?.device ?? '', texts.header]]),
      opens: new Map([[container?.device ?? '', true]]),
      subvolumes: new Map([[filesystem?.content.label ?? '', { all, readOnly }]]),
      profiles: new Map([[filesystem?.content.label ?? '', 'Data, single: total=1, used=0\n']]),
    },
  };
}

test('a disk that is as planned has no finding', (t) => {
  for (const row of ['A', 'F'] as const) {
    const { layout, seen } = formatted(row);
    t.deepEqual(judgeDisk(layout, seen, '/mnt'), [], row);
  }
});

test('each difference from the plan is found, and said', (t) => {
  const { layout, seen } = formatted();
  const [device = ''] = seen.headers.keys();
  const [label = ''] = seen.subvolumes.keys();
  const header = seen.headers.get(device) ?? '';
  const { all = '', readOnly = '' } = seen.subvolumes.get(label) ?? {};
  const [esp, crypt] = layout.disks[0]?.partitions ?? [];
  const blocks = (from: string | RegExp, to: string) => ({
    ...seen,
    blocks: seen.blocks.replace(from, to),
  });
  const mounts = (from: string | RegExp, to: string) => ({
    ...seen,
    mounts: seen.mounts.replace(from, to),
  });
  const luks = (from: string | RegExp, to: string) => ({
    ...seen,
    headers: new Map([[device, header.replace(from, to)]]),
  });
  const lists = (changed: { all?: string; readOnly?: string }) => ({
    ...seen,
    subvolumes: new Map([[label, { all, readOnly, ...changed }]]),
  });
  const cases: [RegExp, DiskSeen][] = [
    [/lsblk tells no/, { ...seen, blocks: '' }],
    [/findmnt tells no/, { ...seen, mounts: 'x' }],
    [/it has none of the planned/, { ...seen, names: new Map([['main', 'nvme1n1']]) }],
    [/it has none of the planned/, blocks(/"partuuid":"[^"]*"/g, '"partuuid":null')],
    [/its table is no GPT/, blocks(/^(\{"blockdevices":\[\{[^{]*"pttype":)"gpt"/, '$1"dos"')],
    [/partition esp: is not at its place/, blocks(esp?.uuid ?? '', crypt?.uuid ?? '')],
    [/partition esp: is of another type/, blocks('c12a7328', 'c12a7329')],
    [/partition esp: has 1 bytes/, blocks(`"size":${esp?.sizeBytes}`, '"size":1')],
    [/3 partitions, not 2/, blocks('"children":[', '"children":[{"name":"nvme0n1p9","start":9},')],
    [/has no LUKS2 header/, { ...seen, headers: new Map() }],
    [/not derived by argon2id/, luks('argon2id', 'pbkdf2')],
    [/takes more memory/, luks('"memory":1024', '"memory":9999999')],
    [/encrypted by aes-cbc/, luks('aes-xts-plain64', 'aes-cbc-essiv:sha256')],
    [/sectors of 512 bytes/, luks('4096', '512')],
    [/other flags/, luks('"allow-discards"', '"no-journal"')],
    [/does not open with the passphrase/, { ...seen, opens: new Map([[device, false]]) }],
    [/tells no subvolumes/, { ...seen, subvolumes: new Map() }],
    [/has no subvolume @nix/, lists({ all: all.replace('@nix', '@nex') })],
    [/has no subvolume @root-blank/, lists({ all: all.replace('@root-blank', '@blank') })],
    [/@root-blank can be written/, lists({ readOnly: '' })],
    [/does not lie on all its 1 devices/, blocks('"uuid":"b"', '"uuid":null')],
    [
      /does not keep its data as single/,
      { ...seen, profiles: new Map([[label, 'Data, RAID1: total=1']]) },
    ],
    [/\/mnt\/persist: is not mounted/, mounts('"/mnt/persist"', '"/elsewhere"')],
    [/\/mnt\/boot: is ext4, not vfat/, mounts('"vfat"', '"ext4"')],
    [
      /from another device/,
      mounts(/"source":"\/dev\/mapper\/[^"[]*/, '"source":"/dev/mapper/other'),
    ],
    [/\/mnt: is mounted without noatime/, mounts('noatime', 'relatime')],
    [/without subvol=\/@home/, mounts('subvol=/@home', 'subvol=/@root')],
    [/without fmask=0077/, mounts('fmask=0077', 'fmask=0022')],
  ];
  for (const [words, changed] of cases) {
    const findings = judgeDisk(layout, changed, '/mnt');
    t.true(
      findings.some((finding) => words.test(finding)),
      `${words}: ${findings.join(' ')}`,
    );
  }
});

test('a recovery key beside the passphrase is no difference', (t) => {
  const { layout, seen } = formatted();
  const [[device, header] = ['', '']] = seen.headers;
  const two = header.replace('"keyslots":{', '"keyslots":{"1":{"kdf":{"type":"pbkdf2"}},');
  t.deepEqual(judgeDisk(layout, { ...seen, headers: new Map([[device, two]]) }, '/mnt'), []);
});

test('without the passphrase, whether it opens is left open', (t) => {
  const { layout, seen } = formatted();
  t.deepEqual(judgeDisk(layout, { ...seen, opens: null }, '/mnt'), []);
});

test('a mirror of which a half is missing is found', (t) => {
  const findings = (
    row: 'D' | 'E',
    uuid: (half: number) => string,
    raid: (half: number) => string,
  ) => {
    const { layout } = planRow(rowCase(row, 'bios'));
    const above = (kname: string, type: string, name = kname) => ({ name, kname, type, uuid: 'b' });
    const disks = layout.disks.map(({ partitions }, half) => ({
      name: `disk${half}`,
      children: partitions.map(({ uuid: partuuid, content }) => {
        const name = `disk${half}-${partuuid}`;
        if (content?.kind === 'md-member')
          return { name, partuuid, children: [above(`${raid(half)}-${content.array}`, 'raid1')] };
        if (content !== null && 'mapper' in content)
          return {
            name,
            partuuid,
            children: [{ ...above(name, 'crypt', content.mapper), uuid: uuid(half) }],
          };
        return { name, partuuid };
      }),
    }));
    const seen: DiskSeen = {
      names: null,
      blocks: JSON.stringify({ blockdevices: disks }),
      mounts: '{"filesystems":[]}',
      ...{ headers: new Map(), opens: null, subvolumes: new Map(), profiles: null },
    };
    return judgeDisk(layout, seen, '/mnt').filter((finding) => /array|devices/.test(finding));
  };
  const same = () => 'one';
  const each = (half: number) => `${half}`;
  t.deepEqual(
    findings('E', same, same).filter((finding) => /array/.test(finding)),
    [],
  );
  t.true(
    findings('E', same, each).some((finding) => /is no array of all its 2 members/.test(finding)),
  );
  t.deepEqual(findings('D', same, same), []);
  t.regex(findings('D', each, same).join(), /does not lie on all its 2 devices/);
});
