import test from 'ava';
import {
  acceptedExitCodes,
  COMMAND_PROBES,
  expandBraces,
  FILE_PROBES,
} from '../../src/discover/manifest.ts';

test('every probe is an absolute path with a limit, and none is there twice', (t) => {
  const seen = new Set<string>();
  for (const probe of FILE_PROBES) {
    t.true(probe.glob.startsWith('/'), probe.glob);
    t.true(probe.maxBytes > 0, probe.glob);
    for (const glob of expandBraces(probe.glob)) {
      const id = `${probe.kind} ${glob}`;
      t.false(seen.has(id), id);
      seen.add(id);
    }
  }
});

test('files that hold a serial, a uuid or an address are marked as such', (t) => {
  const names = /(serial|serial-number|uuid|wwid|address|asset_tag|edid)$/;
  for (const probe of FILE_PROBES) {
    for (const glob of expandBraces(probe.glob)) {
      // The place of a slot on the bus is no hardware address.
      if (glob === '/sys/bus/pci/slots/*/address') continue;
      if (names.test(glob)) t.not(probe.privacy, 'public', glob);
    }
  }
});

test('braces stand for one file each', (t) => {
  t.deepEqual(expandBraces('/a/{b,c}'), ['/a/b', '/a/c']);
  t.deepEqual(expandBraces('/a/b'), ['/a/b']);
});

test('commands are recorded by name, and only systemd-detect-virt may end with 1', (t) => {
  t.deepEqual(
    COMMAND_PROBES.map((probe) => probe.name),
    ['dmidecode', 'lspci', 'lsblk', 'dmesg', 'systemd-detect-virt'],
  );
  t.deepEqual(acceptedExitCodes('systemd-detect-virt'), [0, 1]);
  t.deepEqual(acceptedExitCodes('lspci'), [0]);
  t.deepEqual(acceptedExitCodes('anything'), [0]);
});
