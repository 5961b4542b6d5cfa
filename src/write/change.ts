/**
 * What writing does to one path.
 * created, updated: written. unchanged: has that text already. kept: the user's, there already.
 * edited: ours, changed by hand since. foreign: there, and not ours. removed: ours, and dropped.
 */
export type ChangeKind =
  | 'created'
  | 'updated'
  | 'unchanged'
  | 'kept'
  | 'edited'
  | 'foreign'
  | 'removed';

export interface Change {
  path: string;
  kind: ChangeKind;
  /** Text that stands there now; null where there is none, or no plain file. */
  before: string | null;
  /** Text that the tool would write; empty for a file that goes. */
  after: string;
}

/** A change as a unified diff, old against new; empty where both are the same. */
export async function textDiff(change: Change): Promise<string> {
  if (change.before === change.after) return '';
  const { createTwoFilesPatch, FILE_HEADERS_ONLY } = await import('diff');
  const old = change.before === null ? '/dev/null' : `a/${change.path}`;
  const next = change.kind === 'removed' ? '/dev/null' : `b/${change.path}`;
  return createTwoFilesPatch(old, next, change.before ?? '', change.after, '', '', {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  });
}
