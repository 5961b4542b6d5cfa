/**
 * For values that a run validates once or twice: zod then goes through the schema as it is, and does
 * not compile a parser for it first, which takes longer.
 */
export const USED_ONCE = { jitless: true } as const;
