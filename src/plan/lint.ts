import { readLayout } from './lint/layout.ts';
import type { NixValue, Node } from './lint/node.ts';
import type { LintRule } from './lint/rule.ts';
import { BOOT_RULES } from './lint/rules/boot.ts';
import { BTRFS_RULES } from './lint/rules/btrfs.ts';
import { DISK_RULES } from './lint/rules/disks.ts';
import { ENCRYPTION_RULES } from './lint/rules/encryption.ts';
import { STRING_RULES } from './lint/rules/strings.ts';

/** A defect found in a disko file. */
export interface Finding {
  code: string;
  /** Line of the attribute; null where Nix cannot tell, as for one that a function made. */
  line: number | null;
  /** Attribute path below `disko.devices`. */
  path: string;
  /** What is wrong with it, free of the file's strings. */
  says: string;
  /** What stands there, in the file's own words: hostile until escaped. */
  detail: string;
  remedy: string;
}

/** Every rule, by subject. */
export const LINT_RULES: readonly LintRule[] = [
  ...DISK_RULES,
  ...BOOT_RULES,
  ...BTRFS_RULES,
  ...ENCRYPTION_RULES,
  ...STRING_RULES,
];

/** The value of `disko.devices` with its line, as reader.ts prints it. */
export interface ReadDevices {
  l: number | null;
  v: NixValue;
}

/** What the rules find in a layout, by line and then by code; what is not known is not found fault with. */
export function lintDevices({ l, v }: ReadDevices): Finding[] {
  const root: Node = { value: v, line: l, path: [] };
  const layout = readLayout(root);
  return LINT_RULES.flatMap(({ code, says, remedy, find }) =>
    find(layout).map(({ node, detail }) => ({
      code,
      line: node.line,
      path: node.path.join('.'),
      says,
      detail,
      remedy,
    })),
  ).sort(byPlace);
}

function byPlace(one: Finding, other: Finding): number {
  const lines = (one.line ?? Number.MAX_SAFE_INTEGER) - (other.line ?? Number.MAX_SAFE_INTEGER);
  return lines || compare(one.code, other.code) || compare(one.path, other.path);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
