import { repositoryFiles } from '../assets/read.ts';
import type { FileTree } from '../model/tree.ts';

/** What the repository promises; OpenSpec writes there when somebody archives a change. */
const specification = /^openspec\/specs\//;

const once = /^(?:README\.md|\.gitignore|config\/panther\.yaml|home\/.+)$/;

/**
 * Everything of a PantherOS repository but its hosts: the flake, the modules, home, config, docs
 * and openspec. What people are meant to fill in is theirs after the first write, and a specification as
 * soon as they change it.
 */
export function renderRepository(): FileTree {
  return Object.fromEntries(
    Object.entries(repositoryFiles()).map(([path, content]) => [
      path,
      {
        content,
        ownership: once.test(path) ? 'once' : 'owned',
        ...(specification.test(path) ? { yields: true } : {}),
      },
    ]),
  );
}
