import test from 'ava';
import fc from 'fast-check';
import { recordCapture } from '../../../src/discover/capture.ts';
import { COMMAND_PROBES, expandBraces, FILE_PROBES } from '../../../src/discover/manifest.ts';
import { answeredMachine } from '../../../src/discover/probe/answers.ts';
import type { Frame } from '../../../src/discover/probe/frames.ts';
import { isAsked } from '../../../src/discover/probe/questions.ts';
import { Capture } from '../../../src/model/capture.ts';

const KINDS = { text: 'file', binary: 'file', link: 'link', list: 'list' } as const;

function frame(kind: Frame['kind'], about: string, more: Partial<Frame> = {}): Frame {
  return { kind, about, data: Buffer.from(''), complaint: '', end: 0, ...more };
}

function said(kind: Frame['kind'], about: string, data: string): Frame {
  return frame(kind, about, { data: Buffer.from(data) });
}

function missing(kind: Frame['kind'], about: string, complaint: string): Frame {
  return frame(kind, about, { complaint, end: 1 });
}

/** Every answer that a probe always gives: nothing is there. */
function emptyMachine(): Frame[] {
  const frames = COMMAND_PROBES.map(({ name }) => frame('command', name, { end: 'absent' }));
  for (const probe of FILE_PROBES) {
    const pattern = probe.glob.search(/[*[]/);
    const paths = pattern === -1 ? expandBraces(probe.glob) : [];
    for (const path of paths) {
      frames.push(missing(KINDS[probe.kind], path, `x: ${path}: No such file or directory\n`));
    }
    if (pattern === -1) continue;
    const folder = probe.glob.slice(0, probe.glob.lastIndexOf('/', pattern));
    frames.push(missing('list', folder, 'No such file or directory'));
  }
  return frames;
}

/** The empty machine with some answers in the place of its own. */
async function captureOf(...answers: readonly Frame[]) {
  const machine = answeredMachine([...answers, ...emptyMachine()]);
  return machine === null ? null : recordCapture(machine, 'test');
}

test('a machine without anything is a capture that says so', async (t) => {
  const capture = await captureOf();
  t.notThrows(() => Capture.parse(capture));
  t.is(capture?.origin, 'ssh');
  t.deepEqual(
    [...new Set(Object.values(capture?.readings ?? {}).map(({ status }) => status))],
    ['absent'],
  );
});

test('what a tool said is the code that the system gives', async (t) => {
  const path = '/sys/class/dmi/id/product_serial';
  const cases: readonly (readonly [string, string, string])[] = [
    [`dd: failed to open '${path}': Permission denied`, 'denied', 'EACCES'],
    [`dd: can't open '${path}': Permission denied\n`, 'denied', 'EACCES'],
    ["dd: error reading 'x': Input/output error\n0+0 records in", 'failed', 'EIO'],
    ['dd: read error: I/O error\n0+0 records in\n', 'failed', 'EIO'],
    ['dd: Permission denied: No such device\n', 'absent', 'ENODEV'],
    ['cat: x: Is a directory', 'failed', 'EISDIR'],
    ['something else', 'failed', 'unknown error'],
    ['', 'failed', 'unknown error'],
  ];
  for (const [complaint, status, reason] of cases) {
    const capture = await captureOf(missing('file', path, complaint));
    t.deepEqual(capture?.readings[path], { status, reason } as never, complaint);
  }
});

test('a command is judged as if it had run here', async (t) => {
  const cases: readonly (readonly [Partial<Frame>, object])[] = [
    [{ end: 'absent' }, { status: 'absent', reason: 'ENOENT' }],
    [{ end: 'late' }, { status: 'failed', reason: 'timed out' }],
    [{ end: 139 }, { status: 'failed', reason: 'ended by SIGSEGV' }],
    [{ end: 134 }, { status: 'failed', reason: 'ended by SIGABRT' }],
    [
      { end: 1, complaint: '/dev/mem: Permission denied' },
      { status: 'denied', reason: 'needs root (exit code 1)' },
    ],
    [{ end: 127 }, { status: 'ok', kind: 'command', data: '', exitCode: 127 }],
    [
      { end: 141, data: Buffer.alloc(2 ** 20 + 1) },
      { status: 'failed', reason: 'more than 1048576 bytes' },
    ],
  ];
  for (const [answer, reading] of cases) {
    const capture = await captureOf(frame('command', 'lspci', answer));
    t.deepEqual(capture?.readings['command:lspci'], reading as never);
  }
});

test('an answer to a question that the manifest does not ask is refused, and so are the others', async (t) => {
  const planted: readonly Frame[] = [
    said('file', '/etc/shadow', 'root::0:0'),
    said('file', '/sys/class/dmi/id/sys_vendor/../../x', ''),
    said('file', '/sys/class/net/eth0/statistics/x', ''),
    said('file', '/sys/block/sda', ''),
    said('link', '/sys/class/dmi/id/sys_vendor', 'x'),
    said('list', '/home', 'a/'),
    said('list', '/sys/class', 'a/'),
    said('command', 'reboot', ''),
    said('command', '/sys/class/net', ''),
    said('file', 'import:nixos-facter', '{}'),
    said('file', '__proto__', ''),
  ];
  for (const frame of planted) t.is(await captureOf(frame), null, frame.about);
});

test('names that no directory can hold are refused', async (t) => {
  for (const names of ['..', '../', './', 'a//b/', '/', 'eth0']) {
    t.is(await captureOf(said('list', '/sys/class/net', names)), null, names);
  }
  t.not(await captureOf(said('list', '/sys/class/net', '...../a b/')), null);
});

test('what nobody listed is not looked at', async (t) => {
  const planted = said('file', '/sys/class/net/eth9/type', '1\n');
  const capture = await captureOf(planted, said('list', '/sys/class/net', 'lo/'));
  t.is(capture?.readings['/sys/class/net/eth9/type'], undefined);
  t.deepEqual(capture?.readings['/sys/class/net'], { status: 'ok', kind: 'list', data: ['lo'] });
});

test('each answer that a probe owes is missed', (t) => {
  const frames = emptyMachine();
  t.not(answeredMachine(frames), null);
  const owed = new Map(frames.map((each) => [`${each.kind} ${each.about}`, each]));
  for (const key of owed.keys()) {
    const left = [...owed].filter(([other]) => other !== key).map(([, each]) => each);
    t.is(answeredMachine(left), null, key);
  }
});

test('whatever a hostile machine answers, every reading is one of the manifest', async (t) => {
  const paths = FILE_PROBES.flatMap(({ glob }) => expandBraces(glob));
  const answer = fc.record({
    kind: fc.constantFrom('file' as const, 'link' as const, 'list' as const),
    about: fc.constantFrom(...paths, '/sys/class/net', '/sys/block'),
    data: fc
      .oneof(fc.uint8Array(), fc.constant('eth0/*/..x/'), fc.string())
      .map((data) => Buffer.from(data)),
    complaint: fc.string(),
    end: fc.oneof(fc.nat(255), fc.constant('late' as const)),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(answer, { maxLength: 8 }), async (answers) => {
      const capture = await captureOf(...answers);
      if (capture === null) return;
      Capture.parse(capture);
      for (const [id, reading] of Object.entries(capture.readings)) {
        if (id.startsWith('command:')) continue;
        const kinds = ['file', 'link', 'list'] as const;
        t.true(
          kinds.some((kind) => isAsked({ kind, about: id })),
          id,
        );
        t.true(['ok', 'absent', 'denied', 'failed'].includes(reading.status));
      }
    }),
    { numRuns: 60 },
  );
});
