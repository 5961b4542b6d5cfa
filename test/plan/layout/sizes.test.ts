import test from 'ava';
import fc from 'fast-check';
import { pbkdfMemoryKib } from '../../../src/plan/layout/luks.ts';
import {
  bytesOf,
  configurationLimit,
  espHolds,
  GIB,
  generationBytes,
  MIB,
  usableBytes,
} from '../../../src/plan/layout/sizes.ts';

test('what a disk from 8 GiB to 100 TB leaves to partitions is whole MiB, and exact', (t) => {
  for (const disk of [8 * GIB, 20 * GIB, 512_110_190_592, 1_000_204_886_016, 100e12]) {
    const usable = usableBytes(disk);
    t.is(usable % MIB, 0);
    t.true(usable < disk && disk - usable <= 3 * MIB, String(disk));
    t.true(Number.isSafeInteger(usable));
  }
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100e12 }), (disk) => {
      const usable = usableBytes(disk);
      t.true(usable >= 0 && usable <= disk && usable % MIB === 0);
    }),
    { seed: 8, numRuns: 300 },
  );
  t.is(usableBytes(0), 0);
});

test('an ESP holds one generation more than the menu keeps, whatever its size', (t) => {
  const sizes = fc.integer({ min: 512, max: 8192 });
  fc.assert(
    fc.property(sizes, fc.boolean(), fc.boolean(), (mib, bareMetal, nvidia) => {
      const generation = generationBytes(bareMetal, nvidia);
      const limit = configurationLimit(mib * MIB, generation, null);
      t.true(limit >= 1 && limit <= 10);
      t.true(limit === 1 || espHolds(mib * MIB, generation, limit));
      t.true(limit === 10 || !espHolds(mib * MIB, generation, limit + 1));
    }),
    { seed: 8, numRuns: 300 },
  );
});

test('NVIDIA’s initrds need the larger ESP, and a tiny disk keeps three generations', (t) => {
  t.is(configurationLimit(bytesOf('1G'), generationBytes(true, true), 1e12), 5);
  t.is(configurationLimit(bytesOf('2G'), generationBytes(true, true), 1e12), 10);
  t.is(configurationLimit(bytesOf('512M'), generationBytes(false, false), 20 * GIB), 3);
});

test('the key derivation takes an eighth of a small memory at most, and never more than 1 GiB', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 256 * MIB, max: 512 * GIB }), (memory) => {
      const kib = pbkdfMemoryKib(memory);
      t.true(kib <= 1024 * 1024 && kib % 1024 === 0);
      t.true(kib * 1024 <= (memory <= 2 * GIB ? memory / 8 : memory / 4));
    }),
    { seed: 8, numRuns: 300 },
  );
});
