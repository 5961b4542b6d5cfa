/** The profiles that PantherOS ships. A user's own may add more. */
export const PROFILE_IDS = ['yoga', 'zephyrus', 'workstation', 'server', 'vps'] as const;
