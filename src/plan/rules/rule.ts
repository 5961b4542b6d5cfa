import type { Answers } from '../../model/answers.ts';
import type { Facts, Gap } from '../../model/facts.ts';
import type { DiskLayout } from '../../model/layout.ts';
import type { ChosenModule, ImportedModule, Setting, Warning } from '../../model/plan.ts';
import type { Profile } from '../../model/profile.ts';

/** Everything that a rule may look at. */
export interface RuleContext {
  facts: Facts;
  answers: Answers;
  traits: readonly string[];
  profile: Profile;
  layout: DiskLayout;
}

/** A setting as a rule gives it: the rule's id is added, and its reason unless it has its own. */
export type DraftSetting = Omit<Setting, 'rule' | 'reason'> & { reason?: string };
export type DraftModule = Omit<ChosenModule, 'rule' | 'reason'> & { reason?: string };

/** A module of nixos-hardware as a rule gives it. */
export type DraftImport = Omit<ImportedModule, 'rule' | 'reason' | 'covers'>;

/** What the machine is known to lack to boot, and how to answer it: one line, for a terminal alone. */
export interface Hole {
  code: string;
  text: string;
}

export interface RuleOutcome {
  holes?: Hole[];
  imports?: DraftImport[];
  settings?: DraftSetting[];
  modules?: DraftModule[];
  warnings?: Warning[];
  gaps?: Gap[];
}

/**
 * What a machine needs because of one kind of fact. `id` is `subject/name`; `source` names the
 * kernel document, driver table or NixOS option that it rests on; `reason` is one sentence free of
 * hardware strings, since it is printed into Nix comments. `apply` is pure.
 */
export interface Rule {
  id: string;
  source: string;
  reason: string;
  apply(context: RuleContext): RuleOutcome;
}

/** What a rule says when it does not concern the machine. */
export const NOTHING: RuleOutcome = Object.freeze({});
