import type { ChosenModule, Setting, SettingValue } from '../model/plan.ts';
import { printAttrPath, printNix } from './nix/print.ts';

/** Every setting of one option in one file, agreed upon. */
export interface SettingGroup {
  option: readonly string[];
  /** The option path as Nix writes it. */
  path: string;
  priority: Setting['priority'];
  part: Setting['part'];
  /** The whole value: for lists what all rules gave, without repetitions. */
  value: SettingValue;
  settings: readonly Setting[];
}

/** The setting that switches a PantherOS module on. */
export function moduleSetting({ module, rule, reason }: ChosenModule): Setting {
  return {
    option: ['panther', ...module.split('/'), 'enable'],
    value: true,
    priority: 'default',
    merge: 'unique',
    part: 'host',
    rule,
    reason,
    facts: [],
  };
}

/**
 * Settings grouped by option, sorted by option path. List settings are joined in the order given;
 * unique ones must agree, wherever they stand.
 * Throws an Error that names both rules where rules contradict each other: a bug of the rules.
 */
export function groupSettings(settings: readonly Setting[]): SettingGroup[] {
  const groups = new Map<string, SettingGroup>();
  for (const setting of settings) {
    const path = printAttrPath(setting.option);
    const key = setting.merge === 'list' ? `${setting.part} ${path}` : path;
    const group = groups.get(key);
    groups.set(key, group === undefined ? startGroup(setting, path) : join(group, setting));
  }
  const sorted = [...groups.values()].sort((a, b) => compare(a.path, b.path));
  refuseContradictions(sorted);
  return sorted;
}

/** Which module arguments the printed groups refer to, in the order in which they are written. */
export function moduleArguments(groups: readonly SettingGroup[]): string[] {
  const found = new Set<string>();
  for (const group of groups) {
    if (group.priority !== 'normal') found.add('lib');
    collectArguments(group.value, found);
  }
  return ['config', 'lib', 'pkgs'].filter((name) => found.has(name));
}

function startGroup(setting: Setting, path: string): SettingGroup {
  const { option, priority, part, value } = setting;
  return {
    option,
    path,
    priority,
    part,
    value: setting.merge === 'list' ? distinct(listOf(setting)) : value,
    settings: [setting],
  };
}

function join(group: SettingGroup, setting: Setting): SettingGroup {
  const settings = [...group.settings, setting];
  if (setting.priority !== group.priority) throw contradiction(group, setting, 'the priority');
  if (setting.merge === 'list') {
    return {
      ...group,
      settings,
      value: distinct([...(group.value as SettingValue[]), ...listOf(setting)]),
    };
  }
  if (printNix(setting.value, '') !== printNix(group.value, '')) {
    throw contradiction(group, setting, 'the value');
  }
  return { ...group, settings };
}

function listOf(setting: Setting): SettingValue[] {
  if (Array.isArray(setting.value)) return setting.value;
  throw new Error(
    `rule ${setting.rule} adds to ${printAttrPath(setting.option)} what is not a list`,
  );
}

function distinct(items: readonly SettingValue[]): SettingValue[] {
  const seen = new Map<string, SettingValue>();
  for (const item of items) {
    const key = printNix(item, '');
    if (!seen.has(key)) seen.set(key, item);
  }
  return [...seen.values()];
}

/** An option set twice in different ways, or set as a whole and in part, is no valid module. */
function refuseContradictions(sorted: readonly SettingGroup[]): void {
  const byPath = new Map<string, SettingGroup>();
  for (const group of sorted) {
    const same = byPath.get(group.path);
    const setting = group.settings[0] as Setting;
    if (same !== undefined && same.settings[0]?.merge !== setting.merge) {
      throw contradiction(same, setting, 'the way of merging');
    }
    byPath.set(group.path, group);
    for (let length = 1; length < group.option.length; length++) {
      const above = byPath.get(printAttrPath(group.option.slice(0, length)));
      if (above !== undefined) throw contradiction(above, setting, 'the whole or a part');
    }
  }
}

function contradiction(group: SettingGroup, setting: Setting, what: string): Error {
  const rules = group.settings.map((other) => other.rule).join(', ');
  return new Error(
    `rules ${rules} and ${setting.rule} disagree about ${what} of ${printAttrPath(setting.option)}`,
  );
}

function collectArguments(value: SettingValue, found: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) for (const item of value) collectArguments(item, found);
  else if ('attrs' in value)
    for (const item of Object.values(value.attrs)) collectArguments(item, found);
  else if ('pkg' in value) found.add('pkgs');
  else if ('ref' in value) found.add('config');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
