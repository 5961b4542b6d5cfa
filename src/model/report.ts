import * as z from 'zod';
import { CONCERN_LEVELS } from './concern-levels.ts';
import { Evidence } from './match.ts';
import { REPORT_SCHEMA } from './schema-names.ts';

const text = z.string().nullable();
const count = z.int().nonnegative().nullable();

/** Something that a person has to look at before the host is trusted. */
export const Concern = z.object({
  level: z
    .enum(CONCERN_LEVELS)
    .describe(
      'loss: data goes, or may go unseen; doubt: about the profile; unknown: a gap of the scan.',
    ),
  code: z.string(),
  text: z.string(),
  about: z.array(z.string()).describe('Paths of the facts concerned.'),
});
export type Concern = z.infer<typeof Concern>;

/** The machine in one line, and what tells machines of one kind apart. */
export const ReportedMachine = z.object({
  name: z.string(),
  processor: text,
  memoryBytes: count,
  disks: z.int().nonnegative(),
  firmware: text,
  architecture: text,
  virtualisation: text,
});
export type ReportedMachine = z.infer<typeof ReportedMachine>;

/** A line of the hardware table: what is known of a part, and the names of what is not. */
export const HardwareRow = z.object({
  what: z.string(),
  is: z.array(z.string()),
  unknown: z.array(z.string()),
});
export type HardwareRow = z.infer<typeof HardwareRow>;

/** A volume that is mounted from a partition or an array. */
export const ReportedMount = z.object({ name: z.string(), at: z.string() });

export const ReportedPartition = z.object({
  key: z.string(),
  size: z.string(),
  holds: z.string(),
  reason: z.string(),
  tone: z.enum(['boot', 'swap', 'encrypted', 'plain', 'lost', 'free']),
  share: z.number().min(0).max(1).describe('Of the width of a picture of its disk.'),
  mounts: z.array(ReportedMount),
});
export type ReportedPartition = z.infer<typeof ReportedPartition>;

/** A box of the picture of what is on a disk today: where, what, where mounted. */
export const ReportedBox = z.object({
  lines: z.array(z.string()).min(1),
  share: z.number().min(0).max(1),
  tone: z.enum(['lost', 'free']),
});

export const ReportedLoss = z.object({
  place: z.string(),
  size: text,
  type: z.string(),
  mounts: z.array(z.string()),
  alsoOn: z.array(z.string()).describe('Disks that carry a part of the same, which is lost too.'),
});

export const ReportedDisk = z.object({
  name: z.string(),
  model: text,
  size: z.string(),
  role: z.string(),
  device: z.string(),
  reason: z.string(),
  today: z
    .enum(['lost', 'empty', 'unseen'])
    .describe('What is on it today: something that goes, nothing that was seen, or nobody looked.'),
  losses: z.array(ReportedLoss),
  boxes: z.array(ReportedBox),
  inProportion: z.boolean().describe('Whether the boxes are as wide as what they stand for.'),
  partitions: z.array(ReportedPartition),
});
export type ReportedDisk = z.infer<typeof ReportedDisk>;

export const ReportedDisks = z.object({
  taken: z.array(ReportedDisk),
  arrays: z.array(
    z.object({
      name: z.string(),
      size: z.string(),
      holds: z.string(),
      reason: z.string(),
      mounts: z.array(ReportedMount),
    }),
  ),
  untouched: z.array(z.object({ name: z.string(), model: text, size: text, reason: z.string() })),
  checks: z.array(z.object({ holds: z.boolean(), text: z.string() })),
  encrypted: z.boolean().describe('Everything but the boot partition.'),
  swap: z.string(),
  reset: z.string(),
});
export type ReportedDisks = z.infer<typeof ReportedDisks>;

export const ReportedSetting = z.object({
  option: z.string(),
  value: z.string().describe('As Nix writes it, without priority.'),
  priority: z.enum(['default', 'normal', 'force']),
  list: z.boolean(),
  part: z.enum(['host', 'hardware']),
  reason: z.string(),
  rules: z.array(z.string()),
});
export type ReportedSetting = z.infer<typeof ReportedSetting>;

const counted = z.array(z.object({ what: z.string(), count: z.int().positive() }));

/** What a person reads about one host; every form of a report is printed from this. */
export const Report = z.object({
  schema: z.literal(REPORT_SCHEMA),
  host: z.string(),
  machine: ReportedMachine.nullable().describe('Null: the run began with a plan.'),
  profile: z.object({
    id: z.string(),
    confidence: z.string(),
    score: z.int(),
    evidence: z.array(Evidence),
    traits: z.array(z.string()),
    ranked: z.array(z.object({ profile: z.string(), score: z.int() })),
  }),
  concerns: z.array(Concern),
  hardware: z.array(HardwareRow),
  disks: ReportedDisks,
  answers: z.array(z.object({ key: z.string(), value: z.string() })),
  modules: z.array(z.object({ module: z.string(), reason: z.string(), rule: z.string() })),
  imports: z.array(
    z.object({
      module: z.string(),
      reason: z.string(),
      rule: z.string(),
      covers: z.array(z.string()),
    }),
  ),
  settings: z.array(ReportedSetting),
  readings: z
    .object({
      ok: z.int(),
      absent: z.int(),
      denied: z.int(),
      failed: z.int(),
      odd: z.array(z.object({ id: z.string(), status: z.string(), reason: z.string() })),
    })
    .nullable()
    .describe('Null: the run did not begin with a capture.'),
  redacted: z
    .object({
      identifiers: z.int().nonnegative().describe('Different ones.'),
      facts: counted.describe('Kinds of fact that hold one, and how many of each do.'),
      readings: counted.describe('Readings that hold one, and how many different ones each.'),
    })
    .nullable(),
});
export type Report = z.infer<typeof Report>;
