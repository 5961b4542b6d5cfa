import type { Console } from '../console.ts';
import { type Finding, LINT_CODES, lintFile } from '../main/lint.ts';
import { shownText } from '../model/display.ts';
import { PantherError } from '../model/errors.ts';
import type { CommonFlags } from './flags.ts';

export interface LintFlags extends CommonFlags {
  files?: string[] | undefined;
  disko?: string | undefined;
  nixpkgs?: string | undefined;
  allow?: string[] | undefined;
}

type Linted = { file: string; findings: Finding[] } | { file: string; error: string };

const SHOWN = 160;
const COMPLAINT = 600;

/**
 * `lint`: the known defects of disko files. Exit 1 where one has some, 2 where one cannot be read (the
 * others are still looked at), 5 without nix-instantiate.
 */
export async function runLint(flags: LintFlags, out: Console): Promise<void> {
  const files = flags.files ?? [];
  if (files.length === 0) throw new PantherError('usage', 'lint needs a file; give a disko.nix');
  const unknown = flags.allow?.find((code) => !LINT_CODES.includes(code));
  if (unknown !== undefined) {
    const codes = LINT_CODES.join(', ');
    throw new PantherError('usage', `--allow ${shownText(unknown, 60)}: is none of ${codes}`);
  }
  const results: Linted[] = [];
  await out.during('linting', async (tell) => {
    for (const file of files) {
      tell(files.length === 1 ? file : `${results.length + 1} of ${files.length}, ${file}`);
      results.push(await lintOne(file, flags));
    }
  });
  if (flags.json) out.json({ files: results });
  else for (const result of results) show(result, out);
  conclude(results);
}

async function lintOne(file: string, flags: LintFlags): Promise<Linted> {
  try {
    const aids = { disko: flags.disko ?? null, nixpkgs: flags.nixpkgs ?? null };
    const findings = await lintFile(file, aids);
    return { file, findings: findings.filter(({ code }) => !flags.allow?.includes(code)) };
  } catch (error) {
    if (!(error instanceof PantherError) || error.failure !== 'input') throw error;
    return { file, error: error.message };
  }
}

function show(result: Linted, out: Console): void {
  const file = shownText(result.file, SHOWN);
  if ('error' in result) {
    out.complain(shownText(result.error, COMPLAINT));
    return;
  }
  if (result.findings.length === 0) out.say(`${file}: nothing found`);
  for (const { code, line, path, says, detail, remedy } of result.findings) {
    const place = line === null ? file : `${file}:${line}`;
    const words = shownText(detail, code === 'type-error' ? COMPLAINT : SHOWN);
    out.prose(
      [
        `${out.strong(place)}: ${out.warn(code)}: ${shownText(path, SHOWN)}${words === '' ? '' : `: ${words}`}`,
        `    ${says}`,
        `    remedy: ${remedy}`,
      ].join('\n'),
    );
  }
}

function conclude(results: readonly Linted[]): void {
  const unread = results.filter((result) => 'error' in result).length;
  if (unread > 0) {
    throw new PantherError('input', `${unread} of ${results.length} files could not be linted`);
  }
  const found = results.reduce(
    (sum, result) => sum + ('findings' in result ? result.findings.length : 0),
    0,
  );
  if (found > 0) {
    throw new PantherError('finding', `${found} found; docs/lint.md explains each code`);
  }
}
