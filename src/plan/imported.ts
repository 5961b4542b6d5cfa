import { table } from '../assets/read.ts';
import type { ImportedModule, Setting, SettingValue } from '../model/plan.ts';

/** What a module of nixos-hardware gives an option; a scalar or a list of strings. */
interface Given {
  value: string | boolean | string[];
  priority: 'default' | 'normal';
}
type GivenByOption = Readonly<Record<string, Given>>;

/** Settings beside modules of nixos-hardware: each says once what both would say. */
export interface SettledImports {
  imports: ImportedModule[];
  settings: Setting[];
}

/** An import as a rule gives it, before it is known what it covers. */
export type UnsettledImport = Omit<ImportedModule, 'covers'>;

/**
 * Drops what an imported module sets in the same way, and raises the priority of what it would set
 * otherwise: what was read from the machine holds over what is usual for its model. What the initrd
 * needs to find its root stays in any case: it must not hang on a module that others keep.
 */
export function settleImports(
  imports: readonly UnsettledImport[],
  settings: readonly Setting[],
): SettledImports {
  if (imports.length === 0) return { imports: [], settings: [...settings] };
  const covers = new Map(imports.map(({ module }) => [module, new Set<string>()]));
  let kept: Setting[] = [...settings];
  for (const { module } of imports) {
    const given = givenBy(module);
    kept = kept.flatMap((setting) => {
      const option = setting.option.join('.');
      const theirs = given[option];
      if (theirs === undefined || option.startsWith('boot.initrd.')) return [setting];
      const rest = settleOne(setting, theirs);
      if (rest !== setting && rest?.priority === setting.priority) covers.get(module)?.add(option);
      if (rest === null) covers.get(module)?.add(option);
      return rest === null ? [] : [rest];
    });
  }
  return {
    imports: imports.map((entry) => ({
      ...entry,
      covers: [...(covers.get(entry.module) ?? [])].sort(),
    })),
    settings: kept,
  };
}

/** What is left to say of a setting: null where the module says it all. */
function settleOne(setting: Setting, theirs: Given): Setting | null {
  if (setting.merge === 'list') {
    if (!Array.isArray(theirs.value) || theirs.priority === 'default') return setting;
    const said: readonly SettingValue[] = theirs.value;
    const value = (setting.value as SettingValue[]).filter(
      (item) => !said.includes(item) && !isParameterOf(item, said),
    );
    if (value.length === 0) return null;
    return value.length === (setting.value as SettingValue[]).length
      ? setting
      : { ...setting, value };
  }
  if (setting.value === theirs.value) return null;
  if (typeof setting.value === 'object') {
    const ref = setting.value !== null && 'ref' in setting.value ? setting.value.ref : null;
    // Any other reference is the module's own way to say it: both come out the same.
    return ref === `${KERNEL_PACKAGES}.${String(theirs.value)}` ? null : setting;
  }
  return { ...setting, priority: theirs.priority === 'default' ? 'normal' : 'force' };
}

/** A kernel parameter twice with two values would leave it to chance which holds: the model's own does. */
function isParameterOf(item: SettingValue, said: readonly SettingValue[]): boolean {
  const key = typeof item === 'string' ? /^[a-z0-9_]+\.[a-z0-9_]+=/i.exec(item)?.[0] : undefined;
  return key !== undefined && said.some((one) => typeof one === 'string' && one.startsWith(key));
}

/** Where the table's names of driver branches (`nvidiaPackages.legacy_580`) are found. */
const KERNEL_PACKAGES = 'config.boot.kernelPackages';

let read: Readonly<Record<string, GivenByOption>> | null = null;

function givenBy(module: string): GivenByOption {
  read ??= (table('nixos-hardware-settings') as { modules: Record<string, GivenByOption> }).modules;
  return read[module] ?? {};
}
