import { template } from '../assets/read.ts';
import type { Capture } from '../model/capture.ts';
import type { Facts, Gap } from '../model/facts.ts';
import type { Match } from '../model/match.ts';
import type { HostPlan } from '../model/plan.ts';
import { hardwareRows } from './hardware-rows.ts';
import { printGroupValue } from './lines.ts';
import { markdownBlock, markdownCode, markdownText } from './markdown.ts';
import { groupSettings, type SettingGroup } from './settings.ts';
import { layoutTitle } from './svg/layout.ts';

/** What a report tells about. */
export interface ReportInput {
  plan: HostPlan;
  facts: Facts;
  match: Match;
  capture: Capture | null;
  /** The disk plan as drawn for a terminal. */
  picture: string;
}

type Render = (view: object) => string;
let compiled: Render | null = null;

/** The Markdown report of a host; every text from the machine is escaped by the template itself. */
export async function reportText(input: ReportInput): Promise<string> {
  compiled ??= await compile();
  return compiled({ ...viewOf(input), code: markdownCode });
}

async function compile(): Promise<Render> {
  const { default: ejs } = await import('ejs');
  const render = ejs.compile(template('report.md.ejs'), {
    escape: (value: unknown) => markdownText(String(value)),
    localsName: 'it',
    strict: true,
    _with: false,
  });
  return (view) => render(view);
}

function viewOf({ plan, facts, match, capture, picture }: ReportInput): object {
  const { evidence } = plan.profile;
  return {
    host: plan.host,
    profile: plan.profile.id,
    confidence: plan.profile.confidence,
    traits: plan.profile.traits,
    evidenceFor: evidence.filter((item) => item.weight >= 0),
    evidenceAgainst: evidence.filter((item) => item.weight < 0),
    runnersUp: match.ranked,
    hardware: hardwareRows(facts),
    pictureTitle: layoutTitle(plan.layout, plan.host),
    picture: markdownBlock(picture),
    losses: plan.layout.losses,
    untouched: plan.layout.untouched,
    modules: plan.modules,
    imports: plan.imports,
    settings: groupSettings(plan.settings).map(settingRow),
    warnings: plan.warnings,
    gaps: distinctGaps([...plan.gaps, ...facts.gaps]),
    readings: capture === null ? null : readingCounts(capture),
  };
}

function settingRow(group: SettingGroup): object {
  return {
    option: group.path,
    // Strings hold no raw line breaks once printed, so these are layout only.
    value: printGroupValue(group, '', 0).replaceAll(/\n\s*/g, ' '),
    reasons: [...new Set(group.settings.map((setting) => setting.reason))].join(' '),
    rules: [...new Set(group.settings.map((setting) => setting.rule))],
  };
}

function distinctGaps(gaps: readonly Gap[]): Gap[] {
  return [...new Map(gaps.map((gap) => [`${gap.code} ${gap.subject} ${gap.text}`, gap])).values()];
}

function readingCounts({ readings }: Capture): object {
  const counts = { ok: 0, absent: 0, denied: 0, failed: 0 };
  const odd: { id: string; status: string; reason: string }[] = [];
  for (const id of Object.keys(readings).sort()) {
    const reading = readings[id];
    if (reading === undefined) continue;
    counts[reading.status] += 1;
    if (reading.status === 'denied' || reading.status === 'failed') {
      odd.push({ id, status: reading.status, reason: reading.reason });
    }
  }
  return { ...counts, odd };
}
