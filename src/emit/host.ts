import { HostName } from '../model/answers.ts';
import { PantherError } from '../model/errors.ts';
import type { DiskLayout } from '../model/layout.ts';
import type { HostPlan, ImportedModule, Setting } from '../model/plan.ts';
import type { FileTree } from '../model/tree.ts';
import { diskoValue } from './disko.ts';
import { diskoComments } from './disko-comments.ts';
import { printGroups } from './lines.ts';
import { commentLines } from './nix/comment.ts';
import { printAttrPath, printNix } from './nix/print.ts';
import { groupSettings, moduleArguments, moduleSetting, type SettingGroup } from './settings.ts';

const header = `# Made by panther-discover and rewritten by it: your own changes belong in local.nix.
# \`panther-discover explain\` says why each line is here.
`;

const local = `# Yours: panther-discover writes this file once and never again. It is imported last.
# What the tool sets with lib.mkDefault gives way to a plain definition here, for example
#   time.timeZone = "Europe/Berlin";
# Lists are joined; anything else is overridden with lib.mkForce.
{ ... }:
{ }
`;

/**
 * The folder of one host: default.nix, hardware.nix and disko.nix (owned), answers.yaml with the
 * given text and local.nix (the user's after the first write).
 * Throws PantherError('input') for a host name that cannot be a folder.
 */
export function renderHost(plan: HostPlan, answersText: string): FileTree {
  const folder = `hosts/${checkedHost(plan)}`;
  const settings: Setting[] = [...plan.modules.map(moduleSetting), ...plan.settings];
  const groups = groupSettings(settings);
  const inPart = (part: Setting['part']): SettingGroup[] =>
    groups.filter((group) => group.part === part);
  return {
    [`${folder}/answers.yaml`]: { content: answersText, ownership: 'once' },
    [`${folder}/default.nix`]: { content: defaultNix(inPart('host')), ownership: 'owned' },
    [`${folder}/disko.nix`]: { content: diskoNix(plan.layout), ownership: 'owned' },
    [`${folder}/hardware.nix`]: {
      content: moduleNix(importLines(plan.imports), inPart('hardware'), plan.imports.length > 0),
      ownership: 'owned',
    },
    [`${folder}/local.nix`]: { content: local, ownership: 'once' },
  };
}

/** The host's name, proven to be safe as a folder: a plan may come from a file. */
export function checkedHost(plan: HostPlan): string {
  if (HostName.safeParse(plan.host).success) return plan.host;
  throw new PantherError('input', 'the plan names no valid host: use a-z, 0-9 and -');
}

function defaultNix(groups: readonly SettingGroup[]): string {
  return moduleNix(
    '  imports = [\n    ./hardware.nix\n    ./disko.nix\n    ./local.nix\n  ];\n',
    groups,
  );
}

/** Modules of nixos-hardware, each with its reason. */
function importLines(imports: readonly ImportedModule[]): string {
  if (imports.length === 0) return '';
  const lines = imports.flatMap(({ module, rule, reason }) => [
    ...commentLines(reason, [rule], '    ').map((line) => `    ${line}\n`),
    `    inputs.nixos-hardware.nixosModules.${printAttrPath([module])}\n`,
  ]);
  return `  imports = [\n${lines.join('')}  ];\n`;
}

function moduleNix(start: string, groups: readonly SettingGroup[], inputs = false): string {
  const names = [...(inputs ? ['inputs'] : []), ...moduleArguments(groups)].sort();
  const parameters = names.length === 0 ? '' : `{ ${names.join(', ')}, ... }:\n`;
  const body = [start, printGroups(groups, '  ')].filter((part) => part !== '').join('\n');
  return `${header}${parameters}{${body === '' ? ' ' : '\n'}${body}}\n`;
}

function diskoNix(layout: DiskLayout): string {
  const lead = '  disko.devices = ';
  const value = printNix(diskoValue(layout), '  ', lead.length, {
    order: 'given',
    commentOn: diskoComments(layout),
  });
  return `${header}{\n${lead}${value};\n}\n`;
}
