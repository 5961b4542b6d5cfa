/*
 * The `schema` of each value that is saved, by which a reader knows what it holds. They stand apart from the
 * schemas themselves, which take their time to build and which whoever writes a value does not need.
 */
export const ANSWERS_SCHEMA = 'panther.answers/1';
/** The newest capture format this tool writes and reads. */
export const CAPTURE_SCHEMA = 'panther.capture/1';
export const FACTS_SCHEMA = 'panther.facts/1';
export const MATCH_SCHEMA = 'panther.match/1';
export const PLAN_SCHEMA = 'panther.plan/1';
export const REPORT_SCHEMA = 'panther.report/1';
