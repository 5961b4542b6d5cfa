import test from 'ava';
import { recordCapture } from '../../src/discover/capture.ts';
import { openReadings } from '../../src/discover/readings.ts';
import type { CommandResult, CommandWish, Machine, Outcome } from '../../src/machine/machine.ts';
import { Capture } from '../../src/model/capture.ts';

type Answer = string | Uint8Array | { link: string } | 'EACCES!' | 'hang!';

const absent: Outcome<never> = { status: 'absent', reason: 'ENOENT' };
const denied: Outcome<never> = { status: 'denied', reason: 'EACCES' };

/** A machine out of a map of paths; directories follow from them. */
function machineOf(paths: Readonly<Record<string, Answer>>): Machine & { most: number } {
  let underWay = 0;
  const machine = {
    origin: 'recorded' as const,
    most: 0,
    async readFile(path: string, maxBytes: number): Promise<Outcome<Uint8Array>> {
      underWay += 1;
      machine.most = Math.max(machine.most, underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
      const answer = paths[path];
      if (answer === 'hang!') return new Promise(() => {});
      if (answer === 'EACCES!') return denied;
      if (answer === undefined || (typeof answer === 'object' && 'link' in answer)) return absent;
      return { status: 'ok', data: Buffer.from(answer).subarray(0, maxBytes + 1) };
    },
    async readLink(path: string): Promise<Outcome<string>> {
      const answer = paths[path];
      if (typeof answer === 'object' && 'link' in answer)
        return { status: 'ok', data: answer.link };
      return answer === undefined ? absent : { status: 'failed', reason: 'EINVAL' };
    },
    async listDirectory(path: string): Promise<Outcome<string[]>> {
      if (paths[path] === 'EACCES!') return denied;
      const below = Object.keys(paths).filter((known) => known.startsWith(`${path}/`));
      if (below.length === 0) return absent;
      const names = below.map((known) => known.slice(path.length + 1).split('/')[0] as string);
      return { status: 'ok', data: [...new Set(names)].sort() };
    },
    run(wishes: readonly CommandWish[]) {
      return wishes.map(async ({ words: [program] }): Promise<Outcome<CommandResult>> => {
        const answer = paths[`command:${program}`];
        if (answer === 'hang!') return new Promise<never>(() => {});
        if (typeof answer !== 'string') return absent;
        return { status: 'ok', data: { output: answer, exitCode: 1 } };
      });
    },
  };
  return machine;
}

const fast = { fileMs: 1000, commandMs: 500 };

test('readings are sorted, fit their schema and survive JSON', async (t) => {
  const capture = await recordCapture(
    machineOf({
      '/sys/bus/pci/devices/0000:00:02.0': { link: '../../../devices/pci0000:00/0000:00:02.0' },
      '/sys/bus/pci/devices/0000:00:02.0/class': '0x030000\n',
      '/proc/cpuinfo': 'processor\t: 0\n',
    }),
    'test 1',
  );
  const ids = Object.keys(capture.readings);
  t.deepEqual(ids, [...ids].sort());
  t.deepEqual(Capture.parse(JSON.parse(JSON.stringify(capture))), capture);
  const readings = openReadings(capture);
  t.is(readings.text('/sys/bus/pci/devices/0000:00:02.0/class'), '0x030000');
  t.deepEqual(readings.children('/sys/bus/pci/devices'), ['0000:00:02.0']);
  t.is(
    readings.link('/sys/bus/pci/devices/0000:00:02.0'),
    '../../../devices/pci0000:00/0000:00:02.0',
  );
});

test('an empty directory and one that is not there stay apart', async (t) => {
  const { readings } = await recordCapture(
    machineOf({ '/sys/class/backlight/.': '', '/sys/class/net/eth0/type': '1\n' }),
    'test',
  );
  t.deepEqual(readings['/sys/class/backlight'], { status: 'ok', kind: 'list', data: ['.'] });
  t.deepEqual(readings['/sys/bus/iio/devices'], { status: 'absent', reason: 'ENOENT' });
  t.deepEqual(readings['/sys/class/net'], { status: 'ok', kind: 'list', data: ['eth0'] });
});

test('below a wildcard only what is there is recorded, and what was denied', async (t) => {
  const { readings } = await recordCapture(
    machineOf({
      '/sys/block/sda/size': '100\n',
      '/sys/block/sda/device/serial': 'EACCES!',
      '/sys/block/loop0/size': '8\n',
    }),
    'test',
  );
  t.deepEqual(readings['/sys/block/sda/device/serial'], denied);
  t.is(readings['/sys/block/sda/removable'], undefined);
  t.is(readings['/sys/block/loop0/size'], undefined);
  t.deepEqual(readings['/sys/class/dmi/id/sys_vendor'], absent);
});

test('a probe that hangs is a reading too, and ends nothing else', async (t) => {
  const { readings } = await recordCapture(
    machineOf({
      '/proc/mounts': 'hang!',
      '/proc/swaps': 'Filename\n',
      'command:lspci': 'hang!',
      'command:systemd-detect-virt': 'none\n',
    }),
    'test',
    fast,
  );
  t.deepEqual(readings['/proc/mounts'], { status: 'failed', reason: 'timed out' });
  t.deepEqual(readings['command:lspci'], { status: 'failed', reason: 'timed out' });
  t.is(readings['/proc/swaps']?.status, 'ok');
  t.deepEqual(readings['command:systemd-detect-virt'], {
    status: 'ok',
    kind: 'command',
    data: 'none\n',
    exitCode: 1,
  });
});

test('a file that is not UTF-8 is kept as bytes', async (t) => {
  const capture = await recordCapture(
    machineOf({ '/proc/cmdline': new Uint8Array([0x61, 0xff, 0x0a]) }),
    'test',
  );
  t.deepEqual(capture.readings['/proc/cmdline'], {
    status: 'ok',
    kind: 'binary',
    data: 'Yf8K',
  });
  t.is(openReadings(capture).text('/proc/cmdline'), 'a\ufffd');
});

test('a file beyond its limit has failed; the processor list is cut after a whole block', async (t) => {
  const block = `processor\t: 0\nflags\t\t: ${'x'.repeat(2000)}\n\n`;
  const { readings } = await recordCapture(
    machineOf({ '/proc/cpuinfo': block.repeat(1000), '/proc/cmdline': 'y'.repeat(300_000) }),
    'test',
  );
  const cpuinfo = readings['/proc/cpuinfo'];
  t.true(cpuinfo?.status === 'ok' && cpuinfo.kind === 'text' && cpuinfo.data.endsWith('x\n\n'));
  t.is(readings['/proc/cmdline']?.status, 'failed');
});

test('only so many reads are under way at once', async (t) => {
  const paths: Record<string, string> = {};
  for (let bus = 0; bus < 100; bus += 1) {
    paths[`/sys/bus/pci/devices/0000:${bus.toString(16).padStart(2, '0')}:00.0/class`] = '0x020000';
  }
  const machine = machineOf(paths);
  const capture = await recordCapture(machine, 'test');
  t.is(openReadings(capture).children('/sys/bus/pci/devices').length, 100);
  t.true(machine.most <= 32, `${machine.most}`);
});
