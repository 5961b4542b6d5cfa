import * as z from 'zod';
import { HostName } from './answers.ts';
import { Fingerprint } from './inventory.ts';

export const LEDGER_SCHEMA = 'panther.ledger/1';

/** What a machine goes through, in this order. Everything but `destroy` may be repeated. */
export const STEPS = [
  'reached',
  'captured',
  'planned',
  'approved',
  'keyed',
  'installer',
  'checked',
  'destroy',
  'formatted',
  'installed',
  'verified',
  'rebooted',
  'online',
] as const;
export const Step = z.enum(STEPS);
export type Step = z.infer<typeof Step>;

export const RunId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'a run: a-z, 0-9 and - (such as 2026-05-01-web)');

/** SHA-256, or the shorter digest that a person types. */
const digest = z.string().regex(/^[0-9a-f]{64}$|^[0-9a-f]{4}(-[0-9a-f]{4}){4}$/);
/** One line, for a table: hostile text has been made inert. */
const words = z.string().max(500);

/** What was learnt in a step: names and digests, never an answer of a person or a secret. */
const evidence = z.record(
  z.string().regex(/^[a-z][A-Za-z0-9]*$/),
  z.union([z.string(), z.number()]),
);
export type Evidence = z.infer<typeof evidence>;

/** How a person settles a host whose disk is in an unknown state. */
export const RESOLUTIONS = ['untouched', 'formatted', 'erase-again', 'abandoned'] as const;
export const Resolution = z.enum(RESOLUTIONS);
export type Resolution = z.infer<typeof Resolution>;

/** One thing that happened; the ledger is a list of these. */
export const LedgerEntry = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('run'),
    schema: z.literal(LEDGER_SCHEMA),
    run: RunId,
    tool: z.string().max(40),
    inventory: digest,
    nonce: z
      .string()
      .regex(/^[0-9a-f]{32}$/)
      .describe('Drawn for this run: its fences differ from all others.'),
    hosts: z.array(HostName),
  }),
  z.strictObject({
    kind: z.literal('controller'),
    command: z.string().max(40),
    pid: z.int(),
    tool: z.string().max(40),
  }),
  z.strictObject({
    kind: z.literal('pinned'),
    host: HostName,
    key: z.string().max(2000).describe('The public key, type and base64.'),
    fingerprint: Fingerprint,
    how: z.enum(['inventory', 'accepted', 'planned']),
  }),
  z.strictObject({
    kind: z.literal('approval'),
    digest,
    hosts: z.record(HostName, digest).describe('Host → what was approved of it.'),
  }),
  z.strictObject({
    kind: z.literal('step'),
    host: HostName,
    step: Step,
    phase: z.enum(['begin', 'done', 'failed']),
    attempt: z.int().min(1),
    reason: words.optional().describe('Why it failed.'),
    certain: z
      .boolean()
      .optional()
      .describe('A failed destroy: true where the disk was certainly not touched.'),
    evidence: evidence.optional(),
  }),
  z.strictObject({
    kind: z.literal('resolution'),
    host: HostName,
    as: Resolution,
    seen: digest.describe('Of what was on the disk when the person decided.'),
    witness: digest.optional().describe('What the disks were then, as DESTROY will look at them.'),
  }),
  z.strictObject({ kind: z.literal('mended'), bytes: z.int().min(1) }),
]);
export type LedgerEntry = z.infer<typeof LedgerEntry>;

/** Where a host stands, by the ledger alone. */
export interface HostState {
  /** The last step that was done; null: none yet. */
  done: Step | null;
  /** What it is doing, or was when the last controller ended. */
  begun: Step | null;
  failed: { step: Step; reason: string } | null;
  /** `unknown`: DESTROY began and nobody saw how it ended; `abandoned`: a person gave it up. */
  status: 'open' | 'failed' | 'unknown' | 'abandoned' | 'online';
  /** How often each step was begun. */
  attempts: Partial<Record<Step, number>>;
  /** How often DESTROY may begin: once, and once more for each time that a person said so. */
  destroyAllowed: number;
  destroyBegun: number;
  /** The witness of disks that a person let be erased again, as they were then; null: none. */
  agreed: string | null;
  /** The digest of what a person approved; null: nothing yet. */
  approved: string | null;
  /** When the ledger last heard of it, milliseconds since 1970. */
  at: number;
  evidence: Partial<Record<Step, Evidence>>;
}

/** A host and a moment of its way, as tables, event streams and web-hooks are told of it. */
export interface FleetEvent {
  event: 'step' | 'host' | 'batch' | 'run';
  run: string;
  at: string;
  host?: string;
  step?: Step;
  phase?: 'begin' | 'done' | 'failed' | 'retry';
  attempt?: number;
  status?: string;
  reason?: string;
  [more: string]: unknown;
}
