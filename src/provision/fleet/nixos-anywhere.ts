import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ProgramEnd, type RunningProgram, runProgram } from '../../machine/program.ts';
import { shellWord } from '../../machine/shell-word.ts';
import { isShortage, shortageWords } from '../../machine/shortage.ts';
import { pinnedSettings } from '../../machine/ssh.ts';
import { shownText } from '../../model/display.ts';
import { PantherError } from '../../model/errors.ts';
import type { InventoryHost } from '../../model/inventory.ts';
import { makePrivateFolder } from '../make-folder.ts';
import type { StepEnd } from './backend.ts';
import type { Connection } from './remote.ts';

/** The phases of nixos-anywhere; `mount` is `disko` in the mode that formats nothing. */
export type Phase = 'kexec' | 'disko' | 'mount' | 'install' | 'reboot';

export interface PhaseCall {
  phase: Phase;
  host: InventoryHost;
  /** The repository, whose flake has the host. */
  root: string;
  /** See `proxyProgram`. */
  proxy: string;
  /** The installer's archive, of which the controller has checked the hash. */
  kexec: string | null;
  /** Copied to the root of the new system. */
  extraFiles: string | null;
  /** Where the target reads the passphrase → where it lies here. */
  passphrase: { remote: string; local: string } | null;
}

/** nixos-anywhere hands its ssh options to Nix parted by spaces, so a path may hold none. */
const PLAIN = /^\/[A-Za-z0-9._/@+-]+$/;

/**
 * The command for one phase. nixos-anywhere itself believes any host key (it says so to ssh first, where it
 * cannot be taken back), so its connections go through a proxy that does not: one that is logged in, by
 * the pinned key, to the very machine, and leads to the sshd there.
 *
 * @throws PantherError `input` for a path that it cannot take.
 */
export function phaseCommand(call: PhaseCall): [string, ...string[]] {
  const { phase, host, root, proxy, kexec, extraFiles, passphrase } = call;
  for (const path of [root, proxy, kexec, extraFiles, passphrase?.local]) {
    if (path !== null && path !== undefined && !PLAIN.test(path)) {
      throw new PantherError(
        'input',
        `${shownText(path, 200)}: nixos-anywhere cannot take this path; use one of letters, digits and ._@+-`,
      );
    }
  }
  const user = phase === 'kexec' ? host.user : 'root';
  const address = host.address.includes(':') ? `[${host.address}]` : host.address;
  return [
    'nixos-anywhere',
    ...['--flake', `${root}#${host.name}`],
    ...['--phases', phase === 'mount' ? 'disko' : phase],
    ...(phase === 'mount' ? ['--disko-mode', 'mount'] : []),
    ...['--ssh-port', String(host.port)],
    ...['--ssh-option', `ProxyCommand=${proxy}`],
    ...['--post-kexec-ssh-port', String(host.port)],
    // The installer is no place to build in: a small VPS has not the memory.
    ...['--build-on', 'local'],
    ...(phase === 'kexec' && kexec !== null ? ['--kexec', kexec] : []),
    ...(phase === 'install' && extraFiles !== null ? ['--extra-files', extraFiles] : []),
    ...((phase === 'disko' || phase === 'mount') && passphrase !== null
      ? ['--disk-encryption-keys', passphrase.remote, passphrase.local]
      : []),
    ...['--target-host', `${user}@${address}`],
  ];
}

/**
 * Writes the program that all connections of nixos-anywhere to a host go through. It tries root first,
 * whom alone the installer knows, then the user of the inventory.
 *
 * @returns its path.
 */
export function proxyProgram(folder: string, host: InventoryHost, { pinned }: Connection): string {
  const path = join(folder, 'proxy', host.name);
  const login = (user: string): string =>
    [
      'ssh -T -a -x',
      ...['BatchMode=yes', 'ConnectTimeout=15', 'LogLevel=ERROR', ...pinnedSettings(pinned)].map(
        (setting) => `-o ${shellWord(setting)}`,
      ),
      `-l ${shellWord(user)} -p ${host.port} -W localhost:${host.port}`,
      `-- ${shellWord(host.address)}`,
    ].join(' ');
  const users = host.user === 'root' ? ['root'] : ['root', host.user];
  const tries = users.map((user, index) =>
    index === users.length - 1 ? `exec ${login(user)}` : `${login(user)} && exit 0`,
  );
  makePrivateFolder(join(folder, 'proxy'));
  writeFileSync(path, `#!/bin/sh\n${tries.join('\n')}\n`, { mode: 0o700 });
  chmodSync(path, 0o700);
  return path;
}

/**
 * Runs one phase; `onLine` is told what it prints, hostile text, `onStart` which process it is. It inherits `hold`.
 */
export async function runPhase(
  call: PhaseCall,
  signal: AbortSignal,
  onLine: (line: string) => void,
  onStart: (running: RunningProgram) => void,
  hold: number,
): Promise<StepEnd> {
  const end = await runProgram({ command: phaseCommand(call), signal, onLine, onStart, hold });
  return endOf(call.phase, end);
}

function endOf(phase: Phase, { ended, exitCode, last }: ProgramEnd): StepEnd {
  if (ended === 'exited' && exitCode === 0) return { status: 'done' };
  if (ended === 'unstarted') {
    const [code] = last;
    if (isShortage(code)) {
      return { status: 'failed', reason: shortageWords(code), again: true, certain: true };
    }
    const reason = 'there is no nixos-anywhere here; install it (nix shell nixpkgs#nixos-anywhere)';
    return { status: 'failed', reason, again: false, certain: true };
  }
  const how = ended === 'aborted' ? 'was ended' : `ended with exit code ${exitCode}`;
  const said = last.findLast((line) => line.trim() !== '') ?? '';
  const reason = `nixos-anywhere ${phase} ${how}${said === '' ? '' : `: ${shownText(said, 200)}`}`;
  return { status: 'failed', reason, again: ended === 'exited' };
}
