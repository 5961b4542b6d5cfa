import { VERSION } from '../assets/read.ts';
import { EXIT_MEANINGS } from '../exit.ts';
import {
  type AddCommand,
  commandTable,
  GLOBAL_OPTIONS,
  type TableCommand,
  type TableOption,
} from './table.ts';

const NAME = 'panther-discover';

/** Where the tool reads and writes besides the repository, and what of the environment it heeds. */
const ENVIRONMENT: readonly [string, string][] = [
  [
    'XDG_STATE_HOME',
    'The hashing key and raw recordings live in panther-discover below it; without it, below ~/.local/state.',
  ],
  ['NO_COLOR', 'No colours.'],
  ['FORCE_COLOR', 'Colours, whatever the terminal.'],
  ['TERM', 'dumb: no line of progress.'],
  [
    'PATH',
    'Where dmidecode, lspci, lsblk, systemd-detect-virt, ssh, nix-instantiate and git are looked for.',
  ],
];

const FILES: readonly [string, string][] = [
  [
    'hosts/<host>/',
    'One machine: its modules, hardware, disks, the answers, and local.nix, which is yours.',
  ],
  ['hardware-discovery/<host>/', 'What was read from it, identifiers hashed, and a report.'],
  ['config/panther.yaml', 'Answers for all hosts.'],
  ['config/profiles/<id>/profile.yaml', 'Profiles of your own.'],
  ['openspec/changes/', 'Proposals that hosts come with.'],
];

/** The man page in the man(7) language, from the same table as the command line itself. */
export function manPage(all: readonly AddCommand[]): string {
  const table = commandTable(all).filter(({ describe }) => describe !== null);
  const shared = sharedOptions(table);
  const commands = table.filter(({ words }) => words.length > 0);
  const main = table.find(({ words }) => words.length === 0);
  const lines = [
    `.TH PANTHER-DISCOVER 1 "" "${roff(`${NAME} ${VERSION}`)}" "PantherOS"`,
    '.SH NAME',
    `${roff(NAME)} \\- makes a PantherOS host out of a machine`,
    '.SH SYNOPSIS',
    ...table.flatMap(synopsis),
    '.SH DESCRIPTION',
    roff(
      'Fingerprints a machine, matches it to a profile and writes a complete NixOS host configuration and disk layout, each line with its reason. It reads, never writes outside the repository and its state directory, and touches no disk unless it is told to install.',
    ),
    '.PP',
    roff(
      'Data goes to standard output, everything else to standard error. What hardware cannot tell is asked for, never guessed.',
    ),
    ...(main === undefined
      ? []
      : ['.SH OPTIONS', roff('Of the main job, without a command:'), ...options(main, shared)]),
    '.SH COMMANDS',
    ...commands.flatMap((command) => commandPart(command, shared)),
    '.SH OPTIONS OF EVERY COMMAND',
    ...[...shared, ...GLOBAL_OPTIONS].flatMap(optionLines),
    '.SH EXIT STATUS',
    ...Object.entries(EXIT_MEANINGS).flatMap(([code, meaning]) => tagged(roff(code), meaning)),
    '.SH ENVIRONMENT',
    ...ENVIRONMENT.flatMap(([name, text]) => tagged(`\\fB${roff(name)}\\fR`, text)),
    '.SH FILES',
    ...FILES.flatMap(([name, text]) => tagged(`\\fI${roff(name)}\\fR`, text)),
    '.SH EXAMPLES',
    ...table.flatMap(({ examples }) =>
      examples.flatMap(({ line, about }) =>
        tagged(`\\fB${escaped(line.replace('$0', NAME))}\\fR`, capital(about)),
      ),
    ),
    '.SH SEE ALSO',
    '.BR nixos\\-rebuild (8),\n.BR cryptsetup (8),\n.BR ssh (1)',
  ];
  return `${lines.join('\n')}\n`;
}

/** The options that every command has. */
function sharedOptions(table: readonly TableCommand[]): TableOption[] {
  const real = table.filter(({ isGroup }) => !isGroup);
  const [first] = real;
  return (first?.options ?? []).filter(({ name }) =>
    real.every(({ options }) => options.some((option) => option.name === name)),
  );
}

function synopsis({ words, positionals, isGroup }: TableCommand, index: number): string[] {
  if (isGroup && words.length > 0) return [];
  const places = positionals.map(({ name, isList, isNeeded }) => {
    const word = `\\fI${roff(name.toUpperCase())}\\fR${isList ? '...' : ''}`;
    return isNeeded ? word : `[${word}]`;
  });
  const named = [NAME, ...words].map(roff).join(' ');
  return [
    ...(index === 0 ? [] : ['.br']),
    [`\\fB${named}\\fR`, '[\\fIoptions\\fR]', ...places].join(' '),
  ];
}

function commandPart(command: TableCommand, shared: readonly TableOption[]): string[] {
  const { words, describe, positionals } = command;
  return [
    `.SS ${roff(words.join(' '))}`,
    sentence(describe ?? ''),
    ...positionals.flatMap(({ name, describe: about, choices }) =>
      tagged(`\\fI${roff(name.toUpperCase())}\\fR`, withChoices(about, choices)),
    ),
    ...options(command, shared),
  ];
}

function options({ options: own }: TableCommand, shared: readonly TableOption[]): string[] {
  return own
    .filter(({ name }) => !shared.some((option) => option.name === name))
    .flatMap(optionLines);
}

function optionLines({ name, alias, takesValue, describe, choices }: TableOption): string[] {
  const names = [...(alias === null ? [] : [`-${alias}`]), `--${name}`];
  const value = takesValue ? ` \\fI${roff(name.toUpperCase().replaceAll('-', '_'))}\\fR` : '';
  return tagged(
    `${names.map((word) => `\\fB${roff(word)}\\fR`).join(', ')}${value}`,
    withChoices(describe, choices),
  );
}

function withChoices(about: string, choices: readonly string[]): string {
  return choices.length === 0 ? about : `${about}: ${choices.join(', ')}`;
}

function tagged(tag: string, text: string): string[] {
  return ['.TP', tag, sentence(text)];
}

function sentence(text: string): string {
  return roff(/[.!?]$/.test(text) ? text : `${text}.`);
}

const WIDTH = 78;

/** A text of ours as roff, in short lines: nothing in it is a request or an escape. */
function roff(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    const safe = escaped(word);
    if (line === undefined || line.length + 1 + safe.length > WIDTH) lines.push(safe);
    else lines[lines.length - 1] = `${line} ${safe}`;
  }
  return lines.map((line) => line.replace(/^[.']/, '\\&$&')).join('\n');
}

function escaped(word: string): string {
  return word.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll('…', '...');
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
