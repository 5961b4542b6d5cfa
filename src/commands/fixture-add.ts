import { join } from 'node:path';
import type { Console } from '../console.ts';
import { fixtureCase, fixtureFiles, writeFixture } from '../main/fixture.ts';
import { type Entry, readRepositoryFile, repositoryRoot } from '../main.ts';
import { HostName } from '../model/answers.ts';
import { shownText } from '../model/display.ts';
import { PantherError } from '../model/errors.ts';
import type { HostFlags } from './flags.ts';
import { deriveHost } from './request.ts';

export interface FixtureAddFlags extends HostFlags {
  name?: string | undefined;
}

/** `fixture add`: a golden case of a recording: redacted, with its answers and what they lead to. */
export async function runFixtureAdd(
  flags: FixtureAddFlags,
  reading: Promise<Entry>,
  out: Console,
): Promise<void> {
  const name = flags.name ?? '';
  if (!HostName.safeParse(name).success) {
    throw new PantherError(
      'usage',
      `${shownText(name, 60)}: should be a name of a fixture: a-z, 0-9 and -`,
    );
  }
  const root = await repositoryRoot(process.cwd(), flags.out ?? '.');
  const recorded = fixtureCase(name);
  const place = join(root, recorded.expected);
  if ((await readRepositoryFile(root, recorded.capture)) !== null) {
    throw new PantherError(
      'refused',
      `fixtures/${name} is there already; \`fixture update ${name}\` derives it anew, or choose another name`,
    );
  }
  const derivation = await deriveHost({ ...flags, host: flags.host ?? name, out: place }, reading);
  const files = await fixtureFiles(recorded, derivation);
  await writeFixture(root, name, files);
  const paths = Object.keys(files).sort();
  if (flags.json) out.json({ root, name, host: derivation.plan.host, files: paths });
  else out.say(`fixtures/${name}: ${paths.length} files; read expected/ before you commit it`);
}
