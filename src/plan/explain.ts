import type { Facts } from '../model/facts.ts';
import type { HostPlan, Setting } from '../model/plan.ts';
import { answerKeys } from './explain/answer-keys.ts';
import { covers, nearest } from './explain/asked.ts';
import { factNames, factsAsked, readingsAsked } from './explain/facts-asked.ts';
import { gapFacts } from './explain/gap-facts.ts';
import { explainFacts, type Source } from './explain/known.ts';
import { type LayoutPart, layoutParts } from './explain/layout-parts.ts';
import { moduleFacts, moduleOption } from './explain/modules.ts';
import { overridesOf } from './explain/overrides.ts';
import { explainPersisted, persistedPaths } from './explain/persisted.ts';
import type { ExplainedAnswer, ExplainedSetting, Explanation } from './explain/types.ts';
import { RULES } from './rules/registry.ts';

export type { ExplainedFact, Explanation } from './explain/types.ts';

/** Words that ask for a whole section. */
export const SECTIONS = [
  'profile',
  'modules',
  'nixos-hardware',
  'layout',
  'warnings',
  'gaps',
] as const;

/** So much follows from these that two things which do need not have to do with each other. */
const COMMON: ReadonlySet<string> = new Set([
  'answers.encryption',
  'answers.profile',
  'chassis.form',
  'platform.architecture',
  'virtualisation.kind',
]);

/**
 * Explains a plan. `asked` is an option path or a part of one (`boot.initrd`, `fileSystems`,
 * `disko.devices`), a module (`core/boot`), a disk, partition, container or subvolume (`@home`), a
 * path (`/var/lib/bluetooth`), a kernel module, an answer (`encryption`), a fact (`cpu.vendor`, `gpus`),
 * a device by its address or ids, a reading, the code of a warning or a gap, the id of a rule, or a
 * section; null explains the profile, the disks and the modules. Nothing found leaves every list empty
 * but `suggestions`.
 */
export function explainPlan(
  plan: HostPlan,
  facts: Facts | null,
  asked: string | null,
  { match = null, capture = null }: Partial<Pick<Source, 'match' | 'capture'>> = {},
): Explanation {
  const source: Source = { plan, facts, match, capture };
  const wants = (...names: string[]): boolean =>
    asked === null || names.some((name) => covers(asked, name));
  const section = (name: (typeof SECTIONS)[number]): boolean => asked === null || asked === name;

  const settings = asked === null ? [] : plan.settings.filter((one) => concerns(one, asked));
  const modules = plan.modules.filter(
    ({ module, rule }) =>
      section('modules') || wants(moduleOption(module), module) || asked === rule,
  );
  const imports = plan.imports.filter(
    ({ module, covers: covered, rule }) =>
      section('nixos-hardware') || wants(module, ...covered) || asked === rule,
  );
  const parts = layoutParts(plan).filter(
    ({ name, names }) => section('layout') || wants(name, ...names),
  );
  const answers = asked === null ? [] : answersAsked(source, asked);
  const persisted = asked === null ? [] : explainPersisted(plan, asked);
  const rules = asked === null ? [] : rulesAsked(plan, asked);
  const askedFacts = asked === null ? [] : factsAsked(source, asked);
  const readings = asked === null ? [] : readingsAsked(source, asked);
  const touched = new Set(
    settings.flatMap((setting) => setting.facts).filter((path) => !COMMON.has(path)),
  );
  const about = (code: string, paths: readonly string[]): boolean =>
    wants(code) || paths.some((path) => touched.has(path));
  const warnings = plan.warnings.filter(
    (warning) => section('warnings') || about(warning.code, warning.facts),
  );
  const gaps = plan.gaps.filter((gap) => section('gaps') || about(gap.code, [gap.subject]));

  const from = (paths: readonly string[]) => explainFacts(source, paths);
  const found = [
    ...[settings, modules, imports, parts, answers, persisted, rules, warnings, gaps],
    ...[askedFacts, readings],
  ];
  return {
    host: plan.host,
    asked,
    profile: section('profile') ? explainProfile(source) : null,
    settings: settings.map((setting) => explainSetting(source, setting)),
    modules: modules.map((chosen) => ({
      ...chosen,
      option: moduleOption(chosen.module),
      file: fileOf(plan, 'host'),
      source: sourceOf(chosen.rule),
      facts: from(moduleFacts(plan, chosen)),
    })),
    imports: imports.map((imported) => ({
      ...imported,
      file: fileOf(plan, 'hardware'),
      source: sourceOf(imported.rule),
      from: from(imported.facts),
    })),
    layout: parts.map(({ kind, name, reason, facts: paths }) => ({
      kind,
      name,
      reason,
      facts: from(paths),
    })),
    losses: lossesOf(plan, parts),
    persisted,
    answers,
    facts: askedFacts,
    readings,
    rules,
    warnings: warnings.map((warning) => ({ ...warning, from: from(warning.facts) })),
    gaps: gaps.map((gap) => ({ ...gap, from: from(gapFacts(gap)) })),
    override: overridesOf(plan, {
      settings,
      modules:
        asked === null ? [] : modules.map(({ module }) => ({ option: moduleOption(module) })),
      answers: asked === null ? [] : answerPaths(settings, parts, answers),
      persisted,
    }),
    suggestions:
      asked === null || section('profile') || found.some((list) => list.length > 0)
        ? []
        : nearest(asked, [...names(plan), ...factNames(source)]),
  };
}

function concerns(setting: Setting, asked: string): boolean {
  const { option, value, rule } = setting;
  const path = option.join('.');
  const module = /^panther\.([a-z]+)\.([a-z-]+)\./.exec(path);
  return (
    covers(asked, path) ||
    rule === asked ||
    (module !== null && asked === `${module[1]}/${module[2]}`) ||
    (Array.isArray(value) && value.includes(asked)) ||
    (isSet(value) && asked.replaceAll('"', '').startsWith(`${path}.`))
  );
}

function isSet(value: Setting['value']): boolean {
  return typeof value === 'object' && value !== null && 'attrs' in value;
}

function explainProfile(source: Source): NonNullable<Explanation['profile']> {
  const { plan, match } = source;
  const runnerUp = match?.ranked.find(({ profile }) => profile !== plan.profile.id) ?? null;
  const paths = [...plan.profile.evidence, ...(runnerUp?.evidence ?? [])];
  return {
    ...plan.profile,
    facts: explainFacts(
      source,
      paths.flatMap(({ facts }) => facts),
    ),
    runnerUp,
  };
}

function explainSetting(source: Source, setting: Setting): ExplainedSetting {
  return {
    option: setting.option.join('.'),
    value: setting.value,
    priority: setting.priority,
    file: fileOf(source.plan, setting.part),
    rule: setting.rule,
    source: sourceOf(setting.rule),
    reason: setting.reason,
    facts: explainFacts(source, setting.facts),
  };
}

function lossesOf(
  { layout }: HostPlan,
  parts: readonly LayoutPart[],
): HostPlan['layout']['losses'] {
  const disks = new Set(
    parts.filter(({ kind }) => kind === 'disk').flatMap(({ names: known }) => known),
  );
  return layout.losses.filter(({ disk }) => disks.has(disk));
}

function answersAsked(source: Source, asked: string): ExplainedAnswer[] {
  const key = asked.replace(/^answers\./, '');
  return answerKeys(source.plan)
    .filter((path) => covers(key, path))
    .flatMap((path) =>
      explainFacts(source, [`answers.${path}`]).map((fact) => ({
        ...fact,
        options: source.plan.settings
          .filter(({ facts }) => facts.some((one) => covers(one, fact.path)))
          .map(({ option }) => option.join('.')),
      })),
    );
}

function answerPaths(
  settings: readonly Setting[],
  parts: readonly LayoutPart[],
  answers: readonly ExplainedAnswer[],
): string[] {
  const cited = [...settings, ...parts].flatMap(({ facts }) => facts);
  const paths = [
    ...cited.filter((path) => path.startsWith('answers.')),
    ...answers.map(({ path }) => path),
  ];
  return [...new Set(paths)].sort();
}

function rulesAsked({ settings, modules, imports }: HostPlan, asked: string): Explanation['rules'] {
  return RULES.filter(({ id }) => id === asked || id.startsWith(`${asked}/`)).map((rule) => ({
    id: rule.id,
    source: rule.source,
    reason: rule.reason,
    applies: [...settings, ...modules, ...imports].some((given) => given.rule === rule.id),
  }));
}

/** Everything that can be asked for. */
function names(plan: HostPlan): string[] {
  return [
    ...plan.settings.flatMap(({ option, value }) => [
      option.join('.'),
      ...(Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []),
    ]),
    ...plan.modules.flatMap(({ module }) => [module, moduleOption(module)]),
    ...plan.imports.map(({ module }) => module),
    ...layoutParts(plan).flatMap((part) => [part.name, ...part.names]),
    ...persistedPaths().map(({ path }) => path),
    ...answerKeys(plan),
    ...RULES.map(({ id }) => id),
    ...[...plan.warnings, ...plan.gaps].map(({ code }) => code),
    ...SECTIONS,
  ];
}

function fileOf(plan: HostPlan, part: Setting['part']): string {
  return `hosts/${plan.host}/${part === 'host' ? 'default' : 'hardware'}.nix`;
}

/** Null where the plan was made by a version that had other rules. */
function sourceOf(rule: string): string | null {
  return RULES.find(({ id }) => id === rule)?.source ?? null;
}
