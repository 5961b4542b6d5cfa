import { indexPage } from '../emit/html/index-page.ts';
import { reportPage } from '../emit/html/report.ts';
import { type Derived, type IndexEntry, indexOf } from '../emit/report/index/index.ts';
import { indexMarkdown } from '../emit/report/index/markdown.ts';
import { printMarkdown } from '../emit/report/markdown.ts';
import { reportOf } from '../emit/report/report.ts';
import { documentOf } from '../emit/report/sections.ts';
import { type Derivation, toldOf } from '../main.ts';
import { HostName } from '../model/answers.ts';
import type { Report } from '../model/report.ts';
import { writePages } from '../write/pages.ts';

/** report: what a person reads about a host, of the facts as they may be recorded. */
export function report(derivation: Pick<Derivation, 'known' | 'plan'>): Report {
  return reportOf(toldOf(derivation));
}

/** A report as text: Markdown without pictures, for none lies beside it, or a page of its own. */
export function reportText(told: Report, { html }: { html: boolean }): string {
  return html ? reportPage(told) : printMarkdown(documentOf(told, ''), { pictures: false });
}

/** A page of all hosts and one of each, as files of a folder; `tell` hears which one is made. */
export function reportPages(
  derived: Derived,
  tell: (host: string) => void = () => undefined,
): Record<string, string> {
  const places = new Map(
    derived.reports
      // A plan may come from a file: its host's name is proven before it names one.
      .filter(({ host }) => HostName.safeParse(host).success)
      .map((told) => [told.host, { place: `hosts/${told.host}.html`, told }]),
  );
  return {
    ...Object.fromEntries(
      [...places.values()].map(({ place, told }) => {
        tell(told.host);
        return [place, reportPage(told, '../index.html')];
      }),
    ),
    'index.html': indexPage(indexOf(derived), (host) => places.get(host)?.place ?? null),
  };
}

export { type Derived, type IndexEntry, indexMarkdown, indexOf, writePages };
