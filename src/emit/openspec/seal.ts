import { createHash } from 'node:crypto';
import { PROPOSAL_SCHEMA, PROPOSAL_SEAL, ProposalSeal } from '../../model/proposal.ts';

const TASK = /^(- \[)[ xX](\] .+)$/gm;

/** What is to be written into the folder of a change; what is not named stays. */
export interface RenewedChange {
  files: Record<string, string>;
  /** Files that somebody edited, and that the tool would write otherwise than it did. */
  stale: string[];
}

/**
 * A change as it is written first, or again where its host has changed since. A text that somebody
 * edited stays theirs, and one that they removed stays away; ticks of tasks that are the same are kept.
 *
 * @param there What stands in the folder, by path; null for a file that is not there.
 * @param wasWritten The whole folder was written before, so what is not there was removed.
 */
export function renewedChange(
  host: string,
  wanted: Readonly<Record<string, string>>,
  there: (path: string) => string | null,
  wasWritten: boolean,
): RenewedChange {
  const sealText = there(PROPOSAL_SEAL);
  const known = sealedFiles(sealText);
  const files: Record<string, string> = {};
  const stale: string[] = [];
  const sums: Record<string, string> = { ...known };
  for (const [path, text] of Object.entries(wanted)) {
    const standing = there(path);
    const sum = Object.hasOwn(sums, path) ? sums[path] : undefined;
    const isTheirs = standing !== null && checksum(standing) !== sum;
    if (isTheirs || (standing === null && wasWritten && sum !== undefined)) {
      if (isTheirs && checksum(text) !== sum) stale.push(path);
      continue;
    }
    sums[path] = checksum(text);
    const next = standing === null ? text : withTicksOf(text, standing);
    if (next !== standing) files[path] = next;
  }
  const seal = sealOf(host, sums);
  if (seal !== sealText) files[PROPOSAL_SEAL] = seal;
  return { files, stale };
}

/** Whether the tool wrote the folder of a change that holds this seal; null: there is none. */
export function isSealed(text: string | null): boolean {
  return sealedFiles(text) !== null;
}

function sealOf(host: string, sums: Readonly<Record<string, string>>): string {
  const files = Object.fromEntries(
    Object.keys(sums)
      .sort()
      .map((path) => [path, sums[path]]),
  );
  return `${JSON.stringify({ schema: PROPOSAL_SCHEMA, host, files }, null, 2)}\n`;
}

function sealedFiles(text: string | null): Record<string, string> | null {
  if (text === null) return null;
  try {
    const parsed = ProposalSeal.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data.files : null;
  } catch {
    return null;
  }
}

function checksum(text: string): string {
  return createHash('sha256').update(unticked(text), 'utf8').digest('hex');
}

function unticked(text: string): string {
  return text.replace(TASK, '$1 $2');
}

/** Numbers aside, a task that reads the same is the same. */
function withTicksOf(text: string, before: string): string {
  const done = new Set(
    [...before.matchAll(/^- \[[xX]\] (?:[0-9.]+ )?(.+)$/gm)].map(([, task = '']) => task),
  );
  return text.replace(/^- \[ \] ([0-9.]+ )?(.+)$/gm, (line, number = '', task) =>
    done.has(task) ? `- [x] ${number}${task}` : line,
  );
}
