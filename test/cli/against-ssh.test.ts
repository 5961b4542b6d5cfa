import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { type Parts, type RemoteMachine, remoteMachine, TOWER } from '../machine/remote-machine.ts';
import { failsInOneLine, type Place, place, type Ran, recorded, run, succeeds } from './run.ts';

interface Watched {
  where: Place;
  machine: RemoteMachine;
  root: string;
  /** Compares with the machine as it is now; another key is that of somebody else. */
  against(how?: { named?: boolean; state?: string }): Promise<Ran>;
}

/** A repository with a host that was made of a machine over SSH, and another one. */
async function watched(t: ExecutionContext): Promise<Watched | null> {
  const machine = await remoteMachine(t, TOWER);
  if (machine === null) return null;
  const where = await place(t);
  const root = join(where.work, 'root');
  const env = { PATH: `${machine.bin}:${process.env['PATH']}` };
  const made = ['--from', machine.address, '--host', 'tower', '--out', root, '-q'];
  succeeds(t, await run(where, made, { env }));
  const other = ['--from', recorded('yoga'), '--host', 'yoga', '--out', root, '-q'];
  succeeds(t, await run(where, other));
  return {
    where,
    machine,
    root,
    against: ({ named = true, state = where.state } = {}) =>
      run(
        { ...where, state },
        ['check', ...(named ? ['tower'] : []), '--against', machine.address, '--out', root],
        { env },
      ),
  };
}

test('a machine behind SSH that is as recorded is found by itself, and holds', async (t) => {
  const seen = await watched(t);
  if (seen === null) return;
  const same = await seen.against({ named: false });
  succeeds(t, same);
  t.is(same.stdout, '');
  t.regex(same.stderr, /^tower: ssh:\/\/\S+ is as recorded\n$/);

  const stranger = await seen.against({ named: false, state: join(seen.where.work, 'other') });
  failsInOneLine(t, stranger, 2, 'check HOST --against SOURCE');
  const live = await run(seen.where, ['check', '--against', 'local', '--out', seen.root]);
  failsInOneLine(t, live, 2, 'no recorded host is this machine');
});

const DRIFTS: Record<string, { now: Partial<Parts>; says: readonly RegExp[]; code: number }> = {
  'a graphics card was added': {
    now: { pci: { ...TOWER.pci, '0000:02:00.0': { class: '0x030000', ids: '10de:2684' } } },
    says: [
      /^ {2}hardware {2}GPU added: NVIDIA ada, 10de:2684 at 0000:02:00\.0$/m,
      /^ {2}setting {3}hardware\.nvidia\.open = .*, which was not set/m,
    ],
    code: 1,
  },
  'a network card is gone': {
    now: {
      pci: Object.fromEntries(
        Object.entries(TOWER.pci).filter(([address]) => address !== '0000:04:00.0'),
      ),
    },
    says: [/^ {2}hardware {2}Network card removed: 8086:15f3 at 0000:04:00\.0$/m],
    code: 1,
  },
  'a network card is in another slot': {
    now: {
      pci: Object.fromEntries(
        Object.entries(TOWER.pci).map(([address, card]) => [
          address === '0000:04:00.0' ? '0000:07:00.0' : address,
          card,
        ]),
      ),
    },
    says: [
      /^ {2}hardware {2}Network card moved: 8086:15f3 is at 0000:07:00\.0, was at 0000:04:00\.0$/m,
    ],
    code: 1,
  },
  'the disk is another model': {
    now: { disk: { ...TOWER.disk, model: 'Other SSD 1TB', serial: 'S64DNX0R200002' } },
    says: [
      /^ {2}disk {6}Disk replaced at \/dev\/disk\/by-path\/pci-0000:01:00\.0-nvme-1: Other SSD 1TB, 931\.5 GiB in place of ACME SSD 1TB, 931\.5 GiB$/m,
    ],
    code: 1,
  },
  'the disk is in another slot': {
    now: {
      disk: { ...TOWER.disk, place: '0000:05:00.0' },
      pci: Object.fromEntries(
        Object.entries(TOWER.pci).map(([address, card]) => [
          address === TOWER.disk.place ? '0000:05:00.0' : address,
          card,
        ]),
      ),
    },
    says: [
      /^ {2}disk {6}Disk moved: ACME SSD 1TB, 931\.5 GiB is at \S+0000:05:00\.0-nvme-1, was at \S+$/m,
      /^ {2}note {6}Settings not compared, .* fits no disk$/m,
    ],
    code: 1,
  },
  'the memory was doubled': {
    now: { memoryGiB: 64 },
    says: [/^ {2}hardware {2}32 GiB of memory added: 32 GiB before, 64 GiB now$/m],
    code: 1,
  },
  'the firmware was renewed': {
    now: { bios: '1.20' },
    says: [/^ {2}hardware {2}BIOS changed from 1\.10 to 1\.20$/m],
    code: 1,
  },
  'a stick is plugged in': {
    now: { usb: { ...TOWER.usb, '1-2': { ids: '0781:5581', product: 'Ultra' } } },
    says: [/^ {2}plugged {3}USB device added: Ultra, 0781:5581 at 1-2$/m],
    code: 0,
  },
};
for (const [name, { now, says, code }] of Object.entries(DRIFTS)) {
  test(`behind SSH ${name}: it is said, and ${code === 0 ? 'no' : 'a'} finding`, async (t) => {
    const seen = await watched(t);
    if (seen === null) return;
    seen.machine.become({ ...TOWER, ...now });
    const { stdout, stderr, code: ended } = await seen.against();
    t.is(ended, code, stderr);
    for (const words of says) t.regex(stdout, words);
    t.notRegex(stdout, /S64DNX0R|TOWER0001/, 'no identifier is told');
  });
}

test('a disk swapped for its like is told with the key, and not told apart without it', async (t) => {
  const seen = await watched(t);
  if (seen === null) return;
  seen.machine.become({ ...TOWER, disk: { ...TOWER.disk, serial: 'S64DNX0R200002' } });
  const known = await seen.against();
  t.is(known.code, 1, known.stderr);
  t.regex(
    known.stdout,
    /disk {6}Disk replaced at \S+: another ACME SSD 1TB, 931\.5 GiB in place of the former one$/m,
  );
  const stranger = await seen.against({ state: join(seen.where.work, 'other') });
  t.is(stranger.code, 0, stranger.stderr);
  t.regex(stranger.stdout, /note {6}Identifiers not compared: .*goes unnoticed/);
});
