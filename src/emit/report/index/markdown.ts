import { counted } from '../../../model/display.ts';
import { markdownText } from '../../markdown.ts';
import type { IndexEntry } from './index.ts';
import { ODD_RULES } from './odd.ts';
import { differenceWords, NAMED_DIFFERENCES } from './siblings.ts';

/** The list of all hosts as Markdown, for a pull request or a terminal. */
export function indexMarkdown(entries: readonly IndexEntry[]): string {
  const odd = entries.filter((entry) => entry.odd).length;
  const rows = entries.map((entry) =>
    [
      markdownText(entry.host),
      String(entry.points),
      entry.profile === null ? '–' : markdownText(`${entry.profile}, ${entry.confidence}`),
      markdownText([entry.machine, entry.memory, entry.disks].filter(Boolean).join(' · ')) || '–',
      reasonsOf(entry) || '–',
    ].join(' | '),
  );
  return `# Hosts

${counted(entries.length, 'host')}, ${odd} of them odd; the odd ones first.

| Host | Odd | Profile | Machine | Why |
| --- | ---: | --- | --- | --- |
${rows.map((row) => `| ${row} |`).join('\n')}

Points for being odd, added up:

${ODD_RULES.map((rule) => `- ${markdownText(rule)}`).join('\n')}
`;
}

function reasonsOf({ why, differences }: IndexEntry): string {
  const reasons = why.map(({ text, points }) => `${text} (${points})`);
  const named = differences.slice(0, NAMED_DIFFERENCES).map(differenceWords);
  return [...reasons, ...named].map(markdownText).join('; ');
}
