import test from 'ava';
import fc from 'fast-check';
import { countOfList } from '../../../src/discover/parse/cpu-list.ts';
import { firmwareLines, missingFirmware } from '../../../src/discover/parse/kernel-log.ts';

test('a kernel list is counted, and nothing else is', (t) => {
  t.is(countOfList('0-15\n'), 16);
  t.is(countOfList('0'), 1);
  t.is(countOfList('0-3,8,10-11'), 7);
  t.is(countOfList(''), null);
  t.is(countOfList('3-0'), null);
  t.is(countOfList('0-999999'), null);
  t.is(countOfList('all'), null);
});

const LOG = `[    3.101234] ath11k_pci 0000:03:00.0: Direct firmware load for ath11k/WCN6855/hw2.1/amss.bin failed with error -2
[    3.2] bluetooth hci0: firmware: failed to load qca/rampatch_usb_00130201.bin (-2)
<4>[    4.5] brcmfmac: Direct firmware load for brcm/x.bin failed with error -22
[    4.6] usb 1-1: new high-speed USB device number 2\r
[    4.7] x: Direct firmware load for ../../etc/passwd failed with error -2
`;

test('firmware that was not found is told by its file', (t) => {
  t.deepEqual(missingFirmware(LOG), [
    'ath11k/WCN6855/hw2.1/amss.bin',
    'qca/rampatch_usb_00130201.bin',
  ]);
});

test('a wireless card that took an older file misses none', (t) => {
  const asked =
    'iwlwifi 0000:00:14.3: Direct firmware load for iwlwifi-so-a0-gf-a0-89.ucode failed with error -2\n';
  const took = 'iwlwifi 0000:00:14.3: loaded firmware version 83.e8f84e98.0 so-a0-gf-a0-83.ucode\n';
  t.deepEqual(missingFirmware(asked), ['iwlwifi-so-a0-gf-a0-89.ucode']);
  t.deepEqual(missingFirmware(asked + took), []);
});

test('what is kept of a log has no times and tells the same', (t) => {
  const kept = firmwareLines(LOG).join('\n');
  t.false(/[0-9]\.[0-9]{2,}\]/.test(kept));
  t.false(kept.includes('usb 1-1'));
  t.deepEqual(missingFirmware(kept), missingFirmware(LOG));
  t.deepEqual(firmwareLines(kept), firmwareLines(LOG));
});

const piece = fc.oneof(
  fc.string(),
  fc.constantFrom(...LOG.split('\n'), '\r\n', '\0', '"', 'firmware', '0-3', ',', '-'),
  fc.integer({ min: 1, max: 40 }).map((times) => 'firmware "'.repeat(times * 50)),
);

test('any text is read without an error, and what is kept of it tells the same', (t) => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join('\n');
      const names = missingFirmware(text);
      t.true(names.every((name) => !/[\s"'`$\\;]/.test(name)));
      t.deepEqual(missingFirmware(firmwareLines(text).join('\n')), names);
      const count = countOfList(pieces.join(''));
      t.true(count === null || count > 0);
    }),
  );
});
