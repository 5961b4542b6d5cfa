import type { Concern, ReportedPartition } from '../../model/report.ts';

/** What stands in a cell that has nothing to say. */
export const NOTHING = '–';

/** A piece of a line: text as it was read, not yet escaped for where it is shown. */
export type Inline = string | { code: string } | { strong: string };
export type Line = readonly Inline[];

/** A bar from one place to another, as shares of the width; what it says stands beside it in words. */
export interface Bar {
  from: number;
  to: number;
  /** Where zero is. */
  axis: number;
  tone: 'for' | 'against' | 'chosen' | 'other';
}

export interface DiskBox {
  /** What stands in the box, the longest first; what the box has room for is shown. */
  labels: readonly string[];
  share: number;
  tone: ReportedPartition['tone'];
}

/** A column of a table: `name` holds long names of the tool's own, `short` what never breaks. */
export interface Column {
  title: string;
  kind?: 'number' | 'name' | 'short';
}

/** A disk as a row of boxes, whose shares add up to one. */
export interface DiskBar {
  /** The whole picture in words. */
  words: string;
  boxes: readonly DiskBox[];
}

export interface Table {
  kind: 'table';
  /** What the table is about, for whoever cannot see where it stands. */
  about: string;
  columns: readonly Column[];
  rows: readonly (readonly Line[])[];
  /** A bar a row, where a page can draw it. */
  bars?: readonly Bar[];
}

/** A part of a report. Each target prints every kind in its own way. */
export type Block =
  | { kind: 'text'; line: Line }
  | { kind: 'heading'; line: Line }
  | { kind: 'list'; items: readonly Line[] }
  | { kind: 'concerns'; concerns: readonly Concern[] }
  | { kind: 'disk'; bar: DiskBar }
  | { kind: 'picture'; file: string; words: string }
  | Table;

export interface Section {
  id: string;
  title: string;
  blocks: readonly Block[];
}

/** A report in the order in which it is read: the decision first, then what it rests on. */
export interface Document {
  title: string;
  /** The decision in one sentence. */
  headline: Line;
  /** What there is to decide about, a line each. */
  verdict: readonly { term: string; line: Line }[];
  sections: readonly Section[];
}

/** Lines one after another, with a separator between them. */
export function joined(lines: readonly Line[], separator: string): Inline[] {
  return lines.flatMap((line, index) => (index === 0 ? [...line] : [separator, ...line]));
}

/** Words as code, separated by commas. */
export function codes(words: readonly string[]): Inline[] {
  return joined(
    words.map((word) => [{ code: word }]),
    ', ',
  );
}
