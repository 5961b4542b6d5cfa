import { counted } from '../../model/display.ts';
import type { Report } from '../../model/report.ts';
import type { Block, Line, Section } from './document.ts';

/** What could not be read, and where hashes stand in place of identifiers. */
export function readingSection(report: Report): Section {
  const { readings, redacted } = report;
  const blocks: Block[] = [];
  if (readings === null) {
    blocks.push({
      kind: 'text',
      line: ['This run did not begin with a capture, so no recording stands beside this report.'],
    });
  } else {
    const { ok, absent, denied, failed, odd } = readings;
    blocks.push({
      kind: 'text',
      line: [
        `Readings in the capture: ${ok} ok, ${absent} absent, ${denied} denied, ${failed} failed.`,
      ],
    });
    if (odd.length > 0) {
      blocks.push({
        kind: 'list',
        items: odd.map(({ id, status, reason }) => [{ code: id }, `: ${status}, ${reason}`]),
      });
    }
  }
  return {
    id: 'readings',
    title: 'Readings and privacy',
    blocks: [...blocks, ...(redacted === null ? [] : redactedBlocks(redacted)), promise(report)],
  };
}

/** What a record holds no more; but for the name of a disk, where a person wanted that. */
function promise({ answers }: Report): Block {
  const isPublic = answers.some(({ key, value }) => key === 'publicDiskIds' && value === 'yes');
  return {
    kind: 'text',
    line: [
      'Serial numbers, UUIDs, WWNs, MAC and IP addresses, and the host name of the machine are not recorded. Where two of them must be comparable, a keyed hash stands in their place; the key is kept outside the repository.',
      ...(isPublic
        ? [
            ' ',
            { strong: 'The link of the system disk may hold its serial number' },
            ': the answer ',
            { code: 'publicDiskIds' },
            ' lets it through.',
          ]
        : []),
    ],
  };
}

function redactedBlocks({
  identifiers,
  facts,
  readings,
}: NonNullable<Report['redacted']>): Block[] {
  if (identifiers === 0) {
    return [{ kind: 'text', line: ['Redacted: nothing, for no identifier was found.'] }];
  }
  const items = [...facts, ...readings].map(
    ({ what, count }): Line => [{ code: what }, `: ${count}`],
  );
  return [
    {
      kind: 'text',
      line: [
        `Redacted: ${counted(identifiers, 'identifier')}, each by a keyed hash. They stand in these facts (how often) and readings (how many different ones):`,
      ],
    },
    { kind: 'list', items },
  ];
}
