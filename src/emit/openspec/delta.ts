import {
  type Requirement,
  type RequirementBlock,
  requirementBlock,
  requirementBlocks,
  scenariosOf,
} from './requirement.ts';

/** How a specification has to change to say what is wanted. */
export interface Delta {
  added: RequirementBlock[];
  /** Each with the block that it replaces. */
  modified: { before: RequirementBlock; after: RequirementBlock }[];
  removed: RequirementBlock[];
}

/**
 * What is wanted against what stands in a specification (null: there is none). Requirements and
 * scenarios that somebody else added to it stay: `ours` are the names that may be changed.
 */
export function deltaOf(
  wanted: readonly Requirement[],
  standing: string | null,
  ours: readonly string[],
): Delta {
  const before = new Map(
    requirementBlocks(standing ?? '').map((block) => [block.name, block] as const),
  );
  const delta: Delta = { added: [], modified: [], removed: [] };
  for (const block of wanted.map(requirementBlock)) {
    const there = before.get(block.name);
    if (there === undefined) delta.added.push(block);
    else {
      const after = withFurtherScenarios(block, there);
      if (after.text !== there.text) delta.modified.push({ before: there, after });
    }
  }
  const names = wanted.map(({ name }) => name);
  delta.removed = [...before.values()].filter(
    ({ name }) => ours.includes(name) && !names.includes(name),
  );
  return delta;
}

/** The delta as the spec.md of a change; `purpose` is for a specification that is new. */
export function deltaText({ added, modified, removed }: Delta, purpose: string | null): string {
  const sections = [
    ...(purpose === null ? [] : [`## Purpose\n\n${purpose}`]),
    ...section('ADDED', added),
    ...section(
      'MODIFIED',
      modified.map(({ after }) => after),
    ),
    ...section(
      'REMOVED',
      removed.map(({ name }) => ({ name, text: `### Requirement: ${name}` })),
    ),
  ];
  return `${sections.join('\n\n')}\n`;
}

function section(kind: string, blocks: readonly RequirementBlock[]): string[] {
  if (blocks.length === 0) return [];
  return [`## ${kind} Requirements`, ...blocks.map(({ text }) => text)];
}

function withFurtherScenarios(
  block: RequirementBlock,
  standing: RequirementBlock,
): RequirementBlock {
  const own = scenariosOf(block);
  const further = [...scenariosOf(standing)].filter(([heading]) => !own.has(heading));
  if (further.length === 0) return block;
  return { name: block.name, text: [block.text, ...further.map(([, body]) => body)].join('\n\n') };
}
