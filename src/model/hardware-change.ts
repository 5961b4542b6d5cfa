import * as z from 'zod';

const text = z.string().nullable();

/** A part of a machine, as far as it tells two of its kind apart for a reader; no identifiers. */
export const Part = z.object({
  kind: z.enum([
    'disk',
    'memory module',
    'GPU',
    'network card',
    'storage controller',
    'sound device',
    'PCI device',
    'camera',
    'fingerprint reader',
    'Bluetooth adapter',
    'USB device',
    'display',
    'battery',
    'input device',
  ]),
  name: text.describe('What it calls itself, or what is known of its ids; never a serial.'),
  ids: text.describe('Vendor and device id, 10de:24a0.'),
  sizeBytes: z.int().nonnegative().nullable(),
  place: text.describe('Where it is: a link by path, a PCI address, a USB port, a connector.'),
});
export type Part = z.infer<typeof Part>;

/**
 * hardware: what the machine is made of. contents: what its disks hold. plugged: what comes and goes
 * at its sockets. system: what rests on the system that recorded it, and what only one of the two saw.
 */
const scope = z.enum(['hardware', 'contents', 'plugged', 'system']);
export type ChangeScope = z.infer<typeof scope>;

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** One difference between two recordings of a machine, in terms of hardware. */
export const HardwareChange = z.discriminatedUnion('change', [
  z.object({
    change: z.enum(['added', 'removed']),
    scope,
    part: Part,
    count: z.int().positive().describe('So many that are alike.'),
    functions: z.int().nonnegative().describe('Further PCI functions of the same card.'),
  }),
  z.object({
    change: z.literal('replaced'),
    scope,
    before: Part,
    after: Part,
    certain: z.boolean().describe('By its identifier; else another one stands in its place.'),
  }),
  z.object({
    change: z.literal('moved'),
    scope,
    part: Part.describe('As it is now.'),
    from: z.string(),
    to: z.string(),
  }),
  z.object({
    change: z.literal('renumbered'),
    scope,
    count: z
      .int()
      .positive()
      .describe('PCI devices that have other addresses and are otherwise the same.'),
  }),
  z.object({
    change: z.literal('value'),
    scope,
    fact: z.string().describe('Path of the fact, without the key of a list.'),
    part: Part.nullable().describe('Whose fact it is; null: the machine’s.'),
    before: scalar.describe('Null: not known.'),
    after: scalar,
    sense: z
      .enum(['newer', 'older'])
      .optional()
      .describe('Of a version whose date tells; absent: it does not.'),
  }),
  z.object({
    change: z.literal('members'),
    scope,
    fact: z.string(),
    part: Part.nullable(),
    added: z.array(z.string()),
    removed: z.array(z.string()),
  }),
  z.object({
    change: z.literal('sight'),
    scope,
    subject: z.string().describe('What only one of the two recordings looked at.'),
    seenIn: z.enum(['before', 'after']),
    count: z.int().nonnegative().describe('So many are listed there.'),
  }),
]);
export type HardwareChange = z.infer<typeof HardwareChange>;

/** What became of a machine between two recordings. */
export const HardwareComparison = z.object({
  identifiers: z
    .enum(['compared', 'not compared', 'none'])
    .describe('not compared: they were hashed with different keys; none: there are none in one.'),
  machine: z.enum(['same', 'different', 'unknown']),
  changes: z.array(HardwareChange).describe('What matters most first.'),
});
export type HardwareComparison = z.infer<typeof HardwareComparison>;
