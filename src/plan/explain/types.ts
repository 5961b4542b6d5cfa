import type { Gap } from '../../model/facts.ts';
import type { RankedProfile } from '../../model/match.ts';
import type {
  ChosenModule,
  HostPlan,
  ImportedModule,
  Setting,
  SettingValue,
  Warning,
} from '../../model/plan.ts';

/** The words of a reading that gave a fact. `text` is the machine's own: escape it. */
export interface Excerpt {
  reading: string;
  /** Line or JSON path within the reading; null: the reading is no longer than this. */
  place: string | null;
  text: string;
}

/** A fact or answer that something follows from. `value` holds hardware strings: escape it. */
export interface ExplainedFact {
  path: string;
  /** False where the facts are not at hand (a saved plan was given) or no longer have the path. */
  known: boolean;
  value: unknown;
  readings: string[];
  /** Empty where the capture is not at hand, or no single place of the readings gives the fact. */
  excerpts: Excerpt[];
}

export interface ExplainedSetting {
  option: string;
  value: SettingValue;
  priority: Setting['priority'];
  file: string;
  rule: string;
  source: string | null;
  reason: string;
  facts: ExplainedFact[];
}

/** A part of the disk layout, with its reason and the facts and answers that decide it. */
export interface ExplainedPart {
  kind:
    | 'disk'
    | 'partition'
    | 'container'
    | 'array'
    | 'subvolume'
    | 'swap'
    | 'choice'
    | 'untouched'
    | 'boot'
    | 'zram';
  name: string;
  reason: string;
  facts: ExplainedFact[];
}

/** What is on a disk today and goes with an install. */
export type ExplainedLoss = HostPlan['layout']['losses'][number];

/** A path that outlives the reset of the root, what keeps it, and what of this plan switches that on. */
export interface ExplainedPath {
  path: string;
  keptBy: string;
  why: string;
  /** The option that keeps it; null: it is always kept. */
  when: string | null;
  /** Modules and rules of this plan that switch the option on; empty: nothing in this plan does. */
  by: string[];
}

/** One answer, and the options that follow from it. */
export interface ExplainedAnswer extends ExplainedFact {
  options: string[];
}

/** A fact that was asked for, and what of the plan follows from it: options, warnings, gaps. */
export interface FactAsked extends ExplainedFact {
  follows: string[];
}

/** A reading that was asked for; `status` is null where the capture is not at hand. */
export interface ExplainedReading {
  id: string;
  status: 'ok' | 'absent' | 'denied' | 'failed' | null;
  facts: string[];
}

/** A rule that was asked for by its id, and whether anything in the plan is its doing. */
export interface ExplainedRule {
  id: string;
  source: string;
  reason: string;
  applies: boolean;
}

export type ExplainedWarning = Warning & { from: ExplainedFact[] };
export type ExplainedGap = Gap & { from: ExplainedFact[] };

/** Why a host is as it is: all of it, or what belongs to one option, module, disk or path. */
export interface Explanation {
  host: string;
  asked: string | null;
  profile:
    | (HostPlan['profile'] & {
        facts: ExplainedFact[];
        /** The profile that came next; null: there is none, or the ranking is not at hand. */
        runnerUp: RankedProfile | null;
      })
    | null;
  settings: ExplainedSetting[];
  modules: (ChosenModule & {
    option: string;
    file: string;
    source: string | null;
    facts: ExplainedFact[];
  })[];
  /** Modules of nixos-hardware, with the options that they set in the rules' place. */
  imports: (ImportedModule & { file: string; source: string | null; from: ExplainedFact[] })[];
  layout: ExplainedPart[];
  losses: ExplainedLoss[];
  persisted: ExplainedPath[];
  answers: ExplainedAnswer[];
  /** Facts and readings that were asked for by their own names. */
  facts: FactAsked[];
  readings: ExplainedReading[];
  rules: ExplainedRule[];
  warnings: ExplainedWarning[];
  gaps: ExplainedGap[];
  /** How to have it otherwise, one sentence each. */
  override: string[];
  /** The nearest things that can be asked for; only where nothing was found. */
  suggestions: string[];
}
