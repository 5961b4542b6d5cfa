import { type Allowed, type Look, lookAtFile } from '../discover/identifiers/file.ts';
import type { IdentifierPlace } from '../model/host-check.ts';

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const NOTHING: Allowed = { values: new Set(), linksById: false };

/** Where the answers stand that say what may stand in a file; null: it belongs to no host. */
export function answersPathOf(path: string): string | null {
  const fixture = /^fixtures\/([^/]+)\//.exec(path)?.[1];
  if (fixture !== undefined) return `fixtures/${fixture}/answers.yaml`;
  const host =
    /^(?:hosts|hardware-discovery)\/([^/]+)\//.exec(path)?.[1] ??
    /^openspec\/(?:specs\/machine-|changes\/[^/]*?-host-|changes\/archive\/[^/]*?-host-)([^/]+)\//.exec(
      path,
    )?.[1];
  return host === undefined ? null : `hosts/${host}/answers.yaml`;
}

/**
 * Identifiers in files of a repository, by path and place, never by value; sorted by path. `answers` are
 * the texts of answers.yaml by path: partition uuids in them were drawn for the host and may stand in its
 * files, and names by id where they say `publicDiskIds`.
 */
export function identifiersInFiles(
  files: ReadonlyMap<string, Uint8Array>,
  answers: ReadonlyMap<string, string>,
): IdentifierPlace[] {
  return [...files.keys()].sort().flatMap((path) => {
    const look = lookAt(path, files.get(path) as Uint8Array, answers);
    return look.state === 'looked' ? look.found.map((found) => ({ path, ...found })) : [];
  });
}

/** The same for one file, with what could not be looked at; `isNamed`: whatever it is. */
export function lookAt(
  path: string,
  bytes: Uint8Array,
  answers: ReadonlyMap<string, string>,
  isNamed = false,
): Look {
  const text = answers.get(answersPathOf(path) ?? '');
  return lookAtFile(path, bytes, text === undefined ? NOTHING : allowedBy(text), isNamed);
}

/** What the answers of a host let stand. */
export function allowedBy(answers: string): Allowed {
  const at = answers.search(/^partitionUuids:/m);
  return {
    values: new Set(at < 0 ? [] : (answers.slice(at).match(UUID) ?? [])),
    linksById: /^publicDiskIds: *true *$/m.test(answers),
  };
}
