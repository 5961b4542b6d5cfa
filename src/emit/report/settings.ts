import type { Answers } from '../../model/answers.ts';
import type { Setting } from '../../model/plan.ts';
import type { Report, ReportedSetting } from '../../model/report.ts';
import { printNix } from '../nix/print.ts';
import { groupSettings } from '../settings.ts';

/** A line for each option that is set, as Nix writes its value, with all reasons for it. */
export function reportedSettings(settings: readonly Setting[]): ReportedSetting[] {
  return groupSettings(settings).map(({ path, value, priority, part, settings: givers }) => ({
    option: path,
    // Strings hold no raw line breaks once printed, so these are layout only.
    value: printNix(value, '').replaceAll(/\n\s*/g, ' '),
    priority,
    list: givers[0]?.merge === 'list',
    part,
    reason: [...new Set(givers.map(({ reason }) => reason))].join(' '),
    rules: [...new Set(givers.map(({ rule }) => rule))],
  }));
}

/** What a person decided or left to a default, as keys and values of answers.yaml. */
export function reportedAnswers(answers: Answers): Report['answers'] {
  const { schema, host, layout, disks, partitionUuids, rules, ...plain } = answers;
  const nested = [
    ...Object.entries(layout).flatMap(([key, value]) => keysOf(`layout.${key}`, value)),
    ...Object.entries(disks).map(([name, role]) => [`disks.${name}`, role] as const),
  ];
  return [...Object.entries(plain), ...nested, ['rules', rules] as const]
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ({ key, value: answerText(value) }));
}

/** A key of --set for each value of a nested one. */
function keysOf(key: string, value: unknown): (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[key, value]];
  return Object.entries(value).map(([name, inner]) => [`${key}.${name}`, inner] as const);
}

function answerText(value: unknown): string {
  if (value === null || (Array.isArray(value) && value.length === 0)) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
