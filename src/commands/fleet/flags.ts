import { readFile } from 'node:fs/promises';
import { type Policy, parseAmount, parseAmounts } from '../../main/fleet/policy.ts';
import { shownText } from '../../model/display.ts';
import { PantherError } from '../../model/errors.ts';
import type { CommonFlags } from '../flags.ts';

/** Flags of every command about a run. */
export interface RunFlags extends CommonFlags {
  run?: string | undefined;
  only?: string[] | undefined;
}

/** Flags of the commands that work on hosts. */
export interface WorkFlags extends RunFlags {
  parallel?: number | undefined;
  'provider-limit'?: string[] | undefined;
  batch?: string | undefined;
  canary?: string[] | undefined;
  'max-fail'?: string | undefined;
  deadline?: string | undefined;
  'web-hook'?: string | undefined;
}

const PARALLEL = 10;
const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** How many hosts at once, in which batches. Throws PantherError `usage`. */
export function policyOf(flags: WorkFlags): Policy {
  const { parallel = PARALLEL } = flags;
  if (!Number.isInteger(parallel) || parallel < 1 || parallel > 1000) {
    throw new PantherError('usage', '--parallel: should be a number from 1 to 1000');
  }
  return {
    limits: { parallel, perProvider: limitsOf(flags['provider-limit'] ?? []) },
    batches: flags.batch === undefined ? [] : parseAmounts(flags.batch, '--batch'),
    canaries: flags.canary ?? [],
    maxFail: parseAmount(flags['max-fail'] ?? '100%', '--max-fail'),
  };
}

function limitsOf(words: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    words.map((word) => {
      const [, provider, limit] = /^([A-Za-z0-9_][A-Za-z0-9_.:-]*)=([0-9]{1,4})$/.exec(word) ?? [];
      if (provider === undefined || Number(limit) < 1) {
        throw new PantherError(
          'usage',
          '--provider-limit: should be PROVIDER=NUMBER, such as hetzner=5',
        );
      }
      return [provider.toLowerCase(), Number(limit)];
    }),
  );
}

/** `90s`, `20m` or `2h` in milliseconds; null where it is not given. */
export function deadlineOf({ deadline }: WorkFlags): number | null {
  if (deadline === undefined) return null;
  const [, digits, unit = ''] = /^([0-9]{1,5})([smh])$/.exec(deadline) ?? [];
  const ms = Number(digits) * (UNITS[unit] ?? Number.NaN);
  if (Number.isFinite(ms) && ms > 0) return ms;
  throw new PantherError('usage', '--deadline: should be a time such as 90s, 20m or 2h');
}

/** The text of a file that a person named, or of standard input for `-`. */
export async function textOf(path: string): Promise<{ text: string; where: string }> {
  const where = path === '-' ? 'standard input' : shownText(path, 200);
  try {
    const text = await readFile(path === '-' ? '/dev/stdin' : path, 'utf8');
    return { text, where };
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    throw new PantherError('input', `${where}: cannot be read (${code}); check the path`);
  }
}
