import { profileSources } from '../assets/read.ts';
import { SECTIONS } from '../plan/explain.ts';
import { ownProfileFiles, readRepositoryFile } from '../write/repository.ts';

/** An option that a file of a host sets, as the printer writes it: two spaces, the path, ` = `. */
const LINE = /^ {2}([a-z][^=\n]*?) = /gm;

/** The profiles that a host may have: the shipped ones, and those of the repository. */
export async function profileNames(root: string): Promise<string[]> {
  const own = await ownProfileFiles(root);
  return [...new Set([...Object.keys(profileSources()), ...own.map(({ id }) => id)])].sort();
}

/**
 * What `explain` may be asked about the hosts of a repository: sections, modules, and the options that
 * their files set. Read from the files as they stand, since a shell waits for it.
 */
export async function explainableNames(root: string, hosts: readonly string[]): Promise<string[]> {
  const names = new Set<string>(SECTIONS);
  for (const host of hosts) {
    for (const file of ['default.nix', 'hardware.nix']) {
      const text = (await readRepositoryFile(root, `hosts/${host}/${file}`)) ?? '';
      for (const [, path = ''] of text.matchAll(LINE)) {
        if (path === 'imports') continue;
        const plain = path.replaceAll('"', '');
        names.add(plain);
        const [, category, module] = /^panther\.([a-z]+)\.([a-z-]+)\.enable$/.exec(plain) ?? [];
        if (category !== undefined) names.add(`${category}/${module}`);
      }
    }
  }
  return [...names].sort();
}
