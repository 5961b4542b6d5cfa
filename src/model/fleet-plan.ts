import * as z from 'zod';
import { HostName } from './answers.ts';
import { DiskLayout } from './layout.ts';

export const FLEET_PLAN_SCHEMA = 'panther.fleet-plan/1';

/** What a host of the fleet becomes, as far as a person has to see it before agreeing. */
export const FleetHostPlan = z.strictObject({
  host: HostName,
  address: z.string(),
  profile: z.string(),
  confidence: z.string(),
  encryption: z.enum(['luks', 'none']),
  user: z.string(),
  layout: DiskLayout,
  /** Private keys of the new system, by their place in it. */
  hostKeys: z.array(z.string()),
  passwordFile: z.string().nullable().describe('Where disko reads the passphrase on the target.'),
  passwordPlace: z
    .string()
    .nullable()
    .describe("Of the hash of its user's password in the new system."),
  disks: z.array(z.object({ device: z.string(), name: z.string(), sizeBytes: z.int().nullable() })),
  losses: z.array(z.string()).describe('What goes with its disks, in words.'),
  odd: z.array(z.string()).describe('In what it differs from most of the others.'),
  warnings: z.array(z.string()).describe('Codes.'),
  digest: z.string().describe('Of layout, disks and what is on them.'),
  files: z.string().describe('SHA-256 of its files below hosts/.'),
  recorded: z.array(z.unknown()).describe('Its disks as recorded, identifiers hashed.'),
  hashKey: z.string().nullable(),
});
export type FleetHostPlan = z.infer<typeof FleetHostPlan>;

/** All hosts that were planned together, and the digest with which all of them are approved. */
export const FleetPlan = z.strictObject({
  schema: z.literal(FLEET_PLAN_SCHEMA),
  run: z.string(),
  root: z.string().describe('The repository.'),
  digest: z.string(),
  hosts: z.array(FleetHostPlan),
});
export type FleetPlan = z.infer<typeof FleetPlan>;
