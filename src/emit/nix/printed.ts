import type { SettingChange } from '../../model/host-check.ts';

interface PrintedLine {
  value: string;
  /** From the comment above it, or above the set that it stands in. */
  reason: string | null;
}

const COMMENT = /^\s*#\s?(.*)$/;
const ASSIGNMENT = /^(\S.*?) = (.*)$/;
/** A set that is spread over lines; a list or a function call is a value. */
const OPENS = /^(?:lib\.mkDefault |lib\.mkForce )?\{$/;

/**
 * Option path → value and reason of a Nix file that the printer made. It reads what the printer writes,
 * one attribute a line, two spaces a level; of lines that a person wrote otherwise it may see nothing.
 */
export function printedLines(text: string): Map<string, PrintedLine> {
  const found = new Map<string, PrintedLine>();
  const above: { name: string; reason: string | null }[] = [];
  let comment: string[] = [];
  let commented = false;
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] as string;
    const said = COMMENT.exec(line)?.[1];
    const isComment = said !== undefined;
    // Neighbours share a comment: an empty line or the next comment ends it.
    if (isComment) comment = commented ? [...comment, said] : [said];
    else if (line.trim() === '') comment = [];
    commented = isComment;
    if (isComment) continue;
    if (/^\s*\};?$/.test(line)) above.pop();
    // What stands above the module is about the file.
    if (/^(?:\{|\s*\};?)$/.test(line)) comment = [];
    const [, name, first] = ASSIGNMENT.exec(line.trim()) ?? [];
    if (name === undefined || first === undefined) continue;
    const reason = comment.length > 0 ? comment.join(' ') : (above.at(-1)?.reason ?? null);
    if (OPENS.test(first)) {
      above.push({ name, reason });
      comment = [];
      continue;
    }
    const { value, comments, end } = valueFrom(lines, at, first);
    found.set([...above.map((one) => one.name), name].join('.'), {
      value,
      reason: comments.length > 0 ? comments.join(' ') : reason,
    });
    at = end;
  }
  return found;
}

/** A value up to the semicolon at the end of a line that leaves no bracket open. */
function valueFrom(
  lines: readonly string[],
  at: number,
  first: string,
): { value: string; comments: string[]; end: number } {
  const parts: string[] = [];
  const comments: string[] = [];
  let open = 0;
  for (let end = at; end < lines.length; end += 1) {
    const part = end === at ? first : (lines[end] as string);
    const said = end === at ? undefined : COMMENT.exec(part)?.[1];
    if (said !== undefined) {
      comments.push(said);
      continue;
    }
    parts.push(part.trim());
    open += openedIn(part);
    if (open <= 0 && part.endsWith(';')) {
      return { value: parts.join(' ').slice(0, -1), comments, end };
    }
  }
  return { value: parts.join(' '), comments, end: lines.length };
}

/** Brackets that a line opens, less those that it closes; what stands in strings is none. */
function openedIn(line: string): number {
  const bare = line.replace(/"(?:\\.|[^"\\])*"/g, '');
  return (bare.match(/[[{(]/g)?.length ?? 0) - (bare.match(/[\])}]/g)?.length ?? 0);
}

/** The lines that differ between two versions of an emitted file, sorted by option. */
export function settingChanges(file: string, before: string, after: string): SettingChange[] {
  const [was, is] = [printedLines(before), printedLines(after)];
  const options = [...new Set([...was.keys(), ...is.keys()])].sort();
  return options.flatMap((option): SettingChange[] => {
    const [old, now] = [was.get(option), is.get(option)];
    if (old?.value === now?.value) return [];
    const reason = now?.reason ?? old?.reason ?? null;
    return [{ file, option, before: old?.value ?? null, after: now?.value ?? null, reason }];
  });
}
