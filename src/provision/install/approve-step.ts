import { existsSync, readFileSync } from 'node:fs';
import { shownText } from '../../model/display.ts';
import { PantherError } from '../../model/errors.ts';
import { approvalDigest } from '../approval.ts';
import type { CheckInput, Target } from '../preflight/check.ts';
import type { SeenLoss } from '../preflight/losses.ts';
import type { Preflight } from '../preflight/preflight.ts';
import type { Carried, Detail, Job, Person } from './job.ts';
import { checkTarget } from './preflight-step.ts';

const TRIES = 3;
/** Where a medium may say that it is meant to install by itself. */
const TOKEN_FILES = ['/iso/panther-install', '/etc/panther-install'];

/** Shows what is lost and lets a person agree to it, by typing what nobody types by accident. */
export async function approveStep(job: Job, carried: Carried): Promise<Detail> {
  const { input, ...seen } = await checkTarget(job, [], true);
  const digest = digestOf(job, seen);
  const losses = seen.losses ?? [];
  for (const line of approvalLines(job, seen)) job.say(line);
  if (job.given.approve !== null) approveByDigest(job, digest);
  else if (job.person !== null) await approveByHand(job.person, job, seen.targets, losses);
  else {
    throw new PantherError(
      'answer',
      `nobody is there to agree; look at the plan, then give --approve ${digest}`,
    );
  }
  carried.approved = {
    digest,
    named: losses.map(({ name }) => name),
    devices: devicesOf(job, input, seen.targets),
  };
  return { digest, losses: losses.map(({ name, what }) => `${name}: ${what}`) };
}

/** The digest of what is there and what is planned. */
export function digestOf(
  { host, layout }: Pick<Job, 'host' | 'layout'>,
  { identities, losses }: Pick<Preflight, 'identities' | 'losses'>,
): string {
  if (identities === null || losses === null) {
    throw new PantherError('refused', 'who the disks are, or what they hold, could not be told');
  }
  return approvalDigest({ host, layout, identities, losses });
}

/** The plan beside what is on the disks now. */
export function approvalLines(
  job: Pick<Job, 'picture' | 'host' | 'layout'>,
  seen: Preflight,
): string[] {
  const losses = seen.losses ?? [];
  const disks = seen.targets.flatMap(({ planned, live }) => {
    const own = losses.filter(({ disk }) => disk === planned.key);
    const model = live?.model ? `, ${shownText(live.model, 40)}` : '';
    const head = `${live?.name}${model}, ${planned.device}`;
    if (own.length === 0) return [`${head}: holds nothing that has a signature.`];
    return [
      `${head}: ALL OF THIS WILL BE LOST`,
      ...own.map(({ name, what }) => `  ${name}  ${what}`),
    ];
  });
  return [job.picture.trimEnd(), '', ...disks, '', `approval digest  ${digestOf(job, seen)}`];
}

function approveByDigest(job: Job, digest: string): void {
  if (job.given.approve !== digest) {
    throw new PantherError(
      'refused',
      `what was approved is not what is here: --approve ${shownText(job.given.approve ?? '', 40)}, here ${digest}; another disk, another content or another plan. Look at it again`,
    );
  }
  if (job.person === null && !tokenNames(job.host)) {
    throw new PantherError(
      'refused',
      `nobody is at a terminal, and the medium does not say that it installs ${job.host} by itself: start it with panther.install=${job.host} on the kernel's command line, or put that name into ${TOKEN_FILES.join(' or ')}`,
    );
  }
}

/** Whether medium or kernel command line say, deliberately, that this host is installed without anybody. */
export function tokenNames(host: string): boolean {
  const words = readText('/proc/cmdline').split(/\s+/);
  if (words.includes(`panther.install=${host}`)) return true;
  return TOKEN_FILES.some((path) => readText(path).trim() === host);
}

function readText(path: string): string {
  try {
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  } catch {
    return '';
  }
}

async function approveByHand(
  person: Person,
  { host, given }: Job,
  targets: readonly Target[],
  losses: readonly SeenLoss[],
): Promise<void> {
  for (const target of targets) {
    const left = losses
      .filter(({ disk }) => disk === target.planned.key)
      .map(({ name }) => name)
      .filter((name) => !given.lose.includes(name));
    if (left.length > 0) {
      const prompt = `Type the names of all that ${target.live?.name} loses (${left.length}): `;
      await typed(person, prompt, (line) => sameWords(line, left));
    }
    const tail = tailOf(target);
    const what =
      tail === null ? 'its size in bytes' : 'the last four characters of its serial number';
    const wanted = tail ?? String(target.live?.sizeBytes);
    const prompt = `Type "${host}" and ${what} (${target.live?.name}) to wipe it: `;
    await typed(person, prompt, (line) => sameLine(line, `${host} ${wanted}`));
  }
}

/** Of the serial number or world wide name; null where the disk tells neither. */
export function tailOf({ live }: Target): string | null {
  const name = [live?.serial, live?.wwid].find(
    (id) => typeof id === 'string' && id.trim().length >= 4,
  );
  return name?.trim().slice(-4) ?? null;
}

async function typed(
  person: Person,
  prompt: string,
  fits: (line: string) => boolean,
): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    if (fits(await person.line(prompt))) return;
    person.show('That is not it.');
  }
  throw new PantherError('refused', 'it was not confirmed; no disk was touched');
}

function sameWords(line: string, wanted: readonly string[]): boolean {
  const words = new Set(line.trim().split(/[\s,]+/));
  return words.size === wanted.length && wanted.every((name) => words.has(name));
}

function sameLine(line: string, wanted: string): boolean {
  return line.trim().replace(/\s+/g, ' ').toLowerCase() === wanted.toLowerCase();
}

/** What disko is given for each disk: a link that tells this very disk. */
export function devicesOf(
  job: Job,
  input: CheckInput,
  targets: readonly Target[],
): Record<string, string> {
  return Object.fromEntries(
    targets.map(({ planned }) => {
      return [planned.key, job.deviceFor(input, planned.key) ?? planned.device];
    }),
  );
}
