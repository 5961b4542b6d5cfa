import test from 'ava';
import fc from 'fast-check';
import { FILE_PROBES } from '../../src/discover/manifest.ts';
import { findIdentifiers, redactCapture } from '../../src/discover/redact.ts';
import { answer, explain, know, plan } from '../../src/main.ts';
import { Capture } from '../../src/model/capture.ts';
import { composedMachines } from '../nix/machines/compose.ts';
import { KEY as SSH_KEY } from '../plan/rules/builders.ts';

const KEY = new Uint8Array(32).fill(7);
/** Names that objects have of their own, and bytes that a terminal or a parser takes for its own. */
const NASTY = [
  '__proto__',
  'constructor',
  'toString',
  '\u001b]0;owned\u0007',
  '\u202egpj.exe',
  '\u0024{builtins.exec}',
  "''\u0024{x}",
  '"; rm -rf /; "',
  '../../../etc/shadow',
  '|<script>|',
  '\0',
  '\ud800',
  'x'.repeat(70_000),
];
const word = fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 40 }));
const base = composedMachines()[0]?.capture as Capture;
const ids = Object.keys(base.readings);

/** Paths that the tool reads, with odd names where a directory gave them. */
const path = fc.oneof(
  fc.constantFrom(...ids),
  word,
  fc
    .tuple(fc.constantFrom(...FILE_PROBES.map(({ glob }) => glob)), word)
    .map(([glob, name]) => glob.replaceAll(/\*|\{[^}]*\}/g, name.replaceAll('/', ''))),
);
const reading = fc.oneof(
  word.map((data) => ({ status: 'ok', kind: 'text', data })),
  word.map((data) => ({ status: 'ok', kind: 'command', data, exitCode: 0 })),
  word.map((data) => ({ status: 'ok', kind: 'link', data })),
  fc.array(word, { maxLength: 5 }).map((data) => ({ status: 'ok', kind: 'list', data })),
  word.map((reason) => ({ status: 'failed', reason })),
);

/** A machine of which some readings were replaced, and others were made up. */
const captures = fc
  .array(fc.tuple(path, reading), { minLength: 1, maxLength: 12 })
  .map((changes) => JSON.stringify([...Object.entries(base.readings), ...changes]))
  .map((text): Capture => {
    const readings = Object.fromEntries(JSON.parse(text) as [string, unknown][]);
    return Capture.parse({ ...base, redacted: false, readings });
  });

test('no reading, whatever it is called and holds, ends in anything but facts or one clear line', async (t) => {
  t.timeout(240_000);
  let planned = 0;
  await fc.assert(
    fc.asyncProperty(captures, async (capture) => {
      const known = await know({ kind: 'capture', capture });
      try {
        const answers = await answer(known, '/nowhere', {
          host: 'example',
          layers: [{ profile: 'workstation', sshKeys: [SSH_KEY], encryption: 'luks' }],
        });
        const made = plan(known, answers);
        const about = { match: known.match, capture };
        for (const question of [null, 'cpu', 'pci', 'disks', ...NASTY.slice(0, 6)]) {
          explain(made, known.facts, question, about);
        }
        planned += 1;
      } catch (error) {
        // A question, or a hole in the boot path; a bug has another name.
        t.is((error as Error).name, 'PantherError');
      }
    }),
    { numRuns: 30 },
  );
  t.true(planned > 3);
});

test('redacting a hostile recording ends, and what it leaves is found clean', (t) => {
  t.timeout(240_000);
  fc.assert(
    fc.property(captures, (capture) => {
      const redacted = redactCapture(capture, KEY);
      t.deepEqual(findIdentifiers(redacted), []);
    }),
    { numRuns: 40 },
  );
});
