import { markdownBlock, markdownText } from '../markdown.ts';
import type { ChangeView } from './change.ts';
import { lossItems } from './disk-items.ts';

/** design.md: the decisions about disks, which are the ones that a later run does not take back. */
export function designText({ plan, picture }: ChangeView): string {
  const { layout } = plan;
  const choices = (layout.choices ?? []).map(
    ({ row, about, choice, reason }) =>
      `- **${markdownText(about)}**: ${markdownText(choice)}. ${markdownText(reason)} (row ${row} of the decision table)`,
  );
  const losses = lossItems(layout).map((loss) => `- ${loss}`);
  const sections = [
    `## Context\n\nThe disks of ${markdownText(plan.host)}, today and after the installation:\n\n${markdownBlock(picture)}`,
    `## Decisions\n\n${choices.length === 0 ? 'None were recorded in this plan.' : choices.join('\n')}`,
    `## Risks\n\n${losses.length === 0 ? 'Nothing that was seen is lost. What could not be seen may be.' : `Installing destroys:\n\n${losses.join('\n')}`}`,
  ];
  return `${sections.join('\n\n')}\n`;
}
