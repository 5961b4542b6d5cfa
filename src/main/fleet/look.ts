import { VERSION } from '../../assets/read.ts';
import { keyedHash } from '../../discover/redact/identifiers.ts';
import { recordOverSsh } from '../../discover/source/ssh.ts';
import { know, redact } from '../../main.ts';
import type { Capture } from '../../model/capture.ts';
import type { Disk } from '../../model/hardware.ts';
import type { DiskLayout } from '../../model/layout.ts';
import { askRemote } from '../../provision/fleet/ask.ts';
import type { Connection } from '../../provision/fleet/remote.ts';
import type { CheckInput } from '../../provision/preflight/check.ts';
import { questionsAbout } from '../../provision/preflight/questions.ts';
import { type Answered, seenIn } from '../../provision/preflight/seen.ts';
import { hashingKey, stateDirectory } from '../../write/hashing-key.ts';
import { diskNames } from './discover.ts';

/** No clock of a machine that runs this can be before it was made. */
const MADE = Date.UTC(2026, 9, 1) / 1000;
const ASK_MS = 120_000;

/** What was planned and recorded of a host, to hold it against later. */
export interface Expected {
  layout: DiskLayout;
  /** Its disks as recorded, identifiers hashed. */
  recorded: readonly Disk[];
  hashKey: string | null;
  asWritten: boolean;
}

/** A capture, and the answers of root that belong to it, as the checks look at them. */
export async function checkInputOf(
  { layout, recorded, hashKey, asWritten }: Expected,
  capture: Capture,
  answers: Answered,
): Promise<CheckInput> {
  const { facts, recorded: hashed } = await know({ kind: 'capture', capture });
  const hash = keyedHash(await hashingKey(stateDirectory(process.env)));
  const mark = (await redact(capture)).hashKey;
  return {
    layout,
    recorded,
    sameKey: hashKey === null || mark === undefined ? null : hashKey === mark,
    facts,
    hashed: hashed.disks,
    seen: seenIn(questionsAbout(diskNames(facts)), answers),
    hash: (identifier) => hash(identifier, 'uuid'),
    asWritten,
    build: 'elsewhere',
    notBefore: MADE,
    named: [],
    removable: [],
  };
}

/** Reads a target over SSH as it is now; a string: why that was not possible. */
export async function lookAtRemote(
  expected: Expected,
  connection: Connection,
): Promise<CheckInput | string> {
  const { target, pinned } = connection;
  const host = target.host.includes(':') ? `[${target.host}]` : target.host;
  const source = `ssh://${target.user ?? 'root'}@${host}:${target.port ?? 22}`;
  const capture = await recordOverSsh(source, `panther-discover ${VERSION}`, {
    limits: { pinned },
  });
  const { facts } = await know({ kind: 'capture', capture });
  const told = await askRemote(connection, questionsAbout(diskNames(facts)), ASK_MS);
  if (told.status === 'failed') return told.reason;
  return checkInputOf(expected, capture, told.answers);
}
