import type { Gap } from '../../../src/model/facts.ts';
import type { SettingValue } from '../../../src/model/plan.ts';
import { assemble } from '../../../src/plan/assemble.ts';
import { RULES } from '../../../src/plan/rules/registry.ts';
import type { RuleContext } from '../../../src/plan/rules/rule.ts';
import { machine } from './machines.ts';

/** Every option that all rules give a machine, lists joined and sorted as text. */
export function given(name: string | RuleContext): Record<string, SettingValue> {
  const options: Record<string, SettingValue> = {};
  for (const { option, value, merge } of assembled(name).settings) {
    const path = option.join('.');
    const before = options[path];
    options[path] =
      merge === 'list' && Array.isArray(before) && Array.isArray(value)
        ? [...before, ...value].sort()
        : value;
  }
  return options;
}

/** Codes of the gaps that all rules find on a machine. */
export function gapCodes(name: string | RuleContext): string[] {
  return assembled(name).gaps.map(({ code }: Gap) => code);
}

/** Codes of the warnings that all rules give for a machine. */
export function warningCodes(name: string | RuleContext): string[] {
  return assembled(name).warnings.map(({ code }) => code);
}

export function assembled(name: string | RuleContext) {
  return assemble(typeof name === 'string' ? machine(name) : name, RULES);
}
