import test from 'ava';
import { parseCpuinfo } from '../../../src/discover/parse/cpuinfo.ts';
import { dmiSize, dmiSpeed, parseDmidecode } from '../../../src/discover/parse/dmidecode.ts';
import { parseLsblk } from '../../../src/discover/parse/lsblk.ts';
import { parseMemTotal } from '../../../src/discover/parse/meminfo.ts';
import { parseMounts, parseSwaps } from '../../../src/discover/parse/mounts.ts';
import { parseOsId } from '../../../src/discover/parse/os-release.ts';

test('processors are counted and the first one describes them', (t) => {
  const one = (number: number, socket: number) =>
    `processor\t: ${number}\nvendor_id\t: AuthenticAMD\ncpu family\t: 25\nmodel\t\t: 1\n` +
    `model name\t: AMD EPYC\nstepping\t: 1\nphysical id\t: ${socket}\nflags\t\t: svm fpu\n\n`;
  t.deepEqual(parseCpuinfo(one(0, 0) + one(1, 1)), {
    vendor: 'AuthenticAMD',
    name: 'AMD EPYC',
    family: 25,
    model: 1,
    stepping: 1,
    flags: ['fpu', 'svm'],
    sockets: 2,
    logical: 2,
    cores: null,
    hybrid: null,
  });
  t.is(parseCpuinfo('nothing: here'), null);
});

test('an Arm processor is told by its implementer', (t) => {
  const text =
    'processor\t: 0\nFeatures\t: fp aes\nCPU implementer\t: 0x41\nCPU architecture: 8\nCPU part\t: 0xd0c\n';
  t.like(parseCpuinfo(text), { vendor: 'ARM', flags: ['aes', 'fp'], family: null, logical: 1 });
});

test('line ends of Windows change nothing', (t) => {
  t.is(parseMemTotal('MemTotal:       16 kB\r\nMemFree: 1 kB\r\n'), 16384);
  t.is(parseCpuinfo('processor : 0\r\nvendor_id : X\r\n')?.vendor, 'X');
  t.is(parseOsId('ID=nixos\r\n'), 'nixos');
});

test('memory that is no number is unknown', (t) => {
  t.is(parseMemTotal('MemTotal: lots kB'), null);
  t.is(parseMemTotal(''), null);
});

test('mounts have their blanks back', (t) => {
  t.deepEqual(parseMounts('/dev/sda1 /a\\040b\\134 ext4 rw 0 0\nbroken\n'), [
    { device: '/dev/sda1', mountpoint: '/a b\\', type: 'ext4' },
  ]);
  t.deepEqual(parseSwaps('Filename Type\n/dev/sda2 partition 1 0 -2\n'), ['/dev/sda2']);
});

test('the id of an operating system may be quoted', (t) => {
  t.is(parseOsId('NAME=Ubuntu\nID="ubuntu"\n'), 'ubuntu');
  t.is(parseOsId('NAME=Some\n'), 'linux');
  t.is(parseOsId('<html>'), null);
});

test('dmidecode structures keep their own fields and leave lists out', (t) => {
  const text =
    '# dmidecode 3.5\n\nHandle 0x0000, DMI type 0, 26 bytes\r\nBIOS Information\r\n\tVendor: LENOVO\r\n' +
    '\tCharacteristics:\n\t\tPCI is supported: yes\n\nHandle 0x0001, DMI type 1, 27 bytes\nSystem Information\n' +
    '\tProduct Name: 83JR: x\n\nTable at: 5\n';
  const [bios, system, ...others] = parseDmidecode(text);
  t.deepEqual(others, []);
  t.deepEqual(
    [bios?.type, bios?.title, bios?.fields.get('Vendor')],
    [0, 'BIOS Information', 'LENOVO'],
  );
  t.false(bios?.fields.has('PCI is supported'));
  t.is(system?.fields.get('Product Name'), '83JR: x');
});

test('sizes and speeds of memory are read in every unit that dmidecode uses', (t) => {
  t.is(dmiSize('16 GB'), 17179869184);
  t.is(dmiSize('16384 MB'), 17179869184);
  t.is(dmiSize('No Module Installed'), null);
  t.is(dmiSpeed('4800 MT/s'), 4800);
  t.is(dmiSpeed('1333 MHz'), 1333);
  t.is(dmiSpeed('Unknown'), null);
});

test('lsblk is read in the words of older and newer versions alike', (t) => {
  const nodes = parseLsblk(
    JSON.stringify({
      blockdevices: [
        {
          name: 'sda',
          type: 'disk',
          size: '500107862016',
          rota: '1',
          rm: '0',
          children: [
            { name: 'sda1', type: 'part', size: 1, mountpoint: '/', fstype: 'ext4' },
            { name: 'sda2', type: 'part', partn: 2, mountpoints: [null, '/a', '/b'], uuid: 'u' },
          ],
        },
        { size: 1 },
        7,
      ],
    }),
  );
  t.is(nodes?.length, 1);
  t.like(nodes?.[0], { sizeBytes: 500107862016, rotational: true, removable: false });
  t.like(nodes?.[0]?.children[0], { partition: '1', mounts: ['/'], signature: 'ext4' });
  t.like(nodes?.[0]?.children[1], { partition: '2', mounts: ['/a', '/b'], uuid: 'u' });
  t.is(parseLsblk('{"blockdevices":'), null);
  t.is(parseLsblk('[]'), null);
});
