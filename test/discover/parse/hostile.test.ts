import test from 'ava';
import fc from 'fast-check';
import { parseCpuinfo } from '../../../src/discover/parse/cpuinfo.ts';
import { parseDmidecode } from '../../../src/discover/parse/dmidecode.ts';
import { parseEdid } from '../../../src/discover/parse/edid.ts';
import { parseEfiFlag } from '../../../src/discover/parse/efivar.ts';
import { parseInputDevices } from '../../../src/discover/parse/input-devices.ts';
import { parseLsblk } from '../../../src/discover/parse/lsblk.ts';
import { parseLspci } from '../../../src/discover/parse/lspci.ts';
import { parseMemTotal } from '../../../src/discover/parse/meminfo.ts';
import {
  parseAcpiAlias,
  parsePciAlias,
  parseUsbAlias,
  parseVirtioAlias,
} from '../../../src/discover/parse/modalias.ts';
import { parseMounts, parseSwaps } from '../../../src/discover/parse/mounts.ts';
import { parseOsId } from '../../../src/discover/parse/os-release.ts';

const PARSERS = {
  parseAcpiAlias,
  parseCpuinfo,
  parseDmidecode,
  parseInputDevices,
  parseLsblk,
  parseLspci,
  parseMemTotal,
  parseMounts,
  parseOsId,
  parsePciAlias,
  parseSwaps,
  parseUsbAlias,
  parseVirtioAlias,
};

const SAMPLE =
  'processor : 0\nflags : a b\nMemTotal: 1 kB\nHandle 0x0001, DMI type 1, 27 bytes\nSystem\n\tVendor: x\n\n' +
  'Slot:\t0000:00:00.0\nClass:\tx [0600]\nVendor:\tx [8086]\nDevice:\tx [0001]\n\n' +
  'I: Bus=0019 Vendor=0000\nN: Name="x"\nB: KEY=1 ffff\n\n/dev/a /b\\040c ext4 rw\nID="x"\n';

const words = fc.constantFrom(
  ...SAMPLE.split(/(?<=[\s:=])/),
  '\r\n',
  '\0',
  '\t',
  'B: KEY=',
  '[8086]',
);
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(words, { maxLength: 60 }).map((parts) => parts.join('')),
  fc.nat(SAMPLE.length).map((end) => SAMPLE.slice(0, end)),
  fc.constant(SAMPLE.replaceAll('\n', '\r\n')),
  fc.json(),
  fc.json().map((json) => `{"blockdevices":[${json}]}`),
);

for (const [name, parse] of Object.entries(PARSERS)) {
  test(`${name} takes any text without throwing`, (t) => {
    fc.assert(
      fc.property(hostile, (text) => void parse(text)),
      { numRuns: 200 },
    );
    t.pass();
  });

  test(`${name} takes huge lines in no time`, (t) => {
    const started = process.hrtime.bigint();
    for (const piece of ['a', ' ', '\t', '\n', ':', '/x ', '[', '\\040', 'processor: 1\n']) {
      parse(piece.repeat(1_000_000 / piece.length));
    }
    t.true(process.hrtime.bigint() - started < 20_000_000_000n);
  });
}

test('bytes of any length and content are an EDID or none', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, headed) => {
      if (headed && bytes.length > 8) bytes.set([0, 255, 255, 255, 255, 255, 255, 0]);
      for (const size of Object.values(parseEdid(bytes) ?? {})) {
        if (size !== null && !(Number.isInteger(size) && size > 0 && size < 65_536)) return false;
      }
      return [true, false, null].includes(parseEfiFlag(bytes));
    }),
  );
  t.pass();
});
