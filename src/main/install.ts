import { join } from 'node:path';
import { keyedHash } from '../discover/redact/identifiers.ts';
import { sameMachine } from '../discover/same-machine.ts';
import { drawingOf } from '../emit/picture/drawing.ts';
import { drawLayout } from '../emit/picture.ts';
import { runCommand } from '../machine/command.ts';
import type { CommandResult, CommandWish, Outcome } from '../machine/machine.ts';
import { derive, know, redact, render } from '../main.ts';
import type { Capture } from '../model/capture.ts';
import { shownText } from '../model/display.ts';
import { PantherError } from '../model/errors.ts';
import type { Facts } from '../model/facts.ts';
import type { HostPlan, Setting } from '../model/plan.ts';
import { byIdLink } from '../plan/layout/device.ts';
import { dryRun } from '../provision/install/dry-run.ts';
import type { GivenWishes, Job, Person } from '../provision/install/job.ts';
import { lockMachine } from '../provision/install/one-at-a-time.ts';
import { type Installed, type RunWishes, runInstall } from '../provision/install/run.ts';
import { openLog } from '../provision/log/file.ts';
import type { CheckInput } from '../provision/preflight/check.ts';
import { questionsAbout } from '../provision/preflight/questions.ts';
import { seenIn } from '../provision/preflight/seen.ts';
import { hashingKey, stateDirectory } from '../write/hashing-key.ts';
import { readRepositoryFile, readRepositoryJson, recordedCases } from '../write/repository.ts';
import { capture } from './entry.ts';
import { recordedFacts } from './recorded-facts.ts';

/** No clock of a machine that runs this can be before it was made. */
const MADE = Date.UTC(2026, 9, 1) / 1000;
const QUESTION_MS = 60_000;
const ANSWER_BYTES = 8 * 2 ** 20;
/** Nix reads a path as the address of a flake, in which these mean something else. */
const PLAIN_PATH = /^\/[A-Za-z0-9._/@+-]+$/;

/** How an install is seen and stopped. */
export interface InstallView {
  person: Person | null;
  say(text: string): void;
  hear(line: string): void;
  signal: AbortSignal;
  columns: number;
  color: boolean;
  ascii: boolean;
}

export interface InstallWishes extends RunWishes {
  /** Null: the host that was recorded of this machine. */
  host: string | null;
  root: string;
  given: GivenWishes;
}

/** install: makes of this machine the host that the repository holds of it. */
export async function install(
  wishes: InstallWishes,
  view: InstallView,
): Promise<Installed & { host: string; log: string }> {
  const target = await targetOf(wishes);
  const lock = lockMachine();
  try {
    const log = openLog(logPath(target.plan.host));
    try {
      const installed = await runInstall(jobOf(target, wishes, view, log), wishes);
      return { ...installed, host: target.plan.host, log: log.path };
    } finally {
      log.close();
    }
  } finally {
    lock?.release();
  }
}

/** What `install` would check, show and run; nothing is written anywhere. */
export async function showInstall(wishes: InstallWishes, view: InstallView) {
  const target = await targetOf(wishes);
  const log = { path: logPath(target.plan.host), links: [], copies: [] };
  const silent = { append: refuse, copyTo: refuse, close: () => undefined };
  return dryRun(jobOf(target, wishes, view, { ...log, ...silent }));
}

function refuse(): never {
  throw new Error('a dry run records nothing');
}

function logPath(host: string): string {
  return `${stateDirectory(process.env)}/installs/${host}.jsonl`;
}

/** The host as its record and answers lead to it, and this machine. */
interface InstallTarget {
  root: string;
  plan: HostPlan;
  /** What disko.nix of the host has to be; null: the plan has none. */
  disko: string | null;
  recorded: { facts: Facts; capture: Capture | null };
}

async function targetOf({ host, root }: InstallWishes): Promise<InstallTarget> {
  if (!PLAIN_PATH.test(root)) {
    throw new PantherError(
      'input',
      `${shownText(root, 200)}: Nix cannot take this path for a flake; move the repository to one of letters, digits and ._@+-`,
    );
  }
  const name = host ?? (await hostOfThisMachine(root));
  const path = `hardware-discovery/${name}/capture.json`;
  const text = await readRepositoryFile(root, path);
  if (text === null || (await readRepositoryFile(root, diskoPath(name))) === null) {
    throw new PantherError(
      'input',
      `${join(root, path)}: there is no such recorded host; run panther-discover first, which records this machine and writes its host`,
    );
  }
  const derivation = await derive(await capture([join(root, path)]), root, {
    host: name,
    layers: [],
    own: true,
  });
  const tree = await render(derivation);
  const { plan, known } = derivation;
  if (known === null) throw new Error('a recorded host is known');
  return {
    root,
    plan,
    disko: tree[diskoPath(name)]?.content ?? null,
    recorded: { facts: known.recorded, capture: known.capture },
  };
}

function diskoPath(host: string): string {
  return `hosts/${host}/disko.nix`;
}

/** Which of the recorded hosts this machine is; PantherError `answer` where that cannot be told. */
async function hostOfThisMachine(root: string): Promise<string> {
  const hosts = (await recordedCases(root, [])).filter(({ fixture }) => !fixture);
  const [only] = hosts;
  if (only !== undefined && hosts.length === 1) return only.name;
  const entry = await capture(['local']);
  if (entry.kind !== 'capture') throw new Error('a machine gives a capture');
  const { recorded: facts, capture: recording } = await know(entry);
  const mine: string[] = [];
  for (const { name, capture: path } of hosts) {
    const recorded = await recordedFacts(root, name);
    if (recorded === null) continue;
    const known = {
      facts: recorded,
      capture: (await readRepositoryJson(root, path)) as Capture,
    };
    if (sameMachine(known, { facts, capture: recording }) === 'same') mine.push(name);
  }
  const [found] = mine;
  if (found !== undefined && mine.length === 1) return found;
  const names = hosts.map(({ name }) => `\n  --host ${name}`).join('');
  throw new PantherError('answer', `${root}: holds several hosts; say which one this is:${names}`);
}

function jobOf(
  { root, plan, disko, recorded }: InstallTarget,
  { given }: InstallWishes,
  view: InstallView,
  log: Job['log'],
): Job {
  const { host, layout, answers } = plan;
  const drawing = drawingOf(view.columns, { ascii: view.ascii, color: view.color });
  return {
    host,
    repository: root,
    layout,
    picture: drawLayout(layout, drawing),
    user: answers.user,
    passwordPlace: passwordPlace(plan),
    hostKeys: hostKeyPlaces(plan),
    stateDirectory: stateDirectory(process.env),
    given,
    person: view.person,
    look: (named, removable) => lookAt({ root, plan, disko, recorded }, named, removable),
    deviceFor({ facts, layout: { disks } }, key) {
      const planned = disks.find((disk) => disk.key === key);
      const live = facts.disks.find(
        ({ byPath, byId, name }) =>
          planned !== undefined &&
          (byPath.includes(planned.device) ||
            byId.includes(planned.device) ||
            planned.device === `/dev/${name}`),
      );
      return live === undefined ? null : byIdLink(live, facts.disks);
    },
    say: view.say,
    hear: view.hear,
    log,
    signal: view.signal,
  };
}

function ask(words: CommandWish['words']): Promise<Outcome<CommandResult>> {
  return runCommand({ words, timeoutMs: QUESTION_MS, maxBytes: ANSWER_BYTES });
}

/** Reads this machine now. */
async function lookAt(
  { root, plan: { host, layout }, disko, recorded }: InstallTarget,
  named: readonly string[],
  removable: readonly string[],
): Promise<CheckInput> {
  await ask(['udevadm', 'settle', '--timeout=30']);
  const entry = await capture(['local']);
  if (entry.kind !== 'capture') throw new Error('a machine gives a capture');
  const { facts, recorded: hashed } = await know(entry);
  const key = await hashingKey(stateDirectory(process.env));
  const mark = (await redact(entry.capture)).hashKey;
  const disks = layout.disks.flatMap(({ device }) =>
    facts.disks
      .filter(({ name, byPath, byId }) => [...byPath, ...byId, `/dev/${name}`].includes(device))
      .map(({ name }) => name),
  );
  const questions = questionsAbout([...new Set(disks)]);
  const answers = await Promise.all(
    questions.map(async ({ name, command }) => [name, await ask(command)] as const),
  );
  const recordedKey = recorded.capture?.hashKey;
  const hash = keyedHash(key);
  return {
    layout,
    recorded: recorded.facts.disks,
    sameKey: recordedKey === undefined || mark === undefined ? null : recordedKey === mark,
    facts,
    hashed: hashed.disks,
    seen: seenIn(questions, new Map(answers)),
    hash: (identifier) => hash(identifier, 'uuid'),
    // Each time anew: a person has minutes to edit it while the approval waits.
    asWritten: disko !== null && (await readRepositoryFile(root, diskoPath(host))) === disko,
    build: 'here',
    notBefore: MADE,
    named,
    removable,
  };
}

function settingOf({ settings }: HostPlan, option: string): Setting | undefined {
  return settings.find((setting) => setting.option.join('.') === option);
}

/** As panther.core.users.passwordFile has it; null where the plan says that there is none. */
export function passwordPlace(plan: HostPlan): string | null {
  const setting = settingOf(plan, 'panther.core.users.passwordFile');
  if (setting?.value === null) return null;
  return typeof setting?.value === 'string'
    ? setting.value
    : `/persist/secrets/passwords/${plan.answers.user}`;
}

/** Of sshd, and of the one in stage 1 where the disk is unlocked over the network. */
export function hostKeyPlaces(plan: HostPlan): string[] {
  const isRemote =
    settingOf(plan, 'panther.filesystems.encryption.remoteUnlock.enable')?.value === true;
  const hasSsh = plan.modules.some(({ module }) => module === 'services/ssh');
  return [
    ...(hasSsh ? ['/persist/etc/ssh/ssh_host_ed25519_key'] : []),
    ...(isRemote ? ['/persist/secrets/initrd/ssh_host_ed25519_key'] : []),
  ];
}
