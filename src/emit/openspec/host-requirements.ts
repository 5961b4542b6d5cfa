import type { HostPlan, Setting } from '../../model/plan.ts';
import { printGroupValue } from '../lines.ts';
import { markdownCode, markdownText } from '../markdown.ts';
import { groupSettings } from '../settings.ts';
import { diskItems, swapItem } from './disk-items.ts';
import type { Requirement } from './requirement.ts';

/** A path that outlives the reset of the root, and why. */
export interface KeptPath {
  path: string;
  why: string;
}

/**
 * What a host promises, in OpenSpec's terms. Names and scenarios are the same for every host and every
 * version of it, so that a change of a host is a change of these and nothing else.
 */
export function hostRequirements(plan: HostPlan, kept: readonly KeptPath[]): Requirement[] {
  return [
    profile(plan),
    modules(plan),
    settings(plan, 'hardware'),
    settings(plan, 'host'),
    disks(plan),
    unlocking(plan),
    persistence(plan, kept),
  ];
}

/** The names of all requirements that the tool itself gives a host. */
export const HOST_REQUIREMENTS: readonly string[] = [
  'Profile',
  'Modules',
  'Hardware settings',
  'Host settings',
  'Disks',
  'Unlocking',
  'What outlives a boot',
];

function evaluated({ host }: HostPlan): string {
  return `${markdownCode(`nixosConfigurations.${host}`)} is evaluated`;
}

function profile({ host, profile: { id, traits } }: HostPlan): Requirement {
  return {
    name: 'Profile',
    text: `The host SHALL follow the profile ${markdownCode(id)} and its recording.`,
    scenario: 'It is derived anew',
    when: `${markdownCode(`panther-discover check ${host}`)} derives the host from its recording and its answers`,
    outcome: 'every file of it is the one that is committed, and the machine is taken for:',
    items: traits.length === 0 ? ['a machine without special traits'] : traits.map(markdownCode),
  };
}

function modules(plan: HostPlan): Requirement {
  return {
    name: 'Modules',
    text: 'The host SHALL switch on the modules that its profile and its answers ask for, and no others.',
    scenario: 'The host is evaluated',
    when: evaluated(plan),
    outcome: 'these modules are on:',
    items: [...plan.modules]
      .sort((a, b) => (a.module < b.module ? -1 : 1))
      .map(({ module, reason }) => `${markdownCode(module)}: ${markdownText(reason)}`),
  };
}

const PARTS = {
  hardware: {
    name: 'Hardware settings',
    text: 'The host SHALL be set up for the hardware that was recorded.',
    none: 'nothing: the defaults of NixOS fit this machine',
  },
  host: {
    name: 'Host settings',
    text: 'The host SHALL be set up as its owner answered.',
    none: 'nothing besides its modules',
  },
} as const;

function settings(plan: HostPlan, part: Setting['part']): Requirement {
  const groups = groupSettings(plan.settings).filter((group) => group.part === part);
  const { name, text, none } = PARTS[part];
  const imported = part === 'hardware' ? plan.imports : [];
  const items = [
    ...imported.map(
      ({ module, reason }) =>
        `${markdownCode(module)} of nixos-hardware is imported: ${markdownText(reason)}`,
    ),
    ...groups.map((group) => {
      // Strings hold no raw line breaks once printed, so these are layout only.
      const value = printGroupValue(group, '', 0).replaceAll(/\n\s*/g, ' ');
      const reasons = [...new Set(group.settings.map(({ reason }) => reason))].join(' ');
      return `${markdownCode(group.path)} is ${markdownCode(value)}: ${markdownText(reasons)}`;
    }),
  ];
  return {
    name,
    text,
    scenario: 'The host is evaluated',
    when: evaluated(plan),
    outcome: 'this is set:',
    items: items.length === 0 ? [none] : items,
  };
}

function disks(plan: HostPlan): Requirement {
  return {
    name: 'Disks',
    text: 'Installing SHALL format the disks that are listed here, and SHALL leave every other disk as it is.',
    scenario: 'The disks are formatted',
    when: `disko runs ${markdownCode(`hosts/${plan.host}/disko.nix`)}`,
    outcome: 'the machine has these, and nothing else was touched:',
    items: [...diskItems(plan.layout), swapItem(plan.layout)],
  };
}

const ENCRYPTION = 'panther.filesystems.encryption.';

function unlocking(plan: HostPlan): Requirement {
  const { answers, layout } = plan;
  const isEncrypted = answers.encryption === 'luks';
  const further = groupSettings(plan.settings)
    .filter(({ path }) => path.startsWith(ENCRYPTION))
    .filter(({ path }) => !/\.(mapper|furtherMappers)$/.test(path))
    .map(({ path, value }) => `${markdownCode(path)} is ${markdownCode(JSON.stringify(value))}`);
  const choices = (layout.choices ?? [])
    .filter(({ about }) => about === 'encryption' || about === 'unlocking')
    .map(
      ({ about, choice, reason }) => `${about}: ${markdownText(choice)}. ${markdownText(reason)}`,
    );
  return {
    name: 'Unlocking',
    text: isEncrypted
      ? 'The root SHALL be encrypted, and SHALL be opened in one of the ways that are listed here.'
      : 'The root SHALL start without anybody near, and is not encrypted.',
    scenario: 'The machine starts',
    when: 'the machine is switched on',
    outcome: isEncrypted ? 'its root is opened by these:' : 'its root is mounted; what that means:',
    items: [
      ...(isEncrypted ? ['the passphrase, at the machine'] : []),
      ...(answers.unlock === undefined
        ? []
        : [`as answered, without the built-in keyboard: ${markdownCode(answers.unlock)}`]),
      ...further,
      ...choices,
      ...(!isEncrypted && choices.length === 0 ? ['whoever has the disk can read it'] : []),
    ],
  };
}

function persistence({ layout }: HostPlan, kept: readonly KeptPath[]): Requirement {
  const { subvolume, blankSnapshot } = layout.reset;
  return {
    name: 'What outlives a boot',
    text: `The root SHALL be made anew from ${markdownCode(blankSnapshot)} on every boot, and what is listed here SHALL outlive it.`,
    scenario: 'The machine starts again',
    when: `a file was left on ${markdownCode(subvolume)} and the machine is started again`,
    outcome: 'that file is gone from the root, and these are as they were:',
    items: kept.map(({ path, why }) => `${markdownCode(path)}: ${markdownText(why)}`),
  };
}
