import { CONCERN_LEVELS } from '../../../model/concern-levels.ts';
import { shownBytes } from '../../../model/display.ts';
import type { Concern, Report } from '../../../model/report.ts';
import { countOf } from '../concerns.ts';
import { brokenOddity, isOdd, type Oddity, odditiesOf } from './odd.ts';
import { type Difference, siblingDifferences } from './siblings.ts';

/** A host in a list of many. */
export interface IndexEntry {
  host: string;
  /** Points of all its oddities, and whether they make it odd. */
  points: number;
  odd: boolean;
  why: Oddity[];
  /** What it has in another way than the hosts of its profile. */
  differences: Difference[];
  profile: string | null;
  confidence: string | null;
  machine: string | null;
  memoryBytes: number | null;
  memory: string | null;
  /** The disks that an install takes. */
  disks: string | null;
  concerns: Record<Concern['level'], number>;
}

/** Hosts of a repository: those that were derived, and why the others were not. */
export interface Derived {
  reports: readonly Report[];
  broken: readonly { host: string; reason: string }[];
}

/** All hosts, the odd ones first, of one oddness by name. */
export function indexOf({ reports, broken }: Derived): IndexEntry[] {
  const differences = siblingDifferences(reports);
  const entries = [
    ...reports.map((report, index) => entryOf(report, differences[index] ?? [])),
    ...broken.map(brokenEntry),
  ];
  return entries.sort((a, b) => b.points - a.points || (a.host < b.host ? -1 : 1));
}

function entryOf(report: Report, differences: Difference[]): IndexEntry {
  const { host, machine, profile, disks, concerns } = report;
  const why = odditiesOf(report, differences);
  const points = sumOf(why);
  const memoryBytes = machine?.memoryBytes ?? null;
  return {
    host,
    points,
    odd: isOdd(points),
    why,
    differences,
    profile: profile.id,
    confidence: profile.confidence,
    machine: machine?.name ?? null,
    memoryBytes,
    memory: memoryBytes === null ? null : shownBytes(memoryBytes),
    disks: disks.taken.map(({ name, size }) => `${name} ${size}`).join(', '),
    concerns: countsOf((level) => countOf(concerns, level)),
  };
}

function brokenEntry({ host, reason }: { host: string; reason: string }): IndexEntry {
  const why = [brokenOddity(reason)];
  return {
    host,
    points: sumOf(why),
    odd: true,
    why,
    differences: [],
    profile: null,
    confidence: null,
    machine: null,
    memoryBytes: null,
    memory: null,
    disks: null,
    concerns: countsOf(() => 0),
  };
}

function sumOf(why: readonly Oddity[]): number {
  return why.reduce((sum, { points }) => sum + points, 0);
}

function countsOf(count: (level: Concern['level']) => number): IndexEntry['concerns'] {
  const entries = CONCERN_LEVELS.map((level) => [level, count(level)] as const);
  return Object.fromEntries(entries) as IndexEntry['concerns'];
}
