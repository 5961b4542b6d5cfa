import type { Console } from '../console.ts';
import type { explain } from '../main.ts';
import type { Capture, Reading } from '../model/capture.ts';
import { shownText } from '../model/display.ts';

type Explanation = ReturnType<typeof explain>;
type Fact = Explanation['settings'][number]['facts'][number];

/** An explanation for a person, a line an element; empty where nothing was found. */
export function explanationLines(
  explanation: Explanation,
  capture: Capture | null,
  out: Console,
): string[] {
  const sections = [
    ...profileLines(explanation, out),
    ...explanation.settings.flatMap((setting) => [
      out.strong(`${setting.option} = ${shownValue(setting.value)}`),
      `  ${setting.reason}`,
      `  rule ${setting.rule}${setting.source === null ? '' : ` (${setting.source})`}, in ${setting.file}`,
      ...setting.facts.flatMap((fact) => factLines(fact, capture)),
    ]),
    ...explanation.modules.map(
      ({ module, reason, rule }) => `${out.strong(module)}: ${reason} [${rule}]`,
    ),
    ...explanation.imports.map(
      ({ module, reason, rule, covers }) =>
        `${out.strong(`nixos-hardware ${module}`)}: ${reason} [${rule}]${covers.length === 0 ? '' : ` It sets ${covers.join(', ')}.`}`,
    ),
    ...explanation.layout.map(({ name, reason }) => `${out.strong(name)}: ${reason}`),
    ...explanation.warnings.map(({ text }) => `${out.warn('warning')}: ${text}`),
    ...explanation.gaps.map(({ text }) => `gap: ${text}`),
  ];
  if (sections.length === 0) return [];
  return [...sections, ...explanation.override.map((sentence) => `to change it: ${sentence}`)];
}

function profileLines({ profile }: Explanation, out: Console): string[] {
  if (profile === null) return [];
  return [
    `${out.strong(`profile ${profile.id}`)}, ${profile.confidence} confidence; traits: ${profile.traits.join(', ') || 'none'}`,
    ...profile.evidence.map(
      ({ weight, text, facts }) =>
        `  ${weight < 0 ? '' : '+'}${weight}  ${text} (${facts.join(', ')})`,
    ),
  ];
}

function factLines(fact: Fact, capture: Capture | null): string[] {
  const value = fact.known ? shownValue(fact.value) : 'not known here';
  return [
    `  from ${fact.path}: ${value}`,
    ...fact.readings.map((id) => {
      const reading = capture?.readings[id];
      return `    read from ${shownText(id, 120)}${reading === undefined ? '' : `: ${shownReading(reading)}`}`;
    }),
  ];
}

function shownReading(reading: Reading): string {
  if (reading.status !== 'ok') return `${reading.status} (${shownText(reading.reason, 60)})`;
  if (reading.kind === 'report') return `a ${reading.format} report`;
  if (reading.kind === 'list') return `${reading.data.length} names`;
  const [first = '', ...rest] = reading.data.trim().split('\n');
  return rest.length === 0 ? shownText(first, 80) : `${reading.data.length} characters of text`;
}

function shownValue(value: unknown): string {
  return shownText(JSON.stringify(value) ?? 'unknown', 160);
}
