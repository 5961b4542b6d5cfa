import { counted } from '../../model/display.ts';
import type {
  Cause,
  HostDifferences,
  HostHistory,
  IdentifierPlace,
} from '../../model/host-check.ts';
import { markdownCode, markdownText } from '../markdown.ts';
import { bounded, identityNotes, oneLine, SCOPE_TITLES } from './comparison.ts';
import { changeTexts, diskTexts, settingRows } from './host-words.ts';
import { pointList } from './markdown.ts';

/** What the summary tells of one host. */
export interface CheckedHost {
  name: string;
  causes: readonly Cause[];
  /** Files that are not what the tool makes. */
  drift: readonly { path?: string }[];
  identifiers: readonly IdentifierPlace[];
  differences: HostDifferences | null;
  /** Since the revision that was named; null: nothing, or none was. */
  since: HostHistory | null;
}

export interface CheckSummary {
  hosts: readonly CheckedHost[];
  /** The revision as it was named; null: none was. */
  base: string | null;
  /** Hosts that were there then and are not any more. */
  removed: readonly string[];
}

/** Hosts that are told in full, points of a list, and characters in all: GitHub takes 65,536 a comment. */
const MOST_HOSTS = 20;
const MOST_POINTS = 15;
const MOST_NAMES = 100;
const MOST_CHARACTERS = 60_000;

/** A summary of `check` as Markdown, fit for a comment of a pull request: bounded, and nothing in it acts. */
export function checkMarkdown({ hosts, base, removed }: CheckSummary): string {
  const drifted = hosts.filter(isDrifted);
  const changed = hosts.filter((host) => !isDrifted(host) && host.since !== null);
  const told = [...drifted, ...changed];
  const calm = hosts.length - told.length;
  const head = [
    `### ${headline(drifted.length, hosts.length)}`,
    ...(base === null ? [] : ['', `Compared with ${markdownCode(base)}.`]),
    ...(removed.length === 0 ? [] : ['']),
    ...pointList(
      removed.map((name) => `${markdownCode(name)} is gone.`),
      MOST_NAMES,
    ),
  ];
  const foot =
    calm > 0 && told.length > 0
      ? [
          '',
          `${counted(calm, 'other host holds', 'other hosts hold')}${base === null ? '' : ' and did not change'}.`,
        ]
      : [];
  const sections: string[] = [];
  let room = MOST_CHARACTERS - head.join('\n').length - 16_000;
  let untold: CheckedHost[] = [];
  for (const [at, host] of told.entries()) {
    const section = hostSection(host);
    room -= section.length;
    if (at >= MOST_HOSTS || room < 0) {
      untold = told.slice(at);
      break;
    }
    sections.push(section);
  }
  return `${[...head, ...sections, ...untoldSection(untold), ...foot].join('\n').trim()}\n`;
}

function headline(drifted: number, all: number): string {
  if (drifted === 0)
    return `panther-discover: ${all === 1 ? 'the host holds' : `all ${all} hosts hold`}`;
  const what =
    drifted === 1
      ? 'is not what the tool makes of its recording'
      : 'are not what the tool makes of their recordings';
  return `panther-discover: ${drifted} of ${counted(all, 'host')} ${what}`;
}

function isDrifted({ drift, causes }: CheckedHost): boolean {
  return drift.length > 0 || causes.length > 0;
}

function hostSection(host: CheckedHost): string {
  const { name, causes, drift, identifiers, differences, since } = host;
  const lines = [`#### ${markdownCode(name)}`, ''];
  if (isDrifted(host)) {
    lines.push(
      ...pointList(
        causes.map(({ code, text }) => `**Cause** (${code}): ${point(oneLine(text))}.`),
        MOST_POINTS,
      ),
    );
    lines.push(
      ...list(
        'Identifiers',
        identifiers.map(
          ({ path, place, what }) =>
            `${markdownCode(bounded(path))}, ${point(place)}: ${point(what)}`,
        ),
      ),
    );
    lines.push(...differenceParts(differences));
    if (drift.length > 0)
      lines.push(
        ...list(
          'Files',
          drift.map(({ path = '' }) => markdownCode(bounded(path))),
        ),
      );
  }
  if (since !== null) lines.push(...sinceParts(since, isDrifted(host)));
  return `\n${lines.join('\n')}`;
}

function sinceParts({ state, causes, differences }: HostHistory, isSecond: boolean): string[] {
  if (state === 'new') return ['A new host.'];
  const what = causes.map(({ text }) => point(oneLine(text))).join('; ');
  const parts = differenceParts(differences);
  const nothing = parts.length === 0 ? ' Neither hardware nor settings differ.' : '';
  return [...(isSecond ? [''] : []), `**Changed**: ${what}.${nothing}`, ...parts];
}

const SCOPES = ['hardware', 'contents', 'plugged', 'system'] as const;

function differenceParts(differences: HostDifferences | null): string[] {
  if (differences === null) return [];
  const { hardware, warnings, notes } = differences;
  const settings = settingRows(differences);
  const about = hardware === null || hardware.changes.length === 0 ? [] : identityNotes(hardware);
  return [
    ...list('Disks and what would be lost', diskTexts(differences).map(point)),
    ...SCOPES.flatMap((scope) =>
      list(SCOPE_TITLES[scope], changeTexts(differences, scope).map(point)),
    ),
    ...(settings.length === 0
      ? []
      : [
          '',
          '| Setting | Now | Before | Why |',
          '| --- | --- | --- | --- |',
          ...settings
            .slice(0, MOST_POINTS)
            .map(
              ({ option, before, after, reason }) =>
                `| ${markdownCode(bounded(option))} | ${value(after)} | ${value(before)} | ${reason === null ? '' : point(reason)} |`,
            ),
          ...(settings.length > MOST_POINTS
            ? ['', `… and ${settings.length - MOST_POINTS} more settings.`]
            : []),
        ]),
    ...list('New warnings', warnings.added.map(point)),
    ...list('Warnings that are settled', warnings.removed.map(point)),
    ...list('Notes', [...about, ...notes].map(point)),
  ];
}

function list(title: string, points: readonly string[]): string[] {
  return points.length === 0 ? [] : ['', `**${title}**`, '', ...pointList(points, MOST_POINTS)];
}

function value(text: string | null): string {
  return text === null ? 'not set' : markdownCode(bounded(text));
}

function point(text: string): string {
  return markdownText(bounded(text));
}

/** Hosts that there is no room for, by name and cause. */
function untoldSection(hosts: readonly CheckedHost[]): string[] {
  if (hosts.length === 0) return [];
  const names = hosts.map(({ name, causes, since }) => {
    const codes = [...causes.map(({ code }) => code), ...(since === null ? [] : [since.state])];
    return `${markdownCode(name)} (${[...new Set(codes)].join(', ')})`;
  });
  return ['', `**${counted(hosts.length, 'more host')}**`, '', ...pointList(names, MOST_NAMES)];
}
