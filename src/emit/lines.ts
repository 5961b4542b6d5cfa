import type { Setting, SettingValue } from '../model/plan.ts';
import { commentLines } from './nix/comment.ts';
import { printNix, printNixArgument } from './nix/print.ts';
import type { SettingGroup } from './settings.ts';

const functions = { default: 'lib.mkDefault ', normal: '', force: 'lib.mkForce ' } as const;

/**
 * Option lines with their comments: reason and rule ids. Neighbours with one and the same comment
 * share it; a list that several rules feed carries a comment for each rule's elements.
 */
export function printGroups(groups: readonly SettingGroup[], indent: string): string {
  const blocks: string[] = [];
  let shared: string | null = null;
  for (const group of groups) {
    const items = elements(group, `${indent}  `);
    const mixed = items.some((item) => item.comment !== items[0]?.comment);
    const comment = mixed ? null : commentOf(group.settings, indent);
    const value = mixed
      ? printCommentedList(group, items, indent)
      : printGroupValue(group, indent, `${indent}${group.path} = `.length);
    const line = `${indent}${group.path} = ${value};\n`;
    if (comment !== null && comment === shared) blocks[blocks.length - 1] += line;
    else blocks.push((comment ?? '') + line);
    shared = comment;
  }
  return blocks.join('\n');
}

/** The value of a group as it stands right of the `=`, without comments. */
export function printGroupValue(group: SettingGroup, indent: string, column: number): string {
  const prefix = functions[group.priority];
  if (prefix === '') return printNix(group.value, indent, column);
  return prefix + printNixArgument(group.value, indent, column + prefix.length);
}

interface Element {
  text: string;
  comment: string;
}

/** The elements of a list option, each with the comment of all settings that gave it. */
function elements(group: SettingGroup, indent: string): Element[] {
  if (group.settings[0]?.merge !== 'list' || group.settings.length === 1) return [];
  const givers = new Map<string, Setting[]>();
  for (const setting of group.settings) {
    for (const item of setting.value as SettingValue[]) {
      const key = printNix(item, '');
      const known = givers.get(key);
      if (known === undefined) givers.set(key, [setting]);
      else known.push(setting);
    }
  }
  return (group.value as SettingValue[]).map((value) => ({
    text: printNixArgument(value, indent, indent.length),
    comment: commentOf(givers.get(printNix(value, '')) ?? [], indent),
  }));
}

function printCommentedList(
  group: SettingGroup,
  items: readonly Element[],
  indent: string,
): string {
  let text = `${functions[group.priority]}[\n`;
  let previous = '';
  for (const item of items) {
    if (item.comment !== previous) text += item.comment;
    previous = item.comment;
    text += `${indent}  ${item.text}\n`;
  }
  return `${text}${indent}]`;
}

/** The reasons of settings as comment lines; rules that give one reason share its line. */
function commentOf(settings: readonly Setting[], indent: string): string {
  const rules = new Map<string, Set<string>>();
  for (const { reason, rule } of settings) {
    const known = rules.get(reason);
    if (known === undefined) rules.set(reason, new Set([rule]));
    else known.add(rule);
  }
  return [...rules]
    .flatMap(([reason, ids]) => commentLines(reason, [...ids], indent))
    .map((line) => `${indent}${line}\n`)
    .join('');
}
