import type { Argv } from 'yargs';
import type { Runner } from './options.ts';

/** Adds one command to a command line. */
export type AddCommand = (line: Argv, run: Runner, all: readonly AddCommand[]) => Argv;

export interface TableOption {
  name: string;
  alias: string | null;
  /** Whether a value follows; else the flag says it all. */
  takesValue: boolean;
  isList: boolean;
  isNumber: boolean;
  choices: readonly string[];
  describe: string;
}

export interface TablePositional {
  name: string;
  isList: boolean;
  isNeeded: boolean;
  choices: readonly string[];
  describe: string;
}

/** A command as the command line knows it. */
export interface TableCommand {
  /** The words that name it; none for the main job. */
  words: readonly string[];
  /** Null for one that the help does not show. */
  describe: string | null;
  positionals: readonly TablePositional[];
  /** Without those that every command has. */
  options: readonly TableOption[];
  examples: readonly { line: string; about: string }[];
  /** It only heads commands of its own. */
  isGroup: boolean;
}

/** Neither words nor flags. */
export const NO_COMMAND: TableCommand = {
  words: [],
  describe: null,
  positionals: [],
  options: [],
  examples: [],
  isGroup: false,
};

/** What yargs itself adds to every command. */
export const GLOBAL_OPTIONS: readonly TableOption[] = [
  tableOption('help', { type: 'boolean', alias: 'h', describe: 'Show help' }),
  tableOption('version', { type: 'boolean', describe: 'Show version number' }),
];

type Definition = Record<string, unknown>;
type Builder = (command: Argv) => unknown;

/** Words of a command's declaration after its name: `<shell>`, `[hosts..]`. */
const SLOT = /^([<[])([^\]>.]+)(\.\.)?[\]>]$/;

/**
 * The table of all commands, from the same calls that build the command line: what is added to one is
 * in the other.
 */
export function commandTable(all: readonly AddCommand[]): TableCommand[] {
  const table: TableCommand[] = [];
  for (const add of all) add(recorder([], table).line, async () => undefined, all);
  return table;
}

interface Draft {
  options: TableOption[];
  defined: Map<string, Definition>;
  examples: { line: string; about: string }[];
}

/** Takes the place of yargs: notes what it is told, and gives itself back like yargs does. */
function recorder(above: readonly string[], table: TableCommand[]): { line: Argv; draft: Draft } {
  const draft: Draft = { options: [], defined: new Map(), examples: [] };
  const answers: Record<string, (...args: never[]) => void> = {
    option: (name: string, definition: Definition) => {
      if (definition['hidden'] !== true) draft.options.push(tableOption(name, definition));
    },
    positional: (name: string, definition: Definition) => void draft.defined.set(name, definition),
    example: (line: string, about: string) => void draft.examples.push({ line, about }),
    command: (declared: string | readonly string[], describe: string | false, build?: Builder) => {
      const place = table.push(NO_COMMAND) - 1;
      const row = commandRow(above, declared, describe, build, table);
      table[place] = { ...row, isGroup: table.length > place + 1 };
    },
  };
  const line = new Proxy({} as Argv, {
    get:
      (_, method) =>
      (...args: never[]) => {
        answers[String(method)]?.(...args);
        return line;
      },
  });
  return { line, draft };
}

function commandRow(
  above: readonly string[],
  declared: string | readonly string[],
  describe: string | false,
  build: Builder | undefined,
  table: TableCommand[],
): TableCommand {
  const [name = '', ...slots] = String(typeof declared === 'string' ? declared : declared[0]).split(
    ' ',
  );
  const words = name === '$0' ? above : [...above, name];
  const { line, draft } = recorder(words, table);
  build?.(line);
  return {
    ...NO_COMMAND,
    words,
    describe: describe === false ? null : describe,
    positionals: slots.flatMap((slot) => positional(slot, draft.defined)),
    options: draft.options,
    examples: draft.examples,
  };
}

function positional(slot: string, defined: Draft['defined']): TablePositional[] {
  const [, bracket, name = '', dots] = SLOT.exec(slot) ?? [];
  if (bracket === undefined) return [];
  const definition = defined.get(name) ?? {};
  return [
    {
      name,
      isList: dots !== undefined,
      isNeeded: bracket === '<',
      choices: words(definition['choices']),
      describe: String(definition['describe'] ?? definition['description'] ?? ''),
    },
  ];
}

function tableOption(name: string, definition: Definition): TableOption {
  const { type, array, choices, alias } = definition;
  return {
    name,
    alias: words(alias).find((other) => other.length === 1) ?? null,
    takesValue: type !== 'boolean' && type !== 'count',
    isList: array === true || type === 'array',
    isNumber: type === 'number',
    choices: words(choices),
    describe: String(definition['describe'] ?? definition['description'] ?? ''),
  };
}

function words(value: unknown): string[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).map(String);
}
