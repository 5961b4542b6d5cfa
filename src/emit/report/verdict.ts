import { CONCERN_LEVELS } from '../../model/concern-levels.ts';
import { counted, shownBytes } from '../../model/display.ts';
import type { Report, ReportedDisk } from '../../model/report.ts';
import { shownText } from '../picture/cells.ts';
import { countOf } from './concerns.ts';
import { type Document, type Inline, joined, type Line } from './document.ts';

/** What a concern of a level is marked with. */
export const LEVEL_NAMES = {
  loss: 'Data at risk',
  doubt: 'Doubt',
  warning: 'Warning',
  unknown: 'Gap',
} as const;

/** What concerns of a level are called where they are counted, one and several of them. */
export const LEVEL_WORDS = {
  loss: ['risk to data', 'risks to data'],
  doubt: ['doubt', 'doubts'],
  warning: ['warning', 'warnings'],
  unknown: ['gap', 'gaps'],
} as const;

/** The decision in one sentence: what an install would take. */
export function headlineOf({ disks: { taken } }: Report): Line {
  const lost = taken.filter(({ today }) => today === 'lost');
  const elsewhere = elsewhereOf(lost);
  const unseen = taken.filter(({ today }) => today === 'unseen');
  if (elsewhere.length > 0) {
    return [
      'An install destroys what ',
      ...names(lost.map(({ name }) => name)),
      ' holds, and what of it lies on ',
      ...names(elsewhere),
      ', which is left alone.',
    ];
  }
  if (lost.length > 0) {
    return ['An install destroys what ', ...names(lost.map(({ name }) => name)), ' holds today.'];
  }
  if (unseen.length > 0) {
    return [
      'What ',
      ...names(unseen.map(({ name }) => name)),
      ' holds was not seen: an install destroys it unlooked at.',
    ];
  }
  return ['An install destroys nothing that was seen.'];
}

/** What there is to decide about: the machine, how sure, what goes and what stays. */
export function verdictOf(report: Report): Document['verdict'] {
  const { machine, disks } = report;
  return [
    ...(machine === null ? [] : [{ term: 'Machine', line: [machineWords(machine)] }]),
    { term: 'Taken for', line: profileLine(report) },
    { term: 'Destroyed', line: joined(disks.taken.map(todayLine), '; ') },
    {
      term: 'Left alone',
      line:
        disks.untouched.length === 0
          ? ['No other disk was seen.']
          : joined(
              disks.untouched.map(({ name, model, size }) => [
                { code: name },
                inBrackets([brief(model), size]),
              ]),
              ', ',
            ),
    },
    {
      term: 'Afterwards',
      line: disks.encrypted
        ? ['Everything but the boot partition is encrypted.']
        : [{ strong: 'Not encrypted' }, ': whoever has the disk can read it.'],
    },
    { term: 'For a person', line: [concernWords(report)] },
  ];
}

/** So much of what a machine calls its parts stands above the decision; all of it stands in the table. */
const BRIEF = 80;

function brief<T extends string | null>(name: T): T {
  return (name === null ? null : shownText(name, BRIEF)) as T;
}

/** The machine in one line. */
export function machineWords(machine: NonNullable<Report['machine']>): string {
  const memory =
    machine.memoryBytes === null
      ? 'memory not known'
      : `${shownBytes(machine.memoryBytes)} of memory`;
  return [
    brief(machine.name),
    brief(machine.processor) ?? 'processor not known',
    memory,
    counted(machine.disks, 'disk'),
  ].join(' · ');
}

/** How many concerns there are of each level that has any. */
export function concernWords({ concerns }: Pick<Report, 'concerns'>): string {
  const parts = CONCERN_LEVELS.flatMap((level) => {
    const count = countOf(concerns, level);
    const [one, many] = LEVEL_WORDS[level];
    return count === 0 ? [] : [counted(count, one, many)];
  });
  return parts.length === 0 ? 'Nothing needs a look.' : parts.join(', ');
}

/** Disks that are not taken and lose data all the same, because it lies on a taken one as well. */
export function elsewhereOf(taken: readonly ReportedDisk[]): string[] {
  const own = new Set(taken.map(({ name }) => name));
  const reached = taken.flatMap(({ losses }) => losses.flatMap(({ alsoOn }) => alsoOn));
  return [...new Set(reached)].filter((name) => !own.has(name)).sort();
}

function profileLine({ profile: { id, confidence, score, ranked } }: Report): Line {
  const next = ranked.find(({ profile }) => profile !== id);
  const rest =
    next === undefined || next.score <= 0
      ? ', no other profile has any'
      : `, ${next.profile} comes next with ${next.score}`;
  const sure =
    confidence === 'answered' ? 'because a person said so' : `with ${confidence} confidence`;
  return [{ strong: id }, ` ${sure}: ${counted(score, 'point')}${rest}.`];
}

function todayLine({ name, model, size, today, losses }: ReportedDisk): Line {
  const disk: Inline[] = [{ code: name }, `${inBrackets([brief(model), size])}: `];
  if (today === 'unseen') return [...disk, { strong: 'what it holds was not seen' }];
  if (today === 'empty') return [...disk, 'nothing that was seen'];
  return [
    ...disk,
    ...joined(
      losses.map(({ place, type, mounts, alsoOn }) => [
        { strong: type },
        ` on ${place === 'whole disk' ? 'the whole disk' : place}`,
        ...(mounts.length === 0 ? [] : [`, mounted at ${mounts.join(' ')}`]),
        ...(alsoOn.length === 0 ? [] : [', ', { strong: `and its part on ${alsoOn.join(', ')}` }]),
      ]),
      '; ',
    ),
  ];
}

function inBrackets(parts: readonly (string | null)[]): string {
  const known = parts.filter((part) => part !== null);
  return known.length === 0 ? '' : ` (${known.join(', ')})`;
}

function names(list: readonly string[]): Inline[] {
  return joined(
    list.map((name) => [{ code: name }]),
    ' and ',
  );
}
