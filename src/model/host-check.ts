import * as z from 'zod';
import { HardwareComparison } from './hardware-change.ts';
import { Loss } from './layout.ts';

/** Why a host is not what the tool would make of it today. */
export const Cause = z.object({
  code: z.enum([
    'tool',
    'rules',
    'capture',
    'answers',
    'edited',
    'missing',
    'identifier',
    'not-derived',
    'unknown',
  ]),
  text: z.string().describe('One sentence without a full stop, free of hardware strings.'),
});
export type Cause = z.infer<typeof Cause>;

/** A line of an emitted Nix file that is another one, came or went. */
export const SettingChange = z.object({
  file: z.string().describe('disko.nix, hardware.nix or default.nix.'),
  option: z.string(),
  before: z
    .string()
    .nullable()
    .describe('The value as Nix writes it; null: the line was not there.'),
  after: z.string().nullable(),
  reason: z.string().nullable().describe('From the comment above the line; null: there is none.'),
});
export type SettingChange = z.infer<typeof SettingChange>;

/** What differs between two states of one host: committed and derived, then and now, recorded and live. */
export const HostDifferences = z.object({
  hardware: HardwareComparison.nullable().describe('Null where one side records no machine.'),
  settings: z.array(SettingChange).describe('Those of the disks first.'),
  losses: z.object({ added: z.array(Loss), removed: z.array(Loss) }),
  warnings: z.object({ added: z.array(z.string()), removed: z.array(z.string()) }),
  notes: z.array(z.string()).describe('What could not be compared, a sentence each.'),
});
export type HostDifferences = z.infer<typeof HostDifferences>;

/** A place in a committed file where an identifier stands. */
export const IdentifierPlace = z.object({ path: z.string(), place: z.string(), what: z.string() });
export type IdentifierPlace = z.infer<typeof IdentifierPlace>;

/** What became of a host since a revision. */
export const HostHistory = z.object({
  state: z.enum(['new', 'changed', 'removed']),
  causes: z.array(Cause),
  differences: HostDifferences.nullable(),
});
export type HostHistory = z.infer<typeof HostHistory>;
