import type { HostPlan, Setting, SettingValue } from '../../model/plan.ts';
import type { ExplainedPath } from './types.ts';

/** Answers that hold further ones by name. */
const SETS: ReadonlySet<string> = new Set([
  'disks',
  'layout',
  'layout.subvolumes',
  'partitionUuids',
]);

/** What a person writes to have a plan otherwise, one sentence with its line each. */
export function overridesOf(
  plan: HostPlan,
  found: {
    settings: readonly Setting[];
    modules: readonly { option: string }[];
    answers: readonly string[];
    persisted: readonly ExplainedPath[];
  },
): string[] {
  const file = `hosts/${plan.host}/local.nix`;
  const sentences = found.settings.map((setting) => settingSentence(setting, file));
  for (const { option } of found.modules) {
    sentences.push(`${option} = false; in ${file} switches the module off.`);
  }
  for (const path of found.persisted) sentences.push(pathSentence(path, plan.host));
  for (const path of found.answers) {
    const name = path.slice('answers.'.length);
    const key = SETS.has(name) ? `${name}.KEY` : name;
    sentences.push(
      key === 'disk' || key.startsWith('layout') || key.startsWith('partitionUuids')
        ? `--set ${key}=... before the machine is installed; a disk that is there already is not changed by it.`
        : `--set ${key}=... or ${key} in hosts/${plan.host}/answers.yaml gives another answer.`,
    );
  }
  return [...new Set(sentences)];
}

function settingSentence({ option, value, merge, priority }: Setting, file: string): string {
  const name = optionPath(option);
  if (merge === 'list') {
    return `${name} = [ ... ]; in ${file} adds elements; ${name} = lib.mkForce [ ... ]; replaces the list.`;
  }
  const other = otherValue(value);
  return priority === 'default'
    ? `${name} = ${other}; in ${file} wins.`
    : `${name} = lib.mkForce ${other}; in ${file} wins.`;
}

/** The other value of a switch; of anything else, only a person knows. */
function otherValue(value: SettingValue): string {
  if (typeof value === 'boolean') return String(!value);
  if (typeof value === 'string') return '"..."';
  return typeof value === 'object' && value !== null && 'ref' in value ? 'false' : '...';
}

function pathSentence({ path, when, keptBy }: ExplainedPath, host: string): string {
  const file = `hosts/${host}/local.nix`;
  if (keptBy.startsWith('subvolume ')) {
    return `${path} is kept as a whole; layout.subvolumes in hosts/${host}/answers.yaml decides which subvolumes a new disk gets.`;
  }
  return when === null
    ? `panther.filesystems.impermanence.enable = false; in ${file} resets nothing; with the reset, ${path} is always kept.`
    : `Where ${when} is off, ${path} is not kept; panther.filesystems.impermanence.directories = [ "..." ]; in ${file} keeps further ones.`;
}

/** An option path as Nix reads it: segments that are no plain names stand in quotes. */
function optionPath(option: readonly string[]): string {
  return option
    .map((segment) =>
      /^[A-Za-z_][A-Za-z0-9_'-]*$/.test(segment) ? segment : JSON.stringify(segment),
    )
    .join('.');
}
