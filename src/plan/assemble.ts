import type { Gap } from '../model/facts.ts';
import type {
  ChosenModule,
  ImportedModule,
  Setting,
  SettingValue,
  Warning,
} from '../model/plan.ts';
import { settleImports, type UnsettledImport } from './imported.ts';
import type { Hole, Rule, RuleContext } from './rules/rule.ts';

/** What all rules together make of a machine, in an order that does not depend on theirs. */
export interface Assembly {
  modules: ChosenModule[];
  imports: ImportedModule[];
  settings: Setting[];
  warnings: Warning[];
  gaps: Gap[];
  /** Without an answer to each, the host would not boot. */
  holes: Hole[];
}

/**
 * Applies the rules. A module that several rules choose is listed once; settings of one option must
 * agree, or one must have the higher priority.
 * Throws an Error that names both rules where they contradict each other: a bug of the rules.
 */
export function assemble(context: RuleContext, rules: readonly Rule[]): Assembly {
  const modules = new Map<string, ChosenModule>();
  const imports: UnsettledImport[] = [];
  const settings: Setting[] = [];
  const warnings: Warning[] = [];
  const gaps: Gap[] = [];
  const holes: Hole[] = [];
  for (const rule of [...rules].sort((a, b) => compare(a.id, b.id))) {
    const outcome = rule.apply(context);
    for (const { module, reason = rule.reason } of outcome.modules ?? []) {
      const first = modules.get(module);
      // The profile's own reason says more than a rule's.
      if (first === undefined || rule.id === 'modules/profile') {
        modules.set(module, { module, rule: rule.id, reason });
      }
    }
    for (const draft of outcome.imports ?? []) {
      imports.push({ ...draft, rule: rule.id, reason: rule.reason });
    }
    for (const draft of outcome.settings ?? []) {
      settings.push({
        option: draft.option,
        value: draft.value,
        priority: draft.priority,
        merge: draft.merge,
        part: draft.part,
        rule: rule.id,
        reason: draft.reason ?? rule.reason,
        facts: [...new Set(draft.facts)].sort(compare),
      });
    }
    warnings.push(...(outcome.warnings ?? []));
    gaps.push(...(outcome.gaps ?? []));
    holes.push(...(outcome.holes ?? []));
  }
  const settled = settleImports(imports, settleConflicts(settings));
  return {
    modules: [...modules.values()].sort((a, b) => compare(a.module, b.module)),
    imports: settled.imports,
    settings: settled.settings,
    warnings: tidyWarnings(warnings),
    gaps: tidyGaps(gaps),
    holes: distinct(holes, ({ code, text }) => [code, text].join('\n')),
  };
}

/** Warnings without repetitions, sorted by code. */
export function tidyWarnings(warnings: readonly Warning[]): Warning[] {
  return distinct(warnings, ({ code, text, facts }) => [code, text, ...facts].join('\n'));
}

/** One gap for each code and subject, sorted. */
export function tidyGaps(gaps: readonly Gap[]): Gap[] {
  return distinct(gaps, ({ code, subject }) => [code, subject].join('\n'));
}

const RANK = { default: 0, normal: 1, force: 2 } as const;

function settleConflicts(settings: readonly Setting[]): Setting[] {
  const byOption = new Map<string, Setting[]>();
  for (const setting of settings) {
    const path = setting.option.join('\n');
    const group = byOption.get(path);
    if (group === undefined) byOption.set(path, [setting]);
    else group.push(setting);
  }
  return [...byOption.entries()]
    .sort(([a], [b]) => compare(a, b))
    .flatMap(([, group]) => settleOption(group));
}

function settleOption(group: readonly Setting[]): Setting[] {
  const [first] = group;
  if (first === undefined) return [];
  const highest = Math.max(...group.map(({ priority }) => RANK[priority]));
  const strongest = group.filter(({ priority }) => RANK[priority] === highest);
  const lead = strongest[0] ?? first;
  for (const other of strongest) {
    const same =
      other.merge === lead.merge &&
      other.part === lead.part &&
      (lead.merge === 'list' || valueKey(other.value) === valueKey(lead.value));
    if (!same) {
      throw new Error(
        `rules ${lead.rule} and ${other.rule} contradict each other about ${lead.option.join('.')}`,
      );
    }
  }
  return lead.merge === 'list' ? withoutRepetitions(strongest) : [lead];
}

/** Each list element once: the first rule that gives it keeps it. */
function withoutRepetitions(group: readonly Setting[]): Setting[] {
  const seen = new Set<string>();
  return group.flatMap((setting) => {
    if (!Array.isArray(setting.value)) {
      throw new Error(
        `rule ${setting.rule} adds what is not a list to ${setting.option.join('.')}`,
      );
    }
    const value = setting.value.filter((item) => {
      const key = valueKey(item);
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
    return value.length === 0 ? [] : [{ ...setting, value }];
  });
}

/** Rules build their values in one way, so equal values have equal JSON. */
function valueKey(value: SettingValue): string {
  return JSON.stringify(value);
}

function distinct<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  const byKey = new Map(items.map((item) => [keyOf(item), item]));
  return [...byKey.entries()].sort(([a], [b]) => compare(a, b)).map(([, item]) => item);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
