import { type Allowed, identifiersInFile } from '../discover/identifiers/file.ts';
import type { IdentifierPlace } from '../model/host-check.ts';

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const ANSWERS = /(?:^|\/)answers\.yaml$/;

/**
 * Identifiers in the files of a repository, by path and place, never by value. Partition uuids that an
 * answers.yaml among the files holds were drawn for the host and may stand in any of them, and names by
 * id where one says `publicDiskIds`.
 */
export function identifiersInFiles(
  files: ReadonlyMap<string, Uint8Array>,
  allowed: Allowed = allowedBy([...files].flatMap(([path, bytes]) => answersText(path, bytes))),
): IdentifierPlace[] {
  return [...files.keys()].sort().flatMap((path) =>
    identifiersInFile(path, files.get(path) as Uint8Array, allowed).map((found) => ({
      path,
      ...found,
    })),
  );
}

/** What the answers of hosts let stand. */
export function allowedBy(answers: readonly string[]): Allowed {
  const drawn = answers.flatMap((text) => {
    const at = text.search(/^partitionUuids:/m);
    return at < 0 ? [] : (text.slice(at).match(UUID) ?? []);
  });
  return {
    values: new Set(drawn),
    linksById: answers.some((text) => /^publicDiskIds: *true *$/m.test(text)),
  };
}

function answersText(path: string, bytes: Uint8Array): string[] {
  return ANSWERS.test(path) ? [Buffer.from(bytes).toString('utf8')] : [];
}
