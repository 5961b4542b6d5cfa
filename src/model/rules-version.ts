/** Version of the rule set; raised when a rule changes what an unchanged machine gets. */
export const RULES_VERSION = 4;
