import { Capture } from '../model/capture.ts';
import { PantherError } from '../model/errors.ts';
import { Facts } from '../model/facts.ts';
import type { FileTree } from '../model/tree.ts';
import { checkedHost } from './host.ts';
import { jsonText } from './json.ts';
import { printMarkdown } from './report/markdown.ts';
import { type ReportInput, reportOf } from './report/report.ts';
import { documentOf } from './report/sections.ts';
import { evidenceSvg } from './svg/evidence.ts';
import { layoutSvg, layoutTitle } from './svg/layout.ts';

/**
 * hardware-discovery/<host>: the redacted capture, the facts read from it, a report for people, and
 * the pictures of the evidence and of the disks that it shows.
 * Throws PantherError('refused') for a capture that still holds identifiers: what is committed to
 * a repository must not.
 */
export function renderRecord(input: ReportInput & { facts: Facts }): FileTree {
  const { plan, facts, capture } = input;
  if (capture !== null && !capture.redacted) {
    throw new PantherError(
      'refused',
      'the capture still holds serial numbers and addresses; redact it before it is recorded',
    );
  }
  const report = reportOf(input);
  const document = documentOf(report, layoutTitle(plan.layout, plan.host));
  const texts = {
    ...(capture === null ? {} : { 'capture.json': jsonText(Capture, capture) }),
    'facts.json': jsonText(Facts, facts),
    'report.md': printMarkdown(document, { pictures: true }),
    'evidence.svg': evidenceSvg(report),
    'layout.svg': layoutSvg(plan.layout, plan.host),
  };
  const folder = `hardware-discovery/${checkedHost(plan)}`;
  return Object.fromEntries(
    Object.entries(texts).map(([name, content]) => [
      `${folder}/${name}`,
      { content, ownership: 'owned' as const },
    ]),
  );
}
