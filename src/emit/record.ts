import { Capture } from '../model/capture.ts';
import { PantherError } from '../model/errors.ts';
import { Facts } from '../model/facts.ts';
import type { FileTree } from '../model/tree.ts';
import { checkedHost } from './host.ts';
import { jsonText } from './json.ts';
import { type ReportInput, reportText } from './report.ts';
import { layoutSvg } from './svg/layout.ts';

/**
 * hardware-discovery/<host>: the redacted capture, the facts read from it, a report for people, and
 * the picture of the disks that it shows.
 * Throws PantherError('refused') for a capture that still holds identifiers: what is committed to
 * a repository must not.
 */
export async function renderRecord(input: ReportInput): Promise<FileTree> {
  const { plan, facts, capture } = input;
  if (capture !== null && !capture.redacted) {
    throw new PantherError(
      'refused',
      'the capture still holds serial numbers and addresses; redact it before it is recorded',
    );
  }
  const folder = `hardware-discovery/${checkedHost(plan)}`;
  const tree: FileTree = {};
  if (capture !== null) {
    tree[`${folder}/capture.json`] = { content: jsonText(Capture, capture), ownership: 'owned' };
  }
  tree[`${folder}/facts.json`] = { content: jsonText(Facts, facts), ownership: 'owned' };
  tree[`${folder}/report.md`] = { content: await reportText(input), ownership: 'owned' };
  tree[`${folder}/layout.svg`] = {
    content: layoutSvg(plan.layout, plan.host),
    ownership: 'owned',
  };
  return tree;
}
