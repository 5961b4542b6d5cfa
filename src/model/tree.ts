import * as z from 'zod';

/**
 * `owned`: ours to rewrite as long as nobody edited it. `once`: written when absent, the user's after.
 */
export const Ownership = z.enum(['owned', 'once']);
export type Ownership = z.infer<typeof Ownership>;

/** A file to be written: its text and whose it is afterwards. */
export const TreeFile = z.object({
  content: z.string(),
  ownership: Ownership,
  replace: z
    .boolean()
    .optional()
    .describe('A file of the user that is to be replaced all the same.'),
  yields: z
    .boolean()
    .optional()
    .describe('Owned until somebody else writes or removes it: that stays, whatever is forced.'),
});
export type TreeFile = z.infer<typeof TreeFile>;

/** Relative path, with forward slashes → file. */
export const FileTree = z.record(z.string(), TreeFile);
export type FileTree = z.infer<typeof FileTree>;

export const MANIFEST_SCHEMA = 'panther.manifest/1';
/** Where the manifest stands in a PantherOS repository. */
export const MANIFEST_PATH = '.panther/manifest.json';

/** What the tool wrote into a repository, so that an edited file is never replaced unasked. */
export const RepositoryManifest = z.object({
  schema: z.literal(MANIFEST_SCHEMA),
  tool: z.string().describe('Version of the tool that wrote last.'),
  files: z
    .record(z.string(), z.string().regex(/^[0-9a-f]{64}$/))
    .describe('Owned path → sha256 as written.'),
});
export type RepositoryManifest = z.infer<typeof RepositoryManifest>;
