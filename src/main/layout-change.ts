import { withoutComments } from '../emit/nix/comment.ts';
import { PantherError } from '../model/errors.ts';
import type { FileTree } from '../model/tree.ts';
import { readRepositoryFile } from '../write/repository.ts';

/** True where a host's disko.nix would describe other disks than the file that is there. */
export async function layoutChanges(root: string, host: string, tree: FileTree): Promise<boolean> {
  const path = `hosts/${host}/disko.nix`;
  const before = await readRepositoryFile(root, path);
  const after = tree[path]?.content ?? '';
  return before !== null && withoutComments(before) !== withoutComments(after);
}

/** Throws PantherError('refused') there: a host that is installed would no longer find its disks. */
export async function refuseLayoutChange(
  root: string,
  host: string,
  tree: FileTree,
): Promise<void> {
  if (!(await layoutChanges(root, host, tree))) return;
  throw new PantherError(
    'refused',
    `hosts/${host}/disko.nix describes other disks than this run would, and a host that is installed finds its disks by it; --dry-run shows how, --force writes it`,
  );
}
