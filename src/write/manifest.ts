import { join } from 'node:path';
import { VERSION } from '../assets/read.ts';
import { PantherError } from '../model/errors.ts';
import { MANIFEST_PATH, MANIFEST_SCHEMA, RepositoryManifest } from '../model/tree.ts';
import { readInside } from './read-file.ts';
import { compareVersions } from './version.ts';

/**
 * What the tool wrote into the repository at `root`; null where it never wrote.
 * Throws PantherError('input') for a damaged manifest, and PantherError('refused') for one of a
 * newer schema, or of another version of the tool: a repository is never upgraded by the way.
 */
export async function readManifest(
  root: string,
  version = VERSION,
): Promise<RepositoryManifest | null> {
  const manifest = await readOlderManifest(root, version);
  if (manifest !== null && compareVersions(manifest.tool, version) < 0) {
    throw older(join(root, MANIFEST_PATH), manifest.tool, version);
  }
  return manifest;
}

/** The same, and one that an older version of the tool wrote is fine: for the upgrade itself. */
export async function readOlderManifest(
  root: string,
  version = VERSION,
): Promise<RepositoryManifest | null> {
  const path = join(root, MANIFEST_PATH);
  const text = readInside(root, MANIFEST_PATH);
  if (text === null) return null;
  const data = parse(text, path);
  const parsed = RepositoryManifest.safeParse(data);
  if (!parsed.success) {
    throw schemaIsNewer(data)
      ? newer(path)
      : damaged(path, parsed.error.issues[0]?.path.join('.') || 'content');
  }
  if (compareVersions(parsed.data.tool, version) > 0) throw newer(path);
  return parsed.data;
}

/** The manifest as it is written: files sorted by path. */
export function manifestText(tool: string, files: Readonly<Record<string, string>>): string {
  const sorted = Object.fromEntries(
    Object.keys(files)
      .sort()
      .map((path) => [path, files[path]]),
  );
  return `${JSON.stringify({ schema: MANIFEST_SCHEMA, tool, files: sorted }, null, 2)}\n`;
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw damaged(path, 'not JSON');
  }
}

function schemaIsNewer(data: unknown): boolean {
  if (typeof data !== 'object' || data === null || !('schema' in data)) return false;
  const [name, number] = String(data.schema).split('/');
  const [ownName, ownNumber] = MANIFEST_SCHEMA.split('/');
  return name === ownName && Number(number) > Number(ownNumber);
}

function damaged(path: string, what: string): PantherError {
  return new PantherError(
    'input',
    `${path} is damaged (${what}); restore it, for example from git`,
  );
}

function newer(path: string): PantherError {
  return new PantherError(
    'refused',
    `${path} was written by a newer panther-discover; use that version here`,
  );
}

function older(path: string, tool: string, version: string): PantherError {
  return new PantherError(
    'refused',
    `${path} was written by panther-discover ${tool}, and this is ${version}: run \`panther-discover upgrade\` first`,
  );
}
