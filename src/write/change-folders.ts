import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const CHANGES = 'openspec/changes';

/** The OpenSpec changes of a repository by name: those that wait, and those that were archived. */
export interface ChangeFolders {
  pending: string[];
  /** Without the date that the archive puts before it. */
  archived: string[];
}

/** Looks at openspec/changes; a repository without it has no changes. */
export function changeFolders(root: string): ChangeFolders {
  const archived = foldersIn(join(root, CHANGES, 'archive')).map((name) =>
    name.replace(/^[0-9]{4}-[0-9]{2}-[0-9]{2}-/, ''),
  );
  const pending = foldersIn(join(root, CHANGES)).filter(
    (name) => name !== 'archive' && holdsFiles(join(root, CHANGES, name)),
  );
  return { pending, archived };
}

/** The path of a file of a change, from the root of the repository. */
export function changePath(id: string, file: string): string {
  return `${CHANGES}/${id}/${file}`;
}

/** Whether more than what a run that was cut short leaves behind is in a folder. */
function holdsFiles(path: string): boolean {
  return readdirSync(path, { withFileTypes: true, recursive: true }).some(
    (entry) => entry.isFile() && !entry.name.endsWith('.panther-tmp'),
  );
}

function foldersIn(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  } catch {
    return [];
  }
}
