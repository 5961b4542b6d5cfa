import type { Console } from '../console.ts';
import { type InstallView, type InstallWishes, install, showInstall } from '../main/install.ts';
import { repositoryRoot, speaksUtf8 } from '../main.ts';
import { HostName } from '../model/answers.ts';
import { inertText, shownText } from '../model/display.ts';
import { PantherError } from '../model/errors.ts';
import type { CommonFlags } from './flags.ts';
import { terminal } from './terminal.ts';

export interface InstallFlags extends CommonFlags {
  host?: string | undefined;
  out?: string | undefined;
  resume?: boolean | undefined;
  until?: InstallWishes['until'] | undefined;
  'dry-run'?: boolean | undefined;
  approve?: string | undefined;
  lose?: string[] | undefined;
  removable?: string[] | undefined;
  'passphrase-fd'?: number | undefined;
  'password-fd'?: number | undefined;
}

const PIPE_COLUMNS = 100;
const WIDEST = 120;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** `install`: makes of this machine the host that was recorded of it, step by step. */
export async function runInstall(flags: InstallFlags, out: Console): Promise<void> {
  const wishes = await wishesOf(flags);
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  // Elsewhere a Ctrl-C ends the program at once; here it must take secrets away and say how things stand.
  process.removeAllListeners('SIGINT');
  for (const signal of SIGNALS) process.on(signal, onSignal);
  const person = somebodyIsThere(flags) ? terminal(stop.signal) : null;
  const view: InstallView = {
    person,
    say: (text) => out.say(inertText(text)),
    hear: (line) => out.say(`      ${inertText(line)}`),
    signal: stop.signal,
    columns: Math.min(process.stderr.columns || PIPE_COLUMNS, WIDEST),
    color: false,
    ascii: !speaksUtf8(process.env),
  };
  try {
    if (flags['dry-run']) await tellDryRun(wishes, view, flags, out);
    else await tellInstall(wishes, view, flags, out);
  } finally {
    person?.leave();
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
}

async function tellInstall(
  wishes: InstallWishes,
  view: InstallView,
  flags: InstallFlags,
  out: Console,
): Promise<void> {
  const { host, state, steps, log } = await install(wishes, view);
  if (flags.json) return out.json({ host, state, steps, log });
  out.say(`The log: ${log}`);
  if (state !== 'complete') {
    out.say(`Stopped after ${steps.at(-1)?.step ?? 'nothing'}, as asked; --resume goes on.`);
    return;
  }
  for (const line of [
    `${host} is installed and verified. What comes next:`,
    '  umount --recursive /mnt && reboot        and take the medium out',
    '  panther-enroll                           on the new system: recovery key, TPM, security key',
    '  The repository is at /persist/pantheros: push it somewhere.',
  ])
    out.say(line);
}

async function tellDryRun(
  wishes: InstallWishes,
  view: InstallView,
  flags: InstallFlags,
  out: Console,
): Promise<void> {
  const { lines, ...dry } = await out.during('looking at this machine', () =>
    showInstall(wishes, view),
  );
  if (flags.json) out.json({ dryRun: true, ...dry });
  else {
    for (const { code, disk, verdict, evidence, remedy } of dry.checks) {
      const where = disk === null ? '' : ` (${disk})`;
      const word = { pass: 'ok     ', fail: 'NOT    ', unknown: 'UNKNOWN' }[verdict];
      out.data(`${word} ${code}${where}: ${evidence}${remedy === '' ? '' : ` ${remedy}`}`);
    }
    out.data(`\n${inertText(lines.join('\n'))}\n`);
    for (const { step, command, what } of dry.steps) {
      const words = command === null ? '' : `  ${command.map(quoted).join(' ')}\n${' '.repeat(15)}`;
      out.data(`${step.padEnd(13)}${words}  ${what}`);
    }
    out.say('A dry run: nothing was changed.');
  }
  if (dry.stops.length > 0) {
    const codes = [...new Set(dry.stops.map(({ code }) => code))].join(', ');
    throw new PantherError('refused', `an install would stop here: ${codes}`);
  }
}

/** A word as a shell takes it; a person may want to copy it. */
function quoted(word: string): string {
  const plain = inertText(word);
  return /^[A-Za-z0-9_./:=@,#+-]+$/.test(plain) ? plain : `'${plain.replaceAll("'", "'\\''")}'`;
}

async function wishesOf(flags: InstallFlags): Promise<InstallWishes> {
  const { host } = flags;
  if (host !== undefined && !HostName.safeParse(host).success) {
    throw new PantherError(
      'usage',
      `--host ${shownText(host, 60)}: should be a host name: a-z, 0-9 and -`,
    );
  }
  return {
    host: host ?? null,
    root: await repositoryRoot(process.cwd(), flags.out),
    resume: flags.resume ?? false,
    until: flags.until ?? null,
    given: {
      approve: flags.approve ?? null,
      passphraseFd: descriptor(flags['passphrase-fd'], 'passphrase-fd'),
      passwordFd: descriptor(flags['password-fd'], 'password-fd'),
      lose: flags.lose ?? [],
      removable: flags.removable ?? [],
    },
  };
}

function descriptor(given: number | undefined, flag: string): number | null {
  if (given === undefined) return null;
  // 1 and 2 are where this program speaks.
  if (Number.isInteger(given) && (given === 0 || given > 2)) return given;
  throw new PantherError(
    'usage',
    `--${flag}: takes the number of an open descriptor, 0 or from 3 on`,
  );
}

/** A person sees the questions and can type. */
function somebodyIsThere({ json, quiet }: InstallFlags): boolean {
  if (json || quiet) return false;
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}
