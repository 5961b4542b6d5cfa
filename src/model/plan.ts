import * as z from 'zod';
import { Answers } from './answers.ts';
import { Gap } from './facts.ts';
import { DiskLayout } from './layout.ts';
import { Evidence } from './match.ts';
import { PLAN_SCHEMA } from './schema-names.ts';

/**
 * A value that the Nix printer knows how to print. There is no raw Nix: an attribute set is
 * `{attrs}`, a package `{pkg}`, a reference into the configuration `{ref}`, a file `{path}`.
 */
export type SettingValue =
  | string
  | number
  | boolean
  | null
  | SettingValue[]
  | { attrs: Record<string, SettingValue> }
  | { pkg: string }
  | { ref: string }
  | { path: string };

const attributePath = /^[A-Za-z_][A-Za-z0-9_-]*(\.[A-Za-z_][A-Za-z0-9_-]*)*$/;

export const SettingValue: z.ZodType<SettingValue> = z.lazy(() =>
  z.union([
    z.string(),
    z.number(),
    z.boolean(),
    z.null(),
    z.array(SettingValue),
    z.strictObject({ attrs: z.record(z.string(), SettingValue) }),
    z.strictObject({ pkg: z.string().regex(attributePath).describe('Attribute path below pkgs.') }),
    z.strictObject({
      ref: z.string().regex(new RegExp(`^config\\.${attributePath.source.slice(1)}`)),
    }),
    z.strictObject({ path: z.string().regex(/^\.{1,2}\/[A-Za-z0-9._/-]+$/) }),
  ]),
);

/** One line of the emitted host: the Nix, its comment and `explain` all come from this record. */
export const Setting = z.object({
  option: z.array(z.string()).min(1).describe('The option path, one segment an element.'),
  value: SettingValue,
  priority: z.enum(['default', 'normal', 'force']).describe('mkDefault, plain, or mkForce.'),
  merge: z.enum(['unique', 'list']).describe('list: rules add elements; unique: they must agree.'),
  part: z.enum(['host', 'hardware']).describe('default.nix or hardware.nix.'),
  rule: z.string().describe('Id of the rule that gave it.'),
  reason: z.string().describe('Why, in one sentence, free of hardware strings.'),
  facts: z
    .array(z.string())
    .describe('Paths of the facts, or answers.<key>, that it follows from.'),
});
export type Setting = z.infer<typeof Setting>;

export const Warning = z.object({
  code: z.string(),
  text: z.string().describe('One or two sentences, free of hardware strings.'),
  facts: z.array(z.string()),
});
export type Warning = z.infer<typeof Warning>;

/** A PantherOS module that the host switches on, and why. */
export const ChosenModule = z.object({
  module: z
    .string()
    .regex(/^[a-z]+\/[a-z-]+$/)
    .describe('category/name, as under modules/nixos.'),
  rule: z.string(),
  reason: z.string(),
});
export type ChosenModule = z.infer<typeof ChosenModule>;

/** A module of nixos-hardware that the host imports, and why. */
export const ImportedModule = z.object({
  module: z
    .string()
    .regex(/^[a-z][A-Za-z0-9-]*$/)
    .describe('Name below nixosModules of the flake input nixos-hardware.'),
  rule: z.string(),
  reason: z.string(),
  facts: z.array(z.string()),
  covers: z.array(z.string()).describe('Options that rules would have set in the same way.'),
});
export type ImportedModule = z.infer<typeof ImportedModule>;

/** Everything that a host is made of, before any text is printed. */
export const HostPlan = z.object({
  schema: z.literal(PLAN_SCHEMA),
  host: z.string(),
  profile: z.object({
    id: z.string(),
    confidence: z.string(),
    evidence: z.array(Evidence),
    traits: z.array(z.string()),
  }),
  answers: Answers,
  modules: z.array(ChosenModule),
  imports: z.array(ImportedModule).default([]),
  settings: z.array(Setting),
  layout: DiskLayout,
  warnings: z.array(Warning),
  gaps: z.array(Gap),
});
export type HostPlan = z.infer<typeof HostPlan>;
