import * as z from 'zod';
import { MATCH_SCHEMA } from './schema-names.ts';

/** One signal of a profile that held. A negative weight speaks against the profile. */
export const Evidence = z.object({
  signal: z.string().describe('Id of the signal in the profile.'),
  weight: z.int(),
  text: z.string().describe('Why it counts, from the profile; free of hardware strings.'),
  facts: z.array(z.string()).describe('Paths of the facts that it looked at.'),
});
export type Evidence = z.infer<typeof Evidence>;

export const RankedProfile = z.object({
  profile: z.string(),
  score: z.int(),
  evidence: z.array(Evidence),
});
export type RankedProfile = z.infer<typeof RankedProfile>;

/** Every profile ranked for one machine, best first, with traits of the machine beside it. */
export const Match = z.object({
  schema: z.literal(MATCH_SCHEMA),
  profile: z
    .string()
    .nullable()
    .describe('The profile that fits; null: none, or too close to call.'),
  confidence: z.enum(['high', 'medium', 'low', 'ambiguous', 'none']),
  ranked: z.array(RankedProfile),
  traits: z.array(z.string()),
});
export type Match = z.infer<typeof Match>;
