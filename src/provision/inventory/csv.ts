import { answersFromWords } from './answer-words.ts';
import { type Draft, type DraftHost, onLine, type Problem } from './draft.ts';

const COLUMNS = ['name', 'address', 'port', 'user', 'tags', 'provider', 'hostKey'];
const ANSWER = 'answers.';

interface Row {
  line: number;
  cells: string[];
}

/** Whether the first line of a text is a header of hosts. */
export function looksLikeCsv(text: string): boolean {
  const [header] = rowsOf(text.slice(0, 65_536), []);
  return header !== undefined && header.cells.length > 1 && header.cells.includes('address');
}

/**
 * CSV after RFC 4180 with a header: name, address, port, user, tags (parted by spaces), provider,
 * hostKey, and a column `answers.<key>` for each answer. An empty cell says nothing.
 */
export function readCsv(text: string): Draft {
  const problems: Problem[] = [];
  const [header, ...rows] = rowsOf(text, problems);
  const columns = header?.cells ?? [];
  const unknown = columns.filter((name) => !COLUMNS.includes(name) && !name.startsWith(ANSWER));
  for (const name of unknown) {
    const known = `${COLUMNS.join(', ')} and answers.<key>`;
    problems.push({ line: 1, text: `column ${JSON.stringify(name)}: no such column; ${known}` });
  }
  for (const name of new Set(columns.filter((column, at) => columns.indexOf(column) !== at))) {
    problems.push({ line: 1, text: `column ${JSON.stringify(name)} is there twice` });
  }
  const hosts = rows.flatMap((row): DraftHost[] => {
    if (row.cells.length !== columns.length) {
      const text = `has ${row.cells.length} cells where the header has ${columns.length}`;
      problems.push({ line: row.line, text });
      return [];
    }
    return [hostOf(row, columns)];
  });
  return { hosts, problems };
}

function hostOf({ line, cells }: Row, columns: readonly string[]): DraftHost {
  const cell = (name: string): string | undefined => cells[columns.indexOf(name)] || undefined;
  const words = columns.flatMap((name, index) =>
    name.startsWith(ANSWER) ? [[name.slice(ANSWER.length), cells[index] ?? ''] as const] : [],
  );
  return {
    name: cell('name'),
    address: cell('address'),
    port: cell('port'),
    user: cell('user'),
    tags: cell('tags')?.split(/[\s;]+/),
    provider: cell('provider'),
    hostKeys: cell('hostKey'),
    answers: [{ value: answersFromWords(words), line: onLine(line) }],
    line: onLine(line),
  };
}

/** Rows that hold anything, with the line on which each begins; cells are trimmed. */
function rowsOf(text: string, problems: Problem[]): Row[] {
  const rows: Row[] = [];
  let cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  let line = 1;
  let start = 1;
  const endRow = (): void => {
    cells.push(cell.trim());
    if (cells.length > 1 || (cells[0] !== '' && !cells[0]?.startsWith('#'))) {
      rows.push({ line: start, cells });
    }
    cells = [];
    cell = '';
    start = line;
  };
  const plain = text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
  for (let at = 0; at < plain.length; at += 1) {
    const mark = plain[at] ?? '';
    if (mark === '\n') line += 1;
    if (isQuoted) {
      if (mark !== '"') cell += mark;
      else if (plain[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else isQuoted = false;
    } else if (mark === '"' && cell.trim() === '') {
      isQuoted = true;
      cell = '';
    } else if (mark === ',') {
      cells.push(cell.trim());
      cell = '';
    } else if (mark === '\n') endRow();
    else cell += mark;
  }
  if (isQuoted) problems.push({ line: start, text: 'a quoted cell has no end' });
  if (cell !== '' || cells.length > 0) endRow();
  return rows;
}
