import { markdownCode, markdownText } from '../markdown.ts';
import type { ChangeView } from './change.ts';
import { lossItems } from './disk-items.ts';

interface TaskGroup {
  title: string;
  tasks: string[];
}

/** tasks.md: what is left to a person, in order; gaps are tasks, since nothing was guessed for them. */
export function tasksText(view: ChangeView): string {
  const groups = [...(view.isNew ? newHost(view) : changedHost(view))].filter(
    ({ tasks }) => tasks.length > 0,
  );
  const sections = groups.map(({ title, tasks }, index) => {
    const lines = tasks.map((task, place) => `- [ ] ${index + 1}.${place + 1} ${task}`);
    return `## ${index + 1}. ${title}\n\n${lines.join('\n')}`;
  });
  return `${sections.join('\n\n')}\n`;
}

function newHost(view: ChangeView): TaskGroup[] {
  const { plan } = view;
  return [
    {
      title: 'Review',
      tasks: [
        ...recordTask(view),
        'Read design.md: which disks are taken, how they are unlocked',
        ...warningTasks(view),
      ],
    },
    { title: 'Save what the installation destroys', tasks: lossItems(plan.layout) },
    { title: 'Close the gaps, or leave them open knowingly', tasks: gapTasks(view) },
    { title: 'Prove it', tasks: proofTasks(view) },
    {
      title: 'Install',
      tasks: [
        'Look at the disks of the machine once more, then install as README.md says',
        ...(plan.answers.encryption === 'luks'
          ? [`Run ${markdownCode('sudo panther-enroll')} on it and write the recovery key down`]
          : []),
        archiveTask(view),
      ],
    },
  ];
}

function changedHost(view: ChangeView): TaskGroup[] {
  const { plan } = view;
  return [
    {
      title: 'Review',
      tasks: [
        'Read the difference of the specification: is each line of it wanted?',
        ...recordTask(view),
        ...warningTasks(view),
      ],
    },
    { title: 'Close the gaps, or leave them open knowingly', tasks: gapTasks(view) },
    { title: 'Prove it', tasks: proofTasks(view) },
    {
      title: 'Roll it out',
      tasks: [
        `On the machine: ${markdownCode(`sudo nixos-rebuild boot --flake .#${plan.host}`)}, then start it again`,
        archiveTask(view),
      ],
    },
  ];
}

function recordTask({ plan, facts }: ChangeView): string[] {
  if (facts === null) return [];
  return [
    `Read ${markdownCode(`hardware-discovery/${plan.host}/report.md`)}: is that the machine?`,
  ];
}

function warningTasks({ plan }: ChangeView): string[] {
  return plan.warnings.map(
    ({ code, text }) => `Warning ${markdownCode(code)}: ${markdownText(text)}`,
  );
}

function gapTasks({ plan }: ChangeView): string[] {
  const texts = plan.gaps.map(
    ({ code, subject, text }) =>
      `${markdownCode(code)} (${markdownCode(subject)}): ${markdownText(text)}`,
  );
  return [...new Set(texts)];
}

function archiveTask({ id }: ChangeView): string {
  return `Archive this change: ${markdownCode(`openspec archive ${id}`)}`;
}

function proofTasks({ plan: { host } }: ChangeView): string[] {
  return [
    markdownCode(`panther-discover check ${host}`),
    markdownCode(`nix build .#nixosConfigurations.${host}.config.system.build.toplevel`),
  ];
}
