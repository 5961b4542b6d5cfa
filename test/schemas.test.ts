import { readFileSync } from 'node:fs';
import test from 'ava';
import { jsonSchemas } from '../src/model/schemas.ts';

test('the committed JSON schemas are what the source says (npm run schemas)', (t) => {
  for (const [name, schema] of Object.entries(jsonSchemas())) {
    t.deepEqual(JSON.parse(readFileSync(`schemas/${name}.json`, 'utf8')), schema, name);
  }
});
