import type { Console } from '../console.ts';
import { report, reportText } from '../main/report.ts';
import { type Entry, writePlainFile } from '../main.ts';
import { inertJson } from '../model/display.ts';
import { PantherError } from '../model/errors.ts';
import type { Report } from '../model/report.ts';
import type { HostFlags } from './flags.ts';
import { deriveHost } from './request.ts';

export interface ReportFlags extends HostFlags {
  hosts?: string[] | undefined;
  html?: boolean | undefined;
  index?: boolean | undefined;
  output?: string | undefined;
}

/** `report`: what a person reads about the host that a source leads to; writes only `--output`. */
export async function runReport(
  flags: ReportFlags,
  reading: Promise<Entry>,
  out: Console,
): Promise<void> {
  refuseTwoDocuments(flags);
  await giveReport(report(await deriveHost(flags, reading)), flags, out);
}

/** Gives a report in the form that was asked for. */
export async function giveReport(told: Report, flags: ReportFlags, out: Console): Promise<void> {
  const text =
    flags.json && !flags.html ? jsonText(told) : reportText(told, { html: flags.html ?? false });
  await giveText(text, flags, out);
}

/** Puts a text where it was asked for; with `--json` a file is told as `{output}`. */
export async function giveText(
  text: string,
  { output, json }: Pick<ReportFlags, 'output' | 'json'>,
  out: Console,
): Promise<void> {
  if (output === undefined || output === '-') return out.data(text);
  await writePlainFile(output, text);
  if (json) out.json({ output });
}

/** A value as one line of JSON that no terminal acts on. */
export function jsonText(value: unknown): string {
  return `${inertJson(JSON.stringify(value))}\n`;
}

/** Throws PantherError('usage') where a page and a JSON document both want standard output. */
export function refuseTwoDocuments({ html, json, output }: ReportFlags): void {
  if (!html || !json || (output !== undefined && output !== '-')) return;
  throw new PantherError('usage', '--html and --json both want standard output; give -o FILE');
}
