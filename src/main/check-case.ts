import type { HostHistory } from '../model/host-check.ts';
import type { RecordedCase } from '../write/repository.ts';
import { checkHost, type HostCheck, openRepository, type Repository } from './check.ts';
import { type Base, historyOf, openBase } from './since.ts';

/** What `check` holds cases against: what is committed, and a revision where one is asked for. */
export interface Committed {
  repository: Repository;
  base: Base | null;
}

/** What became of a case, as plain data. */
export interface CheckedCase extends Omit<HostCheck, 'derived'> {
  since: HostHistory | null;
}

/** Throws PantherError for a damaged manifest, and for a revision that is none. */
export async function openCommitted(root: string, revision: string | null): Promise<Committed> {
  const repository = await openRepository(root);
  return { repository, base: revision === null ? null : await openBase(root, revision) };
}

/** Derives a case anew and compares it with what is committed, and with the revision. */
export async function checkCase(
  { repository, base }: Committed,
  recorded: RecordedCase,
): Promise<CheckedCase> {
  const check = await checkHost(repository, recorded);
  const since = base === null ? null : await historyOf(base, recorded, check);
  const { derived: _, ...about } = check;
  return { ...about, since };
}
