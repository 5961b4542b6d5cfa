import type { Console } from '../console.ts';
import { type explain, printNix } from '../main.ts';
import type { Capture, Reading } from '../model/capture.ts';
import { shownText, signed } from '../model/display.ts';
import { gapLines } from './gap-report.ts';

type Explanation = ReturnType<typeof explain>;
type Fact = Explanation['settings'][number]['facts'][number];

/** An explanation for a person, a line an element; empty where nothing was found. */
export function explanationLines(
  explanation: Explanation,
  capture: Capture | null,
  out: Console,
): string[] {
  const whole = explanation.asked === null;
  // The facts of everything would be the whole machine; a part has its own in full.
  const facts = (list: readonly Fact[]): string[] =>
    whole ? briefFacts(list) : list.flatMap((fact) => factLines(fact, capture));
  const sections = [
    ...profileLines(explanation, out),
    ...(explanation.asked === 'profile' ? facts(explanation.profile?.facts ?? []) : []),
    ...explanation.rules.map(
      ({ id, source, reason, applies }) =>
        `${out.strong(`rule ${id}`)} (${source}): ${reason}${applies ? '' : ' It sets nothing in this plan.'}`,
    ),
    ...explanation.settings.flatMap((setting) => [
      out.strong(`${shownText(setting.option, 200)} = ${shownNix(setting.value)}`),
      `  ${setting.reason}`,
      `  rule ${setting.rule}${setting.source === null ? '' : ` (${setting.source})`}, in ${setting.file}`,
      ...setting.facts.flatMap((fact) => factLines(fact, capture)),
    ]),
    ...explanation.modules.flatMap(({ module, reason, rule, facts: from }) => [
      `${out.strong(module)}: ${reason} [${rule}]`,
      ...(whole ? [] : facts(from)),
    ]),
    ...explanation.imports.flatMap(({ module, reason, rule, covers, from }) => [
      `${out.strong(`nixos-hardware ${module}`)}: ${reason} [${rule}]${covers.length === 0 ? '' : ` It sets ${covers.join(', ')}.`}`,
      ...facts(from),
    ]),
    ...explanation.layout.flatMap(({ kind, name, reason, facts: from }) => [
      `${out.strong(`${kind} ${shownText(name, 80)}`)}: ${reason}`,
      ...(whole ? [] : facts(from)),
    ]),
    ...explanation.losses.map(
      ({ disk, partition, type, mounts }) =>
        `lost by an install: ${[disk, partition ?? 'whole disk', type, ...mounts].map((word) => shownText(word, 60)).join(', ')}`,
    ),
    ...explanation.persisted.flatMap(pathLines),
    ...explanation.answers.flatMap((answer) => [
      ...factLines(answer, capture),
      ...(answer.options.length === 0 ? [] : [`    decides ${answer.options.join(', ')}`]),
    ]),
    ...explanation.facts.flatMap((fact) => [
      ...factLines(fact, capture),
      ...(fact.follows.length === 0
        ? ['    nothing in this plan follows from it']
        : [`    decides ${fact.follows.map((word) => shownText(word, 120)).join(', ')}`]),
    ]),
    ...explanation.readings.flatMap((reading) => readingLines(reading, capture, out)),
    ...explanation.warnings.flatMap(({ code, text, from }) => [
      `${out.warn('warning')}: ${shownText(text, 2000)} [${code}]`,
      ...(whole ? [] : facts(from)),
    ]),
    ...(explanation.asked === 'gaps'
      ? gapLines(explanation, capture)
      : explanation.gaps.flatMap(({ code, text, from }) => [
          `gap: ${shownText(text, 2000)} [${code}]`,
          ...(whole ? [] : facts(from)),
        ])),
  ];
  if (sections.length === 0) return [];
  return [
    ...sections,
    ...explanation.override.map((sentence) => `to change it: ${shownText(sentence, 400)}`),
  ];
}

function profileLines({ profile }: Explanation, out: Console): string[] {
  if (profile === null) return [];
  const { runnerUp } = profile;
  return [
    `${out.strong(`profile ${profile.id}`)}, ${profile.confidence} confidence; traits: ${profile.traits.join(', ') || 'none'}`,
    ...profile.evidence.map(evidenceLine),
    ...(runnerUp === null
      ? []
      : [
          `next: profile ${runnerUp.profile}, ${runnerUp.score}`,
          ...runnerUp.evidence.map(evidenceLine),
        ]),
  ];
}

function evidenceLine({
  weight,
  text,
  facts,
}: NonNullable<Explanation['profile']>['evidence'][number]): string {
  const from = facts.map((path) => shownText(path, 80)).join(', ');
  return `  ${signed(weight)}  ${shownText(text, 400)}${from === '' ? '' : ` (${from})`}`;
}

function pathLines({ path, keptBy, why, when, by }: Explanation['persisted'][number]): string[] {
  const cause =
    when === null
      ? 'always'
      : `while ${when} is set; ${by.length === 0 ? 'nothing in this plan sets it' : `here by ${by.join(', ')}`}`;
  return [`${path}: ${why}`, `  kept by ${keptBy}, ${cause}`];
}

function briefFacts(facts: readonly Fact[]): string[] {
  return facts.length === 0
    ? []
    : [`  from ${facts.map(({ path }) => shownText(path, 80)).join(', ')}`];
}

function factLines(fact: Fact, capture: Capture | null): string[] {
  const value = fact.known ? shownValue(fact.value) : 'not known here';
  return [
    `  from ${shownText(fact.path, 120)}: ${value}`,
    ...fact.readings.flatMap((id) => {
      const excerpts = fact.excerpts.filter(({ reading }) => reading === id);
      const name = `    read from ${shownText(id, 120)}`;
      if (excerpts.length > 0) {
        return excerpts.map(
          ({ place, text }) =>
            `${name}${place === null ? '' : `, ${shownText(place, 120)}`}: ${shownText(text, 200)}`,
        );
      }
      const reading = capture?.readings[id];
      return [`${name}${reading === undefined ? '' : `: ${shownReading(reading)}`}`];
    }),
  ];
}

/** The first lines of a reading, for a person to see what there is. */
const SHOWN_LINES = 6;

function readingLines(
  { id, facts }: Explanation['readings'][number],
  capture: Capture | null,
  out: Console,
): string[] {
  const reading = capture?.readings[id];
  const text =
    reading?.status !== 'ok' || reading.kind === 'binary' || reading.kind === 'report'
      ? []
      : typeof reading.data === 'string'
        ? reading.data.split('\n')
        : reading.data;
  const filled = text.filter((line) => line.trim() !== '');
  const what = reading === undefined ? 'the recording is not at hand' : shownReading(reading);
  return [
    `${out.strong(shownText(id, 200))}: ${what}`,
    ...filled.slice(0, SHOWN_LINES).map((line) => `    ${shownText(line, 160)}`),
    ...(filled.length > SHOWN_LINES ? [`    and ${filled.length - SHOWN_LINES} more lines`] : []),
    facts.length === 0
      ? '  no fact was taken from it'
      : `  gives ${facts.map((path) => shownText(path, 80)).join(', ')}`,
  ];
}

/** A reading of which no single place gives the fact: it was counted, or concluded from the whole. */
function shownReading(reading: Reading): string {
  if (reading.status !== 'ok') return `${reading.status} (${shownText(reading.reason, 60)})`;
  if (reading.kind === 'report') return `a ${shownText(reading.format, 40)} report, as a whole`;
  if (reading.kind === 'list') return `${reading.data.length} names`;
  if (reading.data.trim() === '') return 'empty';
  return `${reading.data.length} characters of text, as a whole`;
}

/** A value as it stands in the file, on one line. */
function shownNix(value: Explanation['settings'][number]['value']): string {
  return shownText(printNix(value, '').replace(/\n\s*/g, ' '), 160);
}

function shownValue(value: unknown): string {
  return shownText(JSON.stringify(value) ?? 'unknown', 160);
}
