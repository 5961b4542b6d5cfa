import type { Console } from '../console.ts';
import {
  drawingOf,
  drawLayout,
  type Entry,
  layoutChecks,
  layoutSvg,
  speaksUtf8,
  unseenDisks,
  writePlainFile,
} from '../main.ts';
import { shownText } from '../model/display.ts';
import { PantherError } from '../model/errors.ts';
import type { HostFlags } from './flags.ts';
import { deriveHost } from './request.ts';

export interface LayoutFlags extends HostFlags {
  svg?: string | undefined;
}

/** What a file or a pipe gets; a terminal may be narrower, and a wider one gains nothing. */
const PIPE_COLUMNS = 100;
const WIDEST = 120;

/** `layout`: the disk plan as a picture, with what it would destroy; writes only the SVG, if asked to. */
export async function runLayout(
  flags: LayoutFlags,
  reading: Promise<Entry>,
  out: Console,
): Promise<void> {
  if (flags.svg === '-' && flags.json) {
    throw new PantherError('usage', '--svg - and --json both want standard output; give one');
  }
  const { plan } = await deriveHost(flags, reading);
  const unseen = unseenDisks(plan);
  if (flags.svg === '-') {
    out.data(layoutSvg(plan.layout, plan.host));
    return;
  }
  if (flags.svg !== undefined) await writePlainFile(flags.svg, layoutSvg(plan.layout, plan.host));
  if (flags.json) {
    const checks = layoutChecks(plan.layout, unseen.length > 0);
    out.json({ host: plan.host, layout: plan.layout, checks, warnings: plan.warnings });
    return;
  }
  const columns = Math.min(process.stdout.columns ?? PIPE_COLUMNS, WIDEST);
  const ascii = !speaksUtf8(process.env);
  out.data(drawLayout(plan.layout, drawingOf(columns, { ascii, color: out.color }), unseen));
  for (const warning of plan.warnings)
    out.say(out.warn(`warning: ${shownText(warning.text, 2000)}`));
}
