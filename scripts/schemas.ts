// Writes the JSON schema of every saved value to schemas/, from the zod schemas in src/model.
import { mkdirSync, writeFileSync } from 'node:fs';
import { jsonSchemas } from '../src/model/schemas.ts';

mkdirSync('schemas', { recursive: true });
for (const [name, schema] of Object.entries(jsonSchemas())) {
  writeFileSync(`schemas/${name}.json`, `${JSON.stringify(schema, null, 2)}\n`);
}
