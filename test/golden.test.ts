import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { readFacts } from '../src/discover/facts/facts.ts';
import { findIdentifiers, redactCapture } from '../src/discover/redact.ts';
import { driftOf } from '../src/main/rederive.ts';
import { answer, match, plan, type RecordedCase, readAnswers, recordedCases } from '../src/main.ts';
import { Capture } from '../src/model/capture.ts';
import type { HostPlan } from '../src/model/plan.ts';
import { unredacted } from './golden-identifiers.ts';
import { assertNix } from './tools.ts';

const KEY = new Uint8Array(32).fill(7);
const cases = await recordedCases('.', []);

function captureOf({ capture }: RecordedCase): Capture {
  return Capture.parse(JSON.parse(readFileSync(capture, 'utf8')));
}

/** The plan of a capture, with the answers that the case was made with. */
async function planOf(recorded: RecordedCase, capture: Capture): Promise<HostPlan> {
  const facts = readFacts(capture);
  const known = { capture: null, facts, recorded: facts, match: match(facts) };
  const layers = [await readAnswers(readFileSync(recorded.answers, 'utf8'), recorded.answers)];
  const noUuid = (): string => {
    throw new Error(`${recorded.name}: its answers lack a partition uuid`);
  };
  const wishes = { host: null, layers, own: true };
  return plan(known, await answer(known, 'no-such-repository', wishes, noUuid));
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}

test('the five PantherOS machines and three others are recorded', (t) => {
  const names = (fixture: boolean) =>
    cases.filter((recorded) => recorded.fixture === fixture).map(({ name }) => name);
  t.deepEqual(names(false), ['contabo-vps', 'hetzner-vps', 'ovh-vps', 'yoga', 'zephyrus']);
  t.true(names(true).length >= 3);
});

for (const recorded of cases) {
  const { name } = recorded;

  test(`${name}: what is committed is what comes out today`, async (t) => {
    const drift = await driftOf('.', recorded);
    t.deepEqual(
      drift.map(({ path }) => path),
      [],
    );
  });

  test(`${name}: every Nix file parses`, (t) => {
    const folders = recorded.fixture ? filesBelow(recorded.expected) : filesBelow(`hosts/${name}`);
    const paths = folders.filter((path) => path.endsWith('.nix'));
    t.is(paths.length, 4);
    assertNix(t, paths);
  });

  test(`${name}: the plan is the same whether the capture is redacted or not`, async (t) => {
    const committed = captureOf(recorded);
    t.true(committed.redacted);
    const wanted = await planOf(recorded, committed);
    const { capture, planted } = unredacted(committed);
    t.true(planted.length > 0, 'nothing was planted');
    t.deepEqual(await planOf(recorded, capture), wanted);
    const again = redactCapture(capture, KEY);
    t.deepEqual(await planOf(recorded, again), wanted);

    const text = JSON.stringify(again).toLowerCase();
    t.deepEqual(
      planted.filter((identifier) => text.includes(identifier.toLowerCase())),
      [],
    );
    t.deepEqual(findIdentifiers(again), []);
  });

  test(`${name}: redacting what is committed once more finds nothing to do`, (t) => {
    const committed = captureOf(recorded);
    t.deepEqual(findIdentifiers(committed), []);
    const { hashKey, ...again } = redactCapture({ ...committed, redacted: false }, KEY);
    t.is(hashKey?.length, 8);
    const { hashKey: _, ...before } = committed;
    t.deepEqual(again, before);
  });
}

test('nothing that is committed of a machine has the shape of an identifier', (t) => {
  const uuid = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi;
  const answered = cases.flatMap(
    (recorded) => readFileSync(recorded.answers, 'utf8').match(uuid) ?? [],
  );
  // Drawn for the disks to come, or the same on every machine: kinds of partition, EFI variables.
  const known = new Set([
    ...answered,
    '8be4df61-93ca-11d2-aa0d-00e098032b8c',
    'c12a7328-f81f-11d2-ba4b-00a0c93ec93b',
    '0fc63daf-8483-4772-8e79-3d69d8477de4',
    '21686148-6449-6e6f-744e-656564454649',
  ]);
  const shapes: readonly (readonly [what: string, shape: RegExp, fine?: RegExp])[] = [
    [
      'hardware address',
      /\b[0-9a-f]{2}(?:([:-])[0-9a-f]{2})(?:\1[0-9a-f]{2}){4}\b/gi,
      /^(?:00|ff).(?:00|ff)/i,
    ],
    // Nothing on a network begins with 0: that is a version of some firmware.
    ['IPv4 address', /(?<![\w.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![\w.])/g, /^(?:0|127)\./],
    ['world wide name', /\b(?:0x5|naa\.|eui\.)[0-9a-f]{15,31}\b/gi],
    // A name under by-id ends with the serial: letters and digits, eight of them or more.
    ['serial', /\/by-id\/[\w.:+-]*_(?=[A-Z]*[0-9])[A-Z0-9]{8,}(?![\w:])/g],
    ['uuid', uuid],
  ];
  const found: string[] = [];
  for (const path of ['hosts', 'hardware-discovery', 'fixtures'].flatMap(filesBelow)) {
    const text = readFileSync(path, 'utf8');
    for (const [what, shape, fine] of shapes) {
      for (const [value] of text.matchAll(shape)) {
        if (known.has(value.toLowerCase()) || fine?.test(value)) continue;
        found.push(`${path}: ${what} ${value}`);
      }
    }
  }
  t.deepEqual(found, []);
});
