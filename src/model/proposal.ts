import * as z from 'zod';

export const PROPOSAL_SCHEMA = 'panther.proposal/1';
/** Where it stands in the folder of a change. */
export const PROPOSAL_SEAL = '.panther-discover.json';

/** Which texts of an OpenSpec change the tool wrote, so that an edited one is never replaced. */
export const ProposalSeal = z.object({
  schema: z.literal(PROPOSAL_SCHEMA),
  host: z.string(),
  files: z
    .record(z.string(), z.string().regex(/^[0-9a-f]{64}$/))
    .describe('Path in the folder → sha256 as written, with no task ticked off.'),
});
export type ProposalSeal = z.infer<typeof ProposalSeal>;
