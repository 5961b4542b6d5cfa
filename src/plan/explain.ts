import type { Facts, Gap } from '../model/facts.ts';
import type {
  ChosenModule,
  HostPlan,
  ImportedModule,
  Setting,
  SettingValue,
  Warning,
} from '../model/plan.ts';
import { factReadings, factValue } from './fact-path.ts';
import { RULES } from './rules/registry.ts';

/** A fact or answer that something follows from. `value` holds hardware strings: escape it. */
export interface ExplainedFact {
  path: string;
  /** False where the facts are not at hand (a saved plan was given) or no longer have the path. */
  known: boolean;
  value: unknown;
  readings: string[];
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

/** A part of the disk layout, with its reason. */
export interface ExplainedPart {
  name: string;
  reason: string;
}

/** Why a host is as it is: all of it, or what belongs to one option, module, disk or subvolume. */
export interface Explanation {
  host: string;
  asked: string | null;
  profile: (HostPlan['profile'] & { facts: ExplainedFact[] }) | null;
  settings: ExplainedSetting[];
  modules: (ChosenModule & { option: string; file: string; source: string | null })[];
  /** Modules of nixos-hardware, with the options that they set in the rules' place. */
  imports: (ImportedModule & { file: string; source: string | null })[];
  layout: ExplainedPart[];
  warnings: Warning[];
  gaps: Gap[];
  /** How to have it otherwise, one sentence each. */
  override: string[];
}

/**
 * Explains a plan. `option` is an option path or a part of one (`boot.initrd`, `hardware.nvidia`), a
 * module (`core/boot`), a partition or a subvolume (`@home`, `esp`); null explains the profile, the
 * disks and the modules. Nothing found leaves every list empty.
 */
export function explainPlan(
  plan: HostPlan,
  facts: Facts | null,
  option: string | null,
): Explanation {
  const settings =
    option === null
      ? []
      : plan.settings.filter((setting) => covers(option, setting.option.join('.')));
  const modules =
    option === null
      ? plan.modules
      : plan.modules.filter(
          ({ module }) => covers(option, moduleOption(module)) || option === module,
        );
  const touched = new Set(settings.flatMap((setting) => setting.facts));
  const concerns = (paths: readonly string[]): boolean =>
    option === null || paths.some((path) => touched.has(path));
  return {
    host: plan.host,
    asked: option,
    profile:
      option === null || option === 'profile'
        ? {
            ...plan.profile,
            facts: explainFacts(
              plan,
              facts,
              plan.profile.evidence.flatMap((evidence) => evidence.facts),
            ),
          }
        : null,
    settings: settings.map((setting) => explainSetting(plan, facts, setting)),
    modules: modules.map((chosen) => ({
      ...chosen,
      option: moduleOption(chosen.module),
      file: fileOf(plan, 'host'),
      source: sourceOf(chosen.rule),
    })),
    imports: plan.imports
      .filter(
        ({ module, covers: covered }) =>
          option === null ||
          [module, 'nixos-hardware'].includes(option) ||
          covered.some((path) => covers(option, path)),
      )
      .map((imported) => ({
        ...imported,
        file: fileOf(plan, 'hardware'),
        source: sourceOf(imported.rule),
      })),
    layout: layoutParts(plan).filter(({ name }) => option === null || covers(option, name)),
    warnings: plan.warnings.filter((warning) => concerns(warning.facts)),
    gaps: plan.gaps.filter(({ subject }) => concerns([subject])),
    override: overrides(plan, settings, option === null ? [] : modules),
  };
}

function explainSetting(plan: HostPlan, facts: Facts | null, setting: Setting): ExplainedSetting {
  return {
    option: setting.option.join('.'),
    value: setting.value,
    priority: setting.priority,
    file: fileOf(plan, setting.part),
    rule: setting.rule,
    source: sourceOf(setting.rule),
    reason: setting.reason,
    facts: explainFacts(plan, facts, setting.facts),
  };
}

function explainFacts(
  plan: HostPlan,
  facts: Facts | null,
  paths: readonly string[],
): ExplainedFact[] {
  return [...new Set(paths)].sort(compare).map((path) => {
    if (path.startsWith('answers.')) {
      const value = answerValue(plan, path);
      return {
        path,
        known: value !== undefined,
        value,
        readings: [`hosts/${plan.host}/answers.yaml`],
      };
    }
    if (facts === null) return { path, known: false, value: null, readings: [] };
    const value = factValue(facts, path);
    return { path, known: value !== undefined, value, readings: factReadings(facts, path) };
  });
}

function answerValue({ answers }: HostPlan, path: string): unknown {
  let value: unknown = answers;
  for (const key of path.split('.').slice(1)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

function layoutParts({ layout }: HostPlan): ExplainedPart[] {
  const parts: ExplainedPart[] = [];
  for (const disk of layout.disks) {
    parts.push({ name: disk.key, reason: disk.reason });
    for (const { key, reason, content } of disk.partitions) {
      parts.push({ name: key, reason });
      const inner = content?.kind === 'luks' ? content.content : content;
      if (inner?.kind === 'btrfs') parts.push(...inner.subvolumes);
    }
  }
  const untouched = layout.untouched.map(({ name, reason }) => ({ name, reason }));
  return [...parts, ...untouched].map(({ name, reason }) => ({ name, reason }));
}

function overrides(
  plan: HostPlan,
  settings: readonly Setting[],
  modules: readonly ChosenModule[],
): string[] {
  const file = `hosts/${plan.host}/local.nix`;
  const sentences = settings.map((setting) => {
    const option = setting.option.join('.');
    if (setting.merge === 'list') {
      return `Further elements of ${option} in ${file} are added; lib.mkForce replaces the list.`;
    }
    if (setting.priority === 'default') return `A plain ${option} in ${file} wins.`;
    return `${option} in ${file} needs lib.mkForce.`;
  });
  for (const { module } of modules) {
    sentences.push(`${moduleOption(module)} = false in ${file} switches the module off.`);
  }
  return [...new Set(sentences)];
}

/** Whether a question is about a name: the name itself, or the path above it. */
function covers(asked: string, name: string): boolean {
  return name === asked || name.startsWith(`${asked}.`);
}

function moduleOption(module: string): string {
  return `panther.${module.replace('/', '.')}.enable`;
}

function fileOf(plan: HostPlan, part: Setting['part']): string {
  return `hosts/${plan.host}/${part === 'host' ? 'default' : 'hardware'}.nix`;
}

/** Null where the plan was made by a version that had other rules. */
function sourceOf(rule: string): string | null {
  return RULES.find(({ id }) => id === rule)?.source ?? null;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
