/** Line in the file, counted from 1, of what stands at a path below some value; null: not known. */
export type LineOf = (path: readonly (string | number)[]) => number | null;

/** Answers as they were written, at their own place: shared ones may stand far from the host. */
export interface DraftAnswers {
  value: unknown;
  line: LineOf;
}

/** A host as a format gave it, before anything of it is believed. */
export interface DraftHost {
  name: unknown;
  address?: unknown;
  port?: unknown;
  user?: unknown;
  tags?: unknown;
  provider?: unknown;
  hostKeys?: unknown;
  /** By rank, the strongest last. */
  answers: readonly DraftAnswers[];
  /** Where the host's own fields stand. */
  line: LineOf;
}

/** One defect of an inventory. */
export interface Problem {
  line: number | null;
  text: string;
}

/** What a format made of a text. */
export interface Draft {
  hosts: readonly DraftHost[];
  problems: readonly Problem[];
}

/** Everything of one line: for formats with a line a host. */
export function onLine(line: number): LineOf {
  return () => line;
}

/** Whether a value is a mapping, as JSON and YAML have them. */
export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of an own key; nothing that a prototype has. */
export function field(value: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}
