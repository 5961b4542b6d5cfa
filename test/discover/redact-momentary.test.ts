import test from 'ava';
import { readFacts } from '../../src/discover/facts/facts.ts';
import { redactCapture } from '../../src/discover/redact.ts';
import type { Capture } from '../../src/model/capture.ts';
import { captureOf, command, KEY, text } from './redact-samples.ts';

/** One machine at one moment. */
function moment(free: number, uses: number): Capture {
  return captureOf({
    '/proc/cpuinfo': text(
      `processor\t: 0\nvendor_id\t: AuthenticAMD\ncpu MHz\t\t: ${2000 + free}.422\nflags\t\t: fpu svm\n\n`,
    ),
    '/proc/meminfo': text(
      `MemTotal:       16000000 kB\nMemFree:        ${free} kB\nSwapTotal:      1024 kB\nDirty: ${free} kB\n`,
    ),
    '/proc/modules': text(
      `virtio_blk 20480 ${uses} - Live 0x0000000000000000\nahci 4096 ${uses}\n`,
    ),
    'command:lsblk': command(
      JSON.stringify({
        blockdevices: [
          { name: 'sda', fsavail: free, fsused: free, 'fsuse%': `${uses}%`, size: 1000 },
        ],
      }),
    ),
  });
}

test('two recordings of one machine at two moments are the same once they are redacted', (t) => {
  t.notDeepEqual(moment(1, 2), moment(3, 4));
  t.deepEqual(redactCapture(moment(1, 2), KEY), redactCapture(moment(3, 4), KEY));
});

test('no fact rests on what is left out', (t) => {
  const recording = moment(1, 2);
  const facts = readFacts(recording);
  t.is(facts.memory.totalBytes, 16_384_000_000);
  t.deepEqual(facts.loadedModules, ['ahci', 'virtio_blk']);
  t.deepEqual(readFacts(redactCapture(recording, KEY)), facts);
});
