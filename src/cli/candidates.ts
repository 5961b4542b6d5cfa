import { GLOBAL_OPTIONS, NO_COMMAND, type TableCommand, type TableOption } from './table.ts';

/** What may stand for a value; the dynamic kinds are looked up in the repository. */
export type ValueKind =
  | 'host'
  | 'case'
  | 'fixture'
  | 'profile'
  | 'setting'
  | 'explained'
  | 'code'
  | 'source'
  | 'file'
  | 'directory'
  | 'none';

export interface Candidate {
  value: string;
  about: string;
}

/** What may follow on a command line that was typed so far. */
export interface Candidates {
  fixed: Candidate[];
  /** What is to be looked up besides. */
  kind: ValueKind;
  /** What stands before the value in the same word, such as `--set=`. */
  prefix: string;
  /** The part of the word that is to be completed. */
  begun: string;
  /** --out and --host as given so far. */
  out: string | null;
  host: string | null;
}

/** Flags and arguments by name; what is not listed takes a file. */
const KINDS: Readonly<Record<string, ValueKind>> = {
  host: 'host',
  hosts: 'case',
  names: 'fixture',
  profile: 'profile',
  set: 'setting',
  option: 'explained',
  allow: 'code',
  from: 'source',
  inputs: 'source',
  against: 'source',
  before: 'source',
  after: 'source',
  base: 'none',
  approve: 'none',
  out: 'directory',
  disko: 'directory',
  nixpkgs: 'directory',
};

/** Flags whose opposite means something of its own. */
const NEGATABLE = ['color', 'ask'];

/** Completes the last of the words, which may be empty; pure, from the table of commands. */
export function candidatesFor(
  table: readonly TableCommand[],
  typed: readonly string[],
): Candidates {
  const current = typed.at(-1) ?? '';
  const read = readWords(table, typed.slice(0, -1));
  const { command, awaited, given, places, onlyWords } = read;
  const found = (kind: ValueKind, fixed: Candidate[] = [], begun = current): Candidates => ({
    fixed: fixed.filter(({ value }) => value.startsWith(begun)),
    kind,
    begun,
    prefix: current.slice(0, current.length - begun.length),
    out: given.get('out')?.at(-1) ?? null,
    host: given.get('host')?.at(-1) ?? null,
  });
  if (awaited !== null) return valueAfter(awaited, found, current);
  const [, name, value] = onlyWords ? [] : (/^--([a-z-]+)=(.*)$/s.exec(current) ?? []);
  if (name !== undefined && value !== undefined) {
    const option = optionsOf(command).find((other) => other.name === name);
    return option?.takesValue ? valueAfter(option, found, value) : found('none');
  }
  if (!onlyWords && current.startsWith('-')) return found('none', flagsOf(command, given));
  const below = places === 0 && !onlyWords ? subcommands(table, command.words) : [];
  const place = command.positionals[Math.min(places, command.positionals.length - 1)];
  if (place === undefined || (places >= command.positionals.length && !place.isList)) {
    return found('none', below);
  }
  const chosen = place.choices.map((choice) => ({ value: choice, about: '' }));
  return found(chosen.length > 0 ? 'none' : kindOf(place.name), [...below, ...chosen]);
}

interface ReadWords {
  command: TableCommand;
  /** The option whose value comes next. */
  awaited: TableOption | null;
  given: Map<string, string[]>;
  /** So many arguments that are no flags stand there. */
  places: number;
  /** After `--` there are no flags. */
  onlyWords: boolean;
}

function readWords(table: readonly TableCommand[], words: readonly string[]): ReadWords {
  const main = table.find((row) => row.words.length === 0) ?? NO_COMMAND;
  const read: ReadWords = {
    command: main,
    awaited: null,
    given: new Map(),
    places: 0,
    onlyWords: false,
  };
  const note = (name: string, value: string) =>
    read.given.set(name, [...(read.given.get(name) ?? []), value]);
  for (const word of words) {
    if (read.awaited !== null) {
      note(read.awaited.name, word);
      read.awaited = null;
    } else if (word === '--') read.onlyWords = true;
    else if (!read.onlyWords && /^-./.test(word)) {
      const [head = '', value] = word.split(/=(.*)/s);
      const option = optionsOf(read.command).find(
        ({ name, alias }) => head === `--${name}` || head === `-${alias}`,
      );
      if (option === undefined) continue;
      if (value !== undefined || !option.takesValue) note(option.name, value ?? '');
      else read.awaited = option;
    } else {
      const next = [...read.command.words, word].join(' ');
      const below =
        read.places === 0 ? table.find((row) => row.words.join(' ') === next) : undefined;
      if (below === undefined) read.places += 1;
      else read.command = below;
    }
  }
  return read;
}

function valueAfter(
  { name, choices, isNumber }: TableOption,
  found: (kind: ValueKind, fixed?: Candidate[], begun?: string) => Candidates,
  begun: string,
): Candidates {
  if (choices.length > 0) {
    return found(
      'none',
      choices.map((value) => ({ value, about: '' })),
      begun,
    );
  }
  return found(isNumber ? 'none' : kindOf(name), [], begun);
}

function kindOf(name: string): ValueKind {
  return Object.hasOwn(KINDS, name) ? (KINDS[name] as ValueKind) : 'file';
}

function optionsOf(command: TableCommand): readonly TableOption[] {
  return [...command.options, ...GLOBAL_OPTIONS];
}

function flagsOf(command: TableCommand, given: ReadonlyMap<string, unknown>): Candidate[] {
  return optionsOf(command)
    .filter(({ name, isList }) => isList || !given.has(name))
    .flatMap(({ name, describe }) => [
      { value: `--${name}`, about: describe },
      ...(NEGATABLE.includes(name) ? [{ value: `--no-${name}`, about: `Not: ${describe}` }] : []),
    ]);
}

function subcommands(table: readonly TableCommand[], above: readonly string[]): Candidate[] {
  return table.flatMap(({ words, describe }) => {
    const isBelow =
      words.length === above.length + 1 && above.every((word, at) => words[at] === word);
    return isBelow && describe !== null ? [{ value: words.at(-1) ?? '', about: describe }] : [];
  });
}
