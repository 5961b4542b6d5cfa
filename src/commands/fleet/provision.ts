import type { Console } from '../../console.ts';
import { provisionFleet } from '../../main/fleet/provision.ts';
import { type OpenRun, openRun, selected } from '../../main/fleet/run.ts';
import { seenHosts } from '../../main/fleet/status.ts';
import { inertText, shownText } from '../../model/display.ts';
import { PantherError } from '../../model/errors.ts';
import { deadlineOf, policyOf, type WorkFlags } from './flags.ts';
import { refusePartial } from './outcome.ts';
import { openView } from './view.ts';

export interface ProvisionFlags extends WorkFlags {
  approve?: string | undefined;
  kexec?: string | undefined;
  'kexec-sha256'?: string | undefined;
  'passphrase-command'?: string | undefined;
  'password-hash-command'?: string | undefined;
  'keys-only'?: boolean | undefined;
  host?: string | undefined;
}

/** `fleet provision`: the installs of what was planned and is approved by its digest. */
export async function runFleetProvision(flags: ProvisionFlags, out: Console): Promise<void> {
  if (flags.approve === undefined) {
    throw new PantherError(
      'answer',
      'provision erases disks: look at fleet plan, then give the digest that it tells with --approve',
    );
  }
  await provision(flags, 'provision', flags.only ?? [], out);
}

/** `fleet resume`: goes on with every approved host from where it stands. */
export async function runFleetResume(flags: ProvisionFlags, out: Console): Promise<void> {
  await provision(flags, 'resume', flags.only ?? [], out);
}

/** `fleet retry HOST`: the same for one host. */
export async function runFleetRetry(flags: ProvisionFlags, out: Console): Promise<void> {
  await provision(flags, 'retry', [flags.host ?? ''], out);
}

async function provision(
  flags: ProvisionFlags,
  command: string,
  only: readonly string[],
  out: Console,
): Promise<void> {
  const policy = policyOf(flags);
  const deadlineMs = deadlineOf(flags);
  const kexec = kexecOf(flags);
  const run = await openRun(flags.run ?? null, command);
  try {
    const hosts = selected(run.inventory, only).map(({ name }) => name);
    const view = openView(flags, hosts, out);
    const { stopped, outcomes } = await provisionFleet(run, {
      only,
      approve: flags.approve ?? null,
      kexec,
      passphraseCommand: flags['passphrase-command'] ?? null,
      passwordHashCommand: flags['password-hash-command'] ?? null,
      keysOnly: flags['keys-only'] ?? false,
      hear: (host, line) => out.detail(`${host}| ${shownText(inertText(line), 200)}`),
      policy,
      deadlineMs,
      tell: view.tell,
      interrupt: view.interrupt,
    }).finally(view.close);
    tellEnd(run, hosts, { begun: outcomes.size, stopped }, view.interrupt.asked, flags, out);
  } finally {
    await run.close();
  }
}

function tellEnd(
  { ledger, inventory, place }: OpenRun,
  hosts: readonly string[],
  { begun, stopped }: { begun: number; stopped: string | null },
  isInterrupted: boolean,
  flags: ProvisionFlags,
  out: Console,
): void {
  const seen = seenHosts(ledger.state, inventory).filter(({ host }) => hosts.includes(host));
  const online = seen.filter(({ status }) => status === 'online').length;
  const failed = seen.filter(({ status }) => status === 'failed' || status === 'unknown');
  const open = seen.filter(({ status }) => status === 'open').length;
  if (flags.json) {
    out.json({
      event: 'run',
      run: place.run,
      begun,
      online,
      failed: failed.length,
      open,
      stopped,
    });
  } else out.say(`run ${place.run}: ${online} of ${seen.length} hosts are online`);
  const left =
    failed.length === 0 && open > 0
      ? isInterrupted
        ? 'it was interrupted; fleet resume goes on'
        : `${open} hosts are not approved, or not planned; see fleet status`
      : null;
  refusePartial(failed, seen.length, stopped ?? left, isInterrupted);
}

/** The installer, and the hash that somebody vouches for: one is nothing without the other. */
function kexecOf(flags: ProvisionFlags): { path: string; sha256: string } | null {
  const { kexec, 'kexec-sha256': sha256 } = flags;
  if (kexec === undefined && sha256 === undefined) return null;
  if (kexec !== undefined && sha256 !== undefined) return { path: kexec, sha256 };
  throw new PantherError('usage', '--kexec and --kexec-sha256 are given together');
}
