import { createInterface, type Interface } from 'node:readline';
import { EXIT } from '../exit.ts';
import { readSettings } from '../main.ts';
import type { GivenAnswers } from '../model/answers.ts';
import { inertText } from '../model/display.ts';
import { PantherError } from '../model/errors.ts';

/** One thing that hardware cannot tell, as the error says it that ends a run without an answer. */
interface Question {
  /** What is asked, and what there is to know about it, a line each. */
  lines: string[];
  /** The `key=value` of each answer that is offered, with its remark. */
  choices: { pair: string; remark: string }[];
  /** The key of an answer that is typed, where none is offered. */
  key: string | null;
}

const OFFER = /^ {2}--set (\S+=\S+?)(?: \((.*)\))?$/;
const EXAMPLE = /^ {2}--set ([A-Za-z.]+)='/;
/** So often a person may mistype before the run ends as it would without one. */
const TRIES = 3;

/** A person at a terminal, who is asked on standard error. */
export interface Person {
  /** The answers to what an error of kind `answer` asks for first; throws the error where there is none. */
  answer(error: PantherError): Promise<GivenAnswers>;
  /** Nothing more will be asked. */
  leave(): void;
}

/** A person behind standard input. */
export function personAtTerminal(): Person {
  let lines: AsyncIterator<string> | null = null;
  let terminal: Interface | null = null;
  const nextLine = async (prompt: string): Promise<string | null> => {
    if (terminal === null) {
      terminal = createInterface({ input: process.stdin, output: process.stderr });
      terminal.on('SIGINT', () => process.exit(EXIT.interrupted));
      lines = terminal[Symbol.asyncIterator]();
    }
    process.stderr.write(prompt);
    const { value, done } = (await lines?.next()) ?? { done: true };
    return done ? null : String(value).trim();
  };
  return {
    async answer(error) {
      const question = firstQuestion(error.message);
      if (question === null) throw error;
      process.stderr.write(`${inertText(shown(question))}\n`);
      for (let tries = 0; tries < TRIES; tries++) {
        const line = await nextLine(promptOf(question));
        if (line === null) break;
        const given = settingsIn(question, line);
        if (given !== null) return given;
      }
      throw error;
    },
    leave() {
      terminal?.close();
    },
  };
}

/** The first question of a message that lists several; null where it offers nothing to answer. */
export function firstQuestion(message: string): Question | null {
  const [head = '', ...rest] = message.split('\n');
  const end = rest.findIndex((line) => !line.startsWith('  '));
  const own = end < 0 ? rest : rest.slice(0, end);
  const question: Question = { lines: [head], choices: [], key: null };
  for (const line of own) {
    const [, pair, remark = ''] = OFFER.exec(line) ?? [];
    const [, key] = EXAMPLE.exec(line) ?? [];
    if (key !== undefined) question.key = key;
    else if (pair === undefined) question.lines.push(line);
    else if (!pair.includes('…')) question.choices.push({ pair, remark });
  }
  return question.choices.length === 0 && question.key === null ? null : question;
}

function shown({ lines, choices }: Question): string {
  const offers = choices.map(
    ({ pair, remark }, index) => `  ${index + 1}  ${pair}${remark === '' ? '' : ` (${remark})`}`,
  );
  return [...lines, ...offers].join('\n');
}

function promptOf({ choices, key }: Question): string {
  return choices.length === 0 ? `${key}: ` : `Which one? [1-${choices.length}] `;
}

/** What a line answers: the number of an offer, or a value for a key. Says what is wrong otherwise. */
function settingsIn({ choices, key }: Question, line: string): GivenAnswers | null {
  const pair = choices.length === 0 ? `${key}=${line}` : choices[Number(line) - 1]?.pair;
  if (pair === undefined || line === '') {
    process.stderr.write(
      choices.length === 0 ? 'An answer is needed.\n' : 'Give the number of one of them.\n',
    );
    return null;
  }
  try {
    return readSettings([pair]);
  } catch (error) {
    if (!(error instanceof PantherError)) throw error;
    process.stderr.write(`${inertText(error.message)}\n`);
    return null;
  }
}
