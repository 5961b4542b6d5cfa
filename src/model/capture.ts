import * as z from 'zod';
import { CAPTURE_SCHEMA } from './schema-names.ts';

const OkReading = z.discriminatedUnion('kind', [
  z.object({ status: z.literal('ok'), kind: z.literal('text'), data: z.string() }),
  z.object({
    status: z.literal('ok'),
    kind: z.literal('binary'),
    data: z.base64().describe('Bytes that are not UTF-8 text, as base64.'),
  }),
  z.object({
    status: z.literal('ok'),
    kind: z.literal('link'),
    data: z.string().describe('The target of a symbolic link, as stored, not resolved.'),
  }),
  z.object({
    status: z.literal('ok'),
    kind: z.literal('list'),
    data: z.array(z.string()).describe('Names in a directory, sorted by code unit.'),
  }),
  z.object({
    status: z.literal('ok'),
    kind: z.literal('command'),
    data: z.string().describe('Standard output.'),
    exitCode: z.int(),
  }),
  z.object({
    status: z.literal('ok'),
    kind: z.literal('report'),
    format: z.string().describe('Whose report it is, for example nixos-facter.'),
    data: z.unknown().describe('The report as it was, identifiers aside once redacted.'),
  }),
]);

const MissingReading = z.object({
  status: z.enum(['absent', 'denied', 'failed']),
  reason: z.string().describe('What the machine answered, for example ENOENT or "timed out".'),
});

/** One raw reading. A probe that fails is a reading too: absent, denied or failed, with its reason. */
export const Reading = z.union([OkReading, MissingReading]);
export type Reading = z.infer<typeof Reading>;
export type OkReading = z.infer<typeof OkReading>;
export type MissingReading = z.infer<typeof MissingReading>;

/**
 * The recording of one machine: raw readings only, keyed by reading id.
 * An id is the absolute path of a file, link or directory, `command:<name>` for a command's output,
 * or `import:<format>[/<file>]` for a report or a command output that another tool recorded.
 */
export const Capture = z.object({
  schema: z.literal(CAPTURE_SCHEMA),
  recordedBy: z.string().describe('Tool and version that made the recording.'),
  origin: z
    .enum(['local', 'ssh', 'recorded', 'imported'])
    .describe('The door through which the machine was read.'),
  redacted: z.boolean().describe('True when identifiers were replaced by keyed hashes.'),
  hashKey: z
    .string()
    .regex(/^[0-9a-f]{8}$/)
    .optional()
    .describe(
      'Mark of the key that the hashes were made with: only under one key do they compare.',
    ),
  readings: z.record(z.string(), Reading),
});
export type Capture = z.infer<typeof Capture>;
