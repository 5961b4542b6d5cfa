import { deriveRecorded } from '../../../src/main/rederive.ts';
import { report } from '../../../src/main/report.ts';
import { recordedCases } from '../../../src/main.ts';
import type { Report } from '../../../src/model/report.ts';

/** The report of every machine that this repository records, fixtures last. */
export async function recordedReports(): Promise<Report[]> {
  const reports: Report[] = [];
  for (const recorded of await recordedCases('.', [])) {
    reports.push({ ...report(await deriveRecorded('.', recorded)), host: recorded.name });
  }
  return reports;
}
