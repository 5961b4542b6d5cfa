import { readdirSync, readFileSync } from 'node:fs';
import test from 'ava';
import * as z from 'zod';
import { COMMAND_PROBES, expandBraces, FILE_PROBES } from '../../src/discover/manifest.ts';
import { FACT_PRIVACY, readingPrivacy } from '../../src/discover/privacy.ts';
import { Capture } from '../../src/model/capture.ts';
import { Facts } from '../../src/model/facts.ts';

type Schema = z.core.JSONSchema.BaseSchema;

/** The paths of all leaves that the schema of facts has. */
function leaves(schema: Schema, path: string): string[] {
  if (schema.anyOf !== undefined) {
    return schema.anyOf.flatMap((one) => leaves(one as Schema, path));
  }
  if (schema.type === 'null') return [];
  if (schema.type === 'array') return leaves(schema.items as Schema, `${path}[]`);
  if (schema.type !== 'object') return [path];
  if (schema.properties === undefined) {
    return leaves(schema.additionalProperties as Schema, `${path}{}`);
  }
  const start = path === '' ? '' : `${path}.`;
  return Object.entries(schema.properties).flatMap(([name, one]) =>
    leaves(one as Schema, start + name),
  );
}

test('every field of the facts is declared, and nothing else is', (t) => {
  const schema = z.toJSONSchema(Facts) as Schema;
  const fields = [...new Set(leaves(schema, ''))].sort();
  t.true(fields.length > 100);
  t.deepEqual(Object.keys(FACT_PRIVACY).sort(), fields);
});

test('every probe of the manifest is declared', (t) => {
  for (const { glob, privacy } of FILE_PROBES) {
    for (const plain of expandBraces(glob)) {
      const id = plain.replaceAll('[0-9]', '0').replaceAll('*', 'x0');
      t.not(readingPrivacy(id), null, id);
      if (privacy !== 'public') t.not(readingPrivacy(id), 'public', id);
    }
  }
  for (const { name } of COMMAND_PROBES) t.not(readingPrivacy(`command:${name}`), null, name);
  t.is(readingPrivacy('import:nixos-facter'), 'hashed');
  t.is(readingPrivacy('/etc/shadow'), null);
  t.is(readingPrivacy('command:history'), null);
});

test('every reading of every recorded machine is declared', (t) => {
  const folders = ['fixtures', 'hardware-discovery'].flatMap((above) =>
    readdirSync(above).map((name) => `${above}/${name}/capture.json`),
  );
  t.true(folders.length >= 8);
  for (const path of folders) {
    const capture = Capture.parse(JSON.parse(readFileSync(path, 'utf8')));
    const undeclared = Object.keys(capture.readings).filter((id) => readingPrivacy(id) === null);
    t.deepEqual(undeclared, [], path);
  }
});

test('the documentation names the fields that are not public', (t) => {
  const text = readFileSync('docs/facts-and-captures.md', 'utf8');
  const section = text.slice(text.indexOf('## Privacy of the facts'));
  const named = [...section.matchAll(/^\| `([^`]+)` \| (hashed|local-only) \|/gm)].map(
    ([, path, privacy]) => [path, privacy],
  );
  const declared = Object.entries(FACT_PRIVACY).filter(([, privacy]) => privacy !== 'public');
  t.deepEqual(named, declared);
});
