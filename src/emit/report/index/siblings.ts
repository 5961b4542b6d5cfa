import { shownBytes } from '../../../model/display.ts';
import type { Report } from '../../../model/report.ts';

/** A host has siblings where so many of one profile are there, itself counted. */
export const FEWEST_SIBLINGS = 4;
/** What so many of them have in common is usual among them. */
export const USUAL_SHARE = 0.75;

/** What a host has in another way than its siblings do. */
export interface Difference {
  what: string;
  own: string;
  usual: string;
}

/** So many differences are named in a list of hosts. */
export const NAMED_DIFFERENCES = 3;

const ABSENT = 'not set';

/**
 * How each host differs from the other hosts of its profile, in the order of the reports: in hardware,
 * modules, answers and settings that three quarters of them share. What each host has for itself, such as
 * its name, is usual nowhere and never counts.
 */
export function siblingDifferences(reports: readonly Report[]): Difference[][] {
  const features = reports.map(featuresOf);
  const usual = new Map<string, ReadonlyMap<string, string>>();
  for (const profile of new Set(reports.map((report) => report.profile.id))) {
    const group = features.filter((_, index) => reports[index]?.profile.id === profile);
    if (group.length >= FEWEST_SIBLINGS) usual.set(profile, usualOf(group));
  }
  return reports.map((report, index) => {
    const own = features[index] ?? new Map();
    return [...(usual.get(report.profile.id) ?? [])].flatMap(([what, value]) => {
      const here = own.get(what) ?? ABSENT;
      return here === value ? [] : [{ what, own: here, usual: value }];
    });
  });
}

/** The values that most of a group share, by feature; a feature that most lack is usually absent. */
function usualOf(group: readonly ReadonlyMap<string, string>[]): Map<string, string> {
  const names = new Set(group.flatMap((features) => [...features.keys()]));
  const usual = new Map<string, string>();
  for (const name of [...names].sort()) {
    const counts = new Map<string, number>();
    for (const features of group) {
      const value = features.get(name) ?? ABSENT;
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const [most] = [...counts].sort(([, a], [, b]) => b - a);
    if (most !== undefined && most[1] >= group.length * USUAL_SHARE) usual.set(name, most[0]);
  }
  return usual;
}

function featuresOf({ machine, disks, modules, settings, answers }: Report): Map<string, string> {
  const hardware: [string, string | null | undefined][] = [
    ['firmware', machine?.firmware],
    ['architecture', machine?.architecture],
    ['virtualisation', machine?.virtualisation],
    ['processor', machine?.processor],
    ['memory', machine?.memoryBytes ? shownBytes(machine.memoryBytes) : null],
    ['disks', machine === null ? null : String(machine.disks)],
    ['disk size', disks.taken.map(({ size }) => size).join(', ')],
  ];
  return new Map([
    ...hardware.flatMap(([name, value]) => (value ? [[name, value] as const] : [])),
    ...modules.map(({ module }) => [`module ${module}`, 'on'] as const),
    ...answers.map(({ key, value }) => [`answer ${key}`, value] as const),
    ...settings.map(({ option, value }) => [option, value] as const),
  ]);
}

/** A difference in a few words. */
export function differenceWords({ what, own, usual }: Difference): string {
  return `${what}: ${shortened(own)}, usually ${shortened(usual)}`;
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
