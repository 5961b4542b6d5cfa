import test from 'ava';
import { bare, type Changes, command, factsOf, list, machine } from './captures.ts';

const DMI = '/sys/class/dmi/id';

function guest(changes: Changes = {}) {
  return factsOf(machine('guest-without-dmi', changes));
}

test('a guest that nothing names is a virtual machine all the same', (t) => {
  const facts = guest();
  t.is(facts.virtualisation.kind, 'vm-other');
  t.is(facts.virtualisation.provider, 'generic');
  t.is(facts.chassis.form, null);
  t.deepEqual(facts.virtualisation.guestAgent, false);
  t.deepEqual(facts.sources['virtualisation.kind'], ['/proc/cpuinfo']);
});

test('x86 firmware without an EFI directory is a BIOS', (t) => {
  t.is(guest().firmware.mode, 'bios');
});

test('an Arm board without an EFI directory has unknown firmware', (t) => {
  t.is(guest({ '/proc/sys/kernel/arch': 'aarch64\n' }).firmware.mode, null);
});

test('firmware is unknown where /sys was not read', (t) => {
  const facts = factsOf(bare({ '/proc/cpuinfo': 'processor : 0\nvendor_id : GenuineIntel\n' }));
  t.is(facts.firmware.mode, null);
  t.true(facts.gaps.some((gap) => gap.code === 'firmware.unknown'));
});

test('what a guest does not show is told as gaps', (t) => {
  t.deepEqual(
    guest().gaps.map((gap) => gap.code),
    ['disk.link', 'dmi.missing'],
  );
});

test('a virtio disk is virtual and carries what is mounted from it', (t) => {
  const [disk, ...others] = guest().disks;
  t.deepEqual(others, []);
  t.like(disk, {
    name: 'vda',
    transport: 'virtio',
    virtual: true,
    controller: '0000:00:02.0',
    unfit: null,
    liveMedium: false,
  });
  t.deepEqual(disk?.holds, [
    { partition: null, type: 'ext4', identity: null, mounts: ['/'], alsoOn: [] },
  ]);
});

test('only a serial port with a chip behind it is a console', (t) => {
  t.deepEqual(guest().serialConsoles, ['ttyS0']);
});

test('in a container the kind is that of the machine below it', (t) => {
  const inside = { '/.dockerenv': '', 'command:systemd-detect-virt': command('docker\n') };
  const facts = guest(inside);
  t.is(facts.platform.container, 'docker');
  t.is(facts.virtualisation.kind, 'vm-other');
  t.is(facts.firmware.mode, null);
  const metal = factsOf(machine('laptop', inside));
  t.is(metal.platform.container, 'docker');
  t.is(metal.virtualisation.kind, 'none');
});

test('a container that only systemd names is one too', (t) => {
  const facts = guest({ 'command:systemd-detect-virt': command('lxc\n') });
  t.is(facts.platform.container, 'lxc');
  t.deepEqual(facts.sources['platform.container'], ['command:systemd-detect-virt']);
});

test('systemd’s verdict on the hypervisor holds', (t) => {
  t.is(guest({ 'command:systemd-detect-virt': command('kvm\n') }).virtualisation.kind, 'kvm');
});

test('a verdict of none holds in the first domain of Xen, where the processor shows a hypervisor too', (t) => {
  const facts = guest({
    'command:systemd-detect-virt': command('none\n', 1),
    '/sys/hypervisor/type': 'xen\n',
    [`${DMI}/sys_vendor`]: 'Dell Inc.\n',
    [`${DMI}/product_name`]: 'PowerEdge R740\n',
    [`${DMI}/chassis_type`]: '23\n',
  });
  t.is(facts.virtualisation.kind, 'none');
  t.is(facts.virtualisation.provider, null);
  t.is(facts.chassis.form, 'server');
});

test('where the command was not asked, the processor’s flag tells that there is a hypervisor', (t) => {
  t.is(guest({ 'command:systemd-detect-virt': null }).virtualisation.kind, 'vm-other');
});

test('KVM that shows Hyper-V’s face is told by its virtio devices', (t) => {
  const facts = guest({
    'command:systemd-detect-virt': command('microsoft\n'),
    [`${DMI}/sys_vendor`]: 'Vultr\n',
  });
  t.is(facts.virtualisation.kind, 'kvm');
  t.is(facts.virtualisation.provider, 'vultr');
});

for (const [vendor, product, kind] of [
  ['QEMU', 'Standard PC (i440FX + PIIX, 1996)', 'qemu'],
  ['Google', 'Google Compute Engine', 'google'],
  ['Amazon EC2', 't3.micro', 'amazon'],
  ['VMware, Inc.', 'VMware Virtual Platform', 'vmware'],
  ['innotek GmbH', 'VirtualBox', 'oracle'],
  ['Microsoft Corporation', 'Virtual Machine', 'microsoft'],
  ['Xen', 'HVM domU', 'xen'],
] as const) {
  test(`DMI of ${vendor} ${product} means ${kind}`, (t) => {
    const facts = guest({
      [`${DMI}/sys_vendor`]: vendor,
      [`${DMI}/product_name`]: product,
    });
    t.is(facts.virtualisation.kind, kind);
  });
}

test('a provider is named only on its own mark', (t) => {
  const provider = (changes: Changes) => guest(changes).virtualisation.provider;
  t.is(provider({ [`${DMI}/sys_vendor`]: 'Hetzner' }), 'hetzner');
  t.is(provider({ [`${DMI}/sys_vendor`]: 'QEMU' }), 'generic');
  const azure = '7783-7084-3265-9085-8269-3286-77';
  t.is(provider({ [`${DMI}/chassis_asset_tag`]: azure }), 'azure');
  t.is(provider({ [`${DMI}/chassis_asset_tag`]: 'OracleCloud.com' }), 'oracle-cloud');
});

test('bare metal at a provider has no provider', (t) => {
  const facts = factsOf(machine('laptop', { [`${DMI}/sys_vendor`]: 'Hetzner' }));
  t.is(facts.virtualisation.provider, null);
});

test('an asset tag that tells machines apart is dropped', (t) => {
  t.is(guest({ [`${DMI}/chassis_asset_tag`]: 'INV-00321' }).identity.assetTag, null);
});

test('error correction that a hypervisor claims is not a fact', (t) => {
  const output =
    'Handle 0x1000, DMI type 16, 23 bytes\nPhysical Memory Array\n\tError Correction Type: Multi-bit ECC\n';
  t.is(guest({ 'command:dmidecode': command(output) }).memory.ecc, null);
});

for (const [type, form] of [
  ['3', 'desktop'],
  ['9', 'laptop'],
  ['10', 'laptop'],
  ['13', 'all-in-one'],
  ['23', 'server'],
  ['30', 'tablet'],
  ['31', 'convertible'],
  ['35', 'mini-pc'],
  ['1', null],
] as const) {
  test(`chassis type ${type} stands for ${form ?? 'no form'}`, (t) => {
    const facts = factsOf(machine('laptop', { [`${DMI}/chassis_type`]: `${type}\n` }));
    t.deepEqual(facts.chassis, { type: Number(type), form });
  });
}

test('a disk that cannot hold a system says why', (t) => {
  const unfit = (changes: Changes) => guest(changes).disks[0]?.unfit ?? null;
  t.is(unfit({}), null);
  t.regex(unfit({ '/sys/block/vda/removable': '1\n' }) ?? '', /removable/);
  t.regex(unfit({ '/sys/block/vda/ro': '1\n' }) ?? '', /only be read/);
  t.regex(unfit({ '/sys/block/vda/size': '8388608\n' }) ?? '', /smaller than 8 GiB/);
  t.regex(unfit({ '/sys/block/vda/size': '0\n' }) ?? '', /no size/);
  t.regex(unfit({ '/sys/block/vda/size': null }) ?? '', /not known/);
  const live = '/dev/vda /iso iso9660 ro 0 0\n';
  t.regex(unfit({ '/proc/mounts': live }) ?? '', /live system/);
});

test('optical drives, loops and eMMC boot areas are no disks', (t) => {
  const links = ['sr0', 'loop3', 'mmcblk0boot0', 'nbd0', 'md127', 'mmcblk0'];
  const changes = Object.fromEntries(
    links.map((name) => [
      `/sys/block/${name}`,
      { status: 'ok', kind: 'link', data: `../devices/platform/x/block/${name}` } as const,
    ]),
  );
  t.deepEqual(
    guest(changes).disks.map((disk) => disk.name),
    ['mmcblk0', 'vda'],
  );
});

test('an empty capture has facts that know nothing, and says what matters', (t) => {
  const facts = factsOf(bare({}));
  t.is(facts.identity.vendor, null);
  t.is(facts.virtualisation.kind, null);
  t.deepEqual(
    facts.gaps.map((gap) => gap.code),
    [
      'cpu.unknown',
      'disk.none',
      'firmware.unknown',
      'dmi.missing',
      'keyboard.unseen',
      'virtualisation.unknown',
    ],
  );
});

test('processors are not counted where their list was cut', (t) => {
  const block = `processor\t: 0\nvendor_id\t: AuthenticAMD\nphysical id\t: 0\nflags\t: ${'x '.repeat(400)}\n\n`;
  const cut = guest({ '/proc/cpuinfo': block.repeat(Math.floor(65_536 / block.length)) });
  t.like(cut.cpu, { vendor: 'AuthenticAMD', sockets: null, logical: null });
  t.like(guest({ '/proc/cpuinfo': block.repeat(4) }).cpu, { sockets: 1, logical: 4 });
});

test('a management controller and error reports are told by their class directories', (t) => {
  const facts = guest({
    '/sys/class/ipmi': list('ipmi0'),
    '/sys/devices/system/edac/mc': list('mc0', 'power'),
  });
  t.true(facts.ipmi);
  t.true(facts.edac);
});
