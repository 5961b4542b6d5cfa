import test from 'ava';
import fc from 'fast-check';
import { redactCommandLine } from '../../src/discover/redact/command-line.ts';
import { redactCapture } from '../../src/discover/redact.ts';
import { captureOf, command, hashes, KEY, link, shown, text } from './redact-samples.ts';

const LINE = [
  'BOOT_IMAGE=/vmlinuz-6.8.0 root=/dev/mapper/ada--den--vg-root ro quiet console=ttyS0,115200n8',
  'ip=5.9.12.17::5.9.12.1:255.255.255.0:adaweb:eth0:off:52:54:00:aa:bb:cc',
  'ifname=net0:52:54:00:aa:bb:dd nfsroot=5.9.12.3:/export rd.iscsi.password=Sesame',
  'systemd.set_credential=passwd.root:Sesame2 ds=nocloud;h=adaweb;i=i-77 inst.ks=http://ks.ada.example/k.cfg',
].join(' ');

test('a kernel command line tells how the machine starts, and neither secrets nor whose it is', (t) => {
  const redacted = shown(
    redactCapture(captureOf({ '/proc/cmdline': text(`${LINE}\n`) }), KEY).readings['/proc/cmdline'],
  );
  for (const secret of ['5.9.12', 'ada', '52:54', 'Sesame', 'i-77']) {
    t.false(redacted.includes(secret), `${secret} in ${redacted}`);
  }
  for (const kept of ['BOOT_IMAGE=/vmlinuz-6.8.0', 'console=ttyS0,115200n8', '255.255.255.0']) {
    t.true(redacted.includes(kept), kept);
  }
  t.regex(redacted, /:eth0:off:/);
});

test('where a tool shows the command line, it is redacted alike', (t) => {
  const output = `# cat /proc/cmdline\n${LINE}\nversion 5.9.12.17\n`;
  const redacted = redactCommandLine('import:scan/01', output, () => 'h:000000000000');
  t.false(/ada(?!-)|Sesame|5\.9\.12\.1 /.test(redacted), redacted);
  t.true(redacted.endsWith('version 5.9.12.17\n'));
});

test('a volume group named after the host is told as a hash, the same one everywhere', (t) => {
  const { readings } = redactCapture(
    captureOf({
      '/sys/block/dm-0/dm/name': text('adaden--vg-root\n'),
      '/sys/block/dm-1/dm/name': text('fedora_adaden-root\n'),
      '/sys/block/dm-2/dm/name': text('ubuntu--vg-ubuntu--lv\n'),
      '/sys/block/dm-3/dm/name': text('fedora_localhost--live-root\n'),
      '/proc/mounts': text('/dev/mapper/adaden--vg-root / ext4 rw 0 0\n'),
      'command:lsblk': command('{"blockdevices":[{"name":"adaden--vg-root"}]}'),
      '/dev/disk/by-id/dm-name-adaden--vg-root': link('../../dm-0'),
    }),
    KEY,
  );
  t.false(JSON.stringify(readings).includes('adaden'));
  t.true(JSON.stringify(readings).includes('ubuntu--vg-ubuntu--lv'));
  t.true(JSON.stringify(readings).includes('fedora_localhost--live-root'));
  const [name] = hashes(readings['/sys/block/dm-0/dm/name']);
  for (const id of ['/sys/block/dm-1/dm/name', '/proc/mounts', 'command:lsblk']) {
    t.is(hashes(readings[id])[0], name, id);
  }
});

test('a volume that a desktop mounted is not named', (t) => {
  const { readings } = redactCapture(
    captureOf({
      '/proc/mounts': text(
        '/dev/sdb1 /run/media/ada/ADASTICK vfat rw 0 0\n/dev/sdc1 /media/ada/EFI vfat rw 0 0\n',
      ),
    }),
    KEY,
  );
  t.is(
    shown(readings['/proc/mounts']),
    '/dev/sdb1 /run/media/h:…/h:… vfat rw 0 0\n/dev/sdc1 /media/h:…/EFI vfat rw 0 0\n',
  );
});

test('no text makes redacting a command line slow', (t) => {
  const words = fc.constantFrom(
    'ip=',
    ':',
    '=',
    'token',
    '.',
    '-',
    ' ',
    'a',
    '5.',
    'fe:',
    ';h=',
    '://',
  );
  fc.assert(
    fc.property(fc.array(words, { maxLength: 40 }), (parts) => {
      const long = parts.join('').repeat(200);
      const start = performance.now();
      redactCommandLine('/proc/cmdline', long, () => 'h:000000000000');
      return performance.now() - start < 500;
    }),
    { numRuns: 200 },
  );
  t.pass();
});
