import type { Report, ReportedSetting } from '../../model/report.ts';
import { evidenceWords, rankingBars, weightBars } from './bars.ts';
import { diskSection } from './disk-section.ts';
import { type Block, codes, type Document, type Line, NOTHING, type Section } from './document.ts';
import { readingSection } from './reading-section.ts';
import { headlineOf, verdictOf } from './verdict.ts';

/**
 * The report as a document: the decision, what needs a person, and then what both rest on. `layoutWords`
 * says what the picture of the disks shows.
 */
export function documentOf(report: Report, layoutWords: string): Document {
  return {
    title: report.host,
    headline: headlineOf(report),
    verdict: verdictOf(report),
    sections: [
      concernSection(report),
      profileSection(report),
      diskSection(report, layoutWords),
      hardwareSection(report),
      answerSection(report),
      moduleSection(report),
      settingSection(report),
      readingSection(report),
    ],
  };
}

function concernSection({ concerns }: Report): Section {
  const blocks: Block[] =
    concerns.length === 0
      ? [
          {
            kind: 'text',
            line: ['Nothing: no data is at risk, nothing is doubted, nothing is missing.'],
          },
        ]
      : [{ kind: 'concerns', concerns }];
  return { id: 'person', title: 'What needs a person', blocks };
}

function profileSection({ profile }: Report): Section {
  const { id, confidence, evidence, ranked, traits } = profile;
  const words = evidenceWords(profile);
  const sure = confidence === 'answered' ? 'as a person said' : `${confidence} confidence`;
  return {
    id: 'profile',
    title: 'What it is, and how sure',
    blocks: [
      { kind: 'text', line: ['Profile ', { strong: id }, `, ${sure}. ${words}`] },
      { kind: 'picture', file: 'evidence.svg', words },
      {
        kind: 'table',
        about: `What speaks for and against ${id}`,
        columns: [{ title: 'Points', kind: 'number' }, { title: 'Because' }, { title: 'Facts' }],
        rows: evidence.map(({ weight, text, facts }) => [[signed(weight)], [text], codes(facts)]),
        bars: weightBars(evidence),
      },
      ...(ranked.length === 0
        ? []
        : [
            {
              kind: 'table',
              about: 'All profiles',
              columns: [{ title: 'Points', kind: 'number' }, { title: 'Profile' }],
              rows: ranked.map(({ profile: name, score }) => [
                [String(score)],
                name === id ? [{ strong: name }] : [name],
              ]),
              bars: rankingBars(ranked, id),
            } satisfies Block,
          ]),
      { kind: 'text', line: ['Traits: ', ...(traits.length === 0 ? ['none.'] : codes(traits))] },
    ],
  };
}

function hardwareSection({ hardware }: Report): Section {
  return {
    id: 'hardware',
    title: 'Hardware',
    blocks:
      hardware.length === 0
        ? [
            {
              kind: 'text',
              line: ['This run began with a plan, which does not tell of the machine.'],
            },
          ]
        : [
            {
              kind: 'table',
              about: 'What the machine is made of',
              columns: [{ title: 'Part' }, { title: 'Is' }, { title: 'Not known' }],
              rows: hardware.map(({ what, is, unknown }) => [
                [what],
                [is.join(' · ') || NOTHING],
                [unknown.join(', ') || NOTHING],
              ]),
            },
          ],
  };
}

function answerSection({ answers }: Report): Section {
  return {
    id: 'answers',
    title: 'Answers',
    blocks: [
      {
        kind: 'text',
        line: [
          'What hardware cannot tell, as a person said it or by default. They stand in ',
          { code: 'answers.yaml' },
          '.',
        ],
      },
      {
        kind: 'table',
        about: 'Answers and defaults',
        columns: [{ title: 'Answer', kind: 'name' }, { title: 'Value' }],
        rows: answers.map(({ key, value }) => [[{ code: key }], [value]]),
      },
    ],
  };
}

function moduleSection({ modules, imports }: Report): Section {
  return {
    id: 'modules',
    title: 'Modules',
    blocks: [
      {
        kind: 'table',
        about: 'PantherOS modules that are switched on',
        columns: [
          { title: 'Module', kind: 'name' },
          { title: 'Why' },
          { title: 'Rule', kind: 'name' },
        ],
        rows: modules.map(({ module, reason, rule }) => [
          [{ code: module }],
          [reason],
          [{ code: rule }],
        ]),
      },
      ...(imports.length === 0
        ? []
        : [
            { kind: 'text', line: ['From nixos-hardware:'] } as const,
            {
              kind: 'list',
              items: imports.map(
                ({ module, reason, covers }): Line => [
                  { code: module },
                  `: ${reason}`,
                  ...(covers.length === 0
                    ? []
                    : [' It sets ', ...codes(covers), ' as the rules would.']),
                ],
              ),
            } as const,
          ]),
    ],
  };
}

function settingSection({ settings }: Report): Section {
  const parts = [
    { part: 'hardware', file: 'hardware.nix', title: 'From the hardware' },
    { part: 'host', file: 'default.nix', title: 'From the profile and the answers' },
  ] as const;
  return {
    id: 'settings',
    title: 'Settings',
    blocks: [
      {
        kind: 'text',
        line: [
          'A plain definition in ',
          { code: 'local.nix' },
          ' wins over each, but for those that say ',
          { strong: 'fixed' },
          ' (',
          { code: 'lib.mkForce' },
          ' replaces them) and ',
          { strong: 'list' },
          ' (yours is added).',
        ],
      },
      ...parts.flatMap(({ part, file, title }): Block[] => {
        const own = settings.filter((setting) => setting.part === part);
        if (own.length === 0) return [];
        return [
          { kind: 'heading', line: [`${title}: `, { code: file }] },
          {
            kind: 'table',
            about: title,
            columns: [
              { title: 'Option', kind: 'name' },
              { title: 'Value' },
              { title: 'Why' },
              { title: 'Rule', kind: 'name' },
            ],
            rows: own.map(settingRow),
          },
        ];
      }),
    ],
  };
}

function settingRow({ option, value, priority, list, reason, rules }: ReportedSetting): Line[] {
  const mark = list ? 'list' : priority === 'default' ? null : 'fixed';
  const shown: Line = [{ code: value }, ...(mark === null ? [] : [' ', { strong: mark }])];
  return [[{ code: option }], shown, [reason], codes(rules)];
}

function signed(weight: number): string {
  return weight < 0 ? String(weight) : `+${weight}`;
}
