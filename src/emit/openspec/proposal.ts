import { shownBytes } from '../../model/display.ts';
import type { Facts } from '../../model/facts.ts';
import { bounded } from '../changes/comparison.ts';
import { changeText } from '../changes/words.ts';
import { markdownCode, markdownText } from '../markdown.ts';
import { unseenDisks } from '../unseen.ts';
import type { ChangeView } from './change.ts';
import { lossItems } from './disk-items.ts';
import { itemsOf } from './requirement.ts';

/** proposal.md: why, what changes, and what that touches. */
export function proposalText(view: ChangeView): string {
  const { plan, isNew, capability } = view;
  const host = markdownCode(plan.host);
  const sections = [
    `# ${isNew ? 'Add' : 'Change'} the host ${markdownText(plan.host)}`,
    `## Why\n\n${isNew ? whyNew(view) : whyChanged(view)}`,
    `## What Changes\n\n${list(isNew ? newHost(view) : changedHost(view))}`,
    `## Impact\n\n${list([
      `Specification: ${markdownCode(`openspec/specs/${capability}/spec.md`)}`,
      `Files: ${markdownCode(`hosts/${plan.host}/`)}, ${markdownCode(`hardware-discovery/${plan.host}/`)}; the other hosts are as they were`,
      ...dataLines(view),
      ...plan.warnings.map(({ code, text }) => `${markdownCode(code)}: ${markdownText(text)}`),
    ])}`,
    `Made by panther-discover with the files of ${host}, and renewed with them until somebody edits it here or the change is archived.`,
  ];
  return `${sections.join('\n\n')}\n`;
}

/** OpenSpec takes up to 1000 characters here, so only names that are cut to a length stand in it. */
function whyNew({ plan, facts }: ChangeView): string {
  const { id, confidence } = plan.profile;
  return [
    `A machine is to become the host ${markdownCode(plan.host)} of this repository: ${facts === null ? 'one that is known by its plan alone' : machineWords(facts)}.`,
    `It was taken for ${markdownCode(id)} with ${markdownText(confidence)} confidence, and what its hardware needs follows from its recording.`,
  ].join('\n');
}

function whyChanged({ plan, causes }: ChangeView): string {
  const because = causes.slice(0, 6).map((cause) => `- ${markdownText(cause.slice(0, 120))}`);
  return [
    `The host ${markdownCode(plan.host)} does not come out as its specification says any more. What led to it:`,
    '',
    ...because,
  ].join('\n');
}

function machineWords({ identity, cpu, memory, disks }: Facts): string {
  const name = [identity.vendor, identity.product ?? identity.boardName]
    .filter((part) => part !== null)
    .map((part) => markdownCode(part.slice(0, 60)))
    .join(' ');
  return [
    name || 'a machine that tells no name',
    cpu.name === null ? 'processor unknown' : markdownCode(cpu.name.slice(0, 60)),
    memory.totalBytes === null ? 'memory unknown' : `${shownBytes(memory.totalBytes)} memory`,
    `${disks.length} ${disks.length === 1 ? 'disk' : 'disks'}`,
  ].join(', ');
}

function newHost({ plan, facts }: ChangeView): string[] {
  const { profile, modules, settings, layout } = plan;
  return [
    `A folder ${markdownCode(`hosts/${plan.host}`)} of profile ${markdownCode(profile.id)}, for these reasons:`,
    ...profile.evidence.map(
      ({ weight, text }) => `  - ${weight < 0 ? '' : '\\+'}${weight} ${markdownText(text)}`,
    ),
    `${modules.length} modules and ${settings.length} settings, each with its reason in the specification`,
    ...layout.disks.map(
      ({ role, name, device, sizeBytes }) =>
        `The ${role} disk is ${markdownCode(device)} (${markdownCode(name)} when it was read, ${shownBytes(sizeBytes)})`,
    ),
    ...layout.untouched.map(
      ({ name, reason }) => `${markdownCode(name)} stays as it is. ${markdownText(reason)}`,
    ),
    plan.answers.encryption === 'luks' ? 'The root is encrypted' : 'The root is **not** encrypted',
    ...(facts === null
      ? []
      : [`The record: ${markdownCode(`hardware-discovery/${plan.host}/report.md`)}`]),
  ];
}

const MACHINE = '**The machine** has changed:';
const MOST_CHANGES = 20;

/** What became of the machine; a change that waits already told of some of it. */
function machineItems({ hardware, waiting }: ChangeView): string[] {
  const told = (waiting ?? '').split(`- ${MACHINE}\n`)[1]?.split(/^(?! {2}- )/m)[0] ?? '';
  const now = hardware
    .filter(({ scope }) => scope === 'hardware' || scope === 'contents')
    .map((change) => `  - ${markdownText(bounded(changeText(change)))}`);
  const items = [...new Set([...told.split('\n').filter((line) => line !== ''), ...now])];
  return items.length === 0 ? [] : [MACHINE, ...items.slice(0, MOST_CHANGES)];
}

function changedHost(view: ChangeView): string[] {
  const { added, modified, removed } = view.delta;
  return [
    ...machineItems(view),
    ...added.flatMap((block) => [
      `**${block.name}** is new:`,
      ...itemsOf(block).map((item) => `  - now: ${item}`),
    ]),
    ...modified.flatMap(({ before, after }) => [
      `**${after.name}** changes:`,
      ...missing(itemsOf(before), itemsOf(after)).map((item) => `  - no more: ${item}`),
      ...missing(itemsOf(after), itemsOf(before)).map((item) => `  - now: ${item}`),
    ]),
    ...removed.map(({ name }) => `**${name}** goes`),
  ];
}

function missing(from: readonly string[], others: readonly string[]): string[] {
  return from.filter((item) => !others.includes(item));
}

function dataLines({ plan, isNew, delta }: ChangeView): string[] {
  const losses = lossItems(plan.layout);
  if (!isNew && delta.modified.some(({ after }) => after.name === 'Disks')) {
    return [
      '**Data: the disks are laid out otherwise, which only a new installation brings about; a host that is installed no longer finds its own by this**',
    ];
  }
  if (!isNew) return ['Data: nothing is formatted by this; an installed host keeps its disks'];
  const unseen = unseenDisks(plan).map(({ name }) => markdownCode(name));
  if (unseen.length > 0) {
    return [
      `**Data: what ${unseen.join(' and ')} holds was not seen; installing the host destroys it unlooked at**`,
      ...losses.map((loss) => `  - ${loss}`),
    ];
  }
  if (losses.length === 0)
    return ['Data: nothing that was seen is lost when the host is installed'];
  return ['**Data: installing the host destroys this:**', ...losses.map((loss) => `  - ${loss}`)];
}

/** Items, of which those that are indented belong to the one above them. */
function list(items: readonly string[]): string {
  return items.map((item) => (item.startsWith('  - ') ? item : `- ${item}`)).join('\n');
}
