/** How much something weighs for whoever decides, the heaviest first. */
export const CONCERN_LEVELS = ['loss', 'doubt', 'warning', 'unknown'] as const;
