/** A requirement with its one scenario; every text is Markdown already. */
export interface Requirement {
  name: string;
  /** One sentence with SHALL. */
  text: string;
  scenario: string;
  when: string;
  outcome: string;
  /** What holds then, an item each; none where the sentence says it all. */
  items: readonly string[];
}

/** A requirement as it stands in a specification. */
export interface RequirementBlock {
  name: string;
  /** From its heading to the next one, without blank lines around it. */
  text: string;
}

const REQUIREMENT = /^###\s*Requirement:\s*(.+?)\s*$/i;
const SECTION = /^##\s/;
const SCENARIO = /^####\s/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/** A requirement in OpenSpec's form. */
export function requirementBlock(requirement: Requirement): RequirementBlock {
  const { name, text, scenario, when, outcome, items } = requirement;
  const lines = [
    `### Requirement: ${name}`,
    '',
    text,
    '',
    `#### Scenario: ${scenario}`,
    '',
    `- **WHEN** ${when}`,
    `- **THEN** ${outcome}`,
    ...items.map((item) => `  - ${item}`),
  ];
  return { name, text: lines.join('\n') };
}

/** The requirements of a specification that stands already; what is in a fenced block is none. */
export function requirementBlocks(spec: string): RequirementBlock[] {
  const blocks: { name: string; lines: string[] }[] = [];
  let isOpen = false;
  for (const { line, fenced } of fencedLines(spec)) {
    const [, name] = fenced ? [] : (REQUIREMENT.exec(line) ?? []);
    if (name !== undefined) blocks.push({ name, lines: [] });
    if (!fenced && SECTION.test(line)) isOpen = false;
    else if (name !== undefined) isOpen = true;
    if (isOpen) blocks.at(-1)?.lines.push(line);
  }
  return blocks.map(({ name, lines }) => ({ name, text: lines.join('\n').trim() }));
}

/** The scenarios of a requirement, each from its heading on, by the text of the heading. */
export function scenariosOf({ text }: RequirementBlock): Map<string, string> {
  const scenarios = new Map<string, string>();
  let heading: string | null = null;
  for (const { line, fenced } of fencedLines(text)) {
    if (!fenced && SCENARIO.test(line)) heading = line.trim();
    if (heading === null) continue;
    const before = scenarios.get(heading);
    scenarios.set(heading, before === undefined ? line : `${before}\n${line}`);
  }
  return new Map([...scenarios].map(([name, body]) => [name, body.trim()]));
}

/** The items of a requirement's lists, as they are written. */
export function itemsOf({ text }: RequirementBlock): string[] {
  return text.split('\n').flatMap((line) => {
    const [, item] = /^ {2}- (.+)$/.exec(line) ?? [];
    return item === undefined ? [] : [item];
  });
}

function* fencedLines(text: string): Generator<{ line: string; fenced: boolean }> {
  let fence: string | null = null;
  for (const line of text.replaceAll('\r\n', '\n').split('\n')) {
    const [, mark] = FENCE.exec(line) ?? [];
    const closes = fence !== null && mark?.startsWith(fence) === true;
    yield { line, fenced: fence !== null || mark !== undefined };
    if (closes) fence = null;
    else if (fence === null && mark !== undefined) fence = mark;
  }
}
