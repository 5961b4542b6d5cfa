import type { Capture } from '../../model/capture.ts';
import { machineName } from '../../model/display.ts';
import type { Facts } from '../../model/facts.ts';
import type { Match } from '../../model/match.ts';
import type { HostPlan } from '../../model/plan.ts';
import type { Report, ReportedMachine } from '../../model/report.ts';
import { REPORT_SCHEMA } from '../../model/schema-names.ts';
import { concernsOf } from './concerns.ts';
import { reportedDisks } from './disks.ts';
import { hardwareRows } from './hardware.ts';
import { readingCounts, redactions } from './readings.ts';
import { reportedAnswers, reportedSettings } from './settings.ts';

/** What a report tells about; what a run that began further down does not have is null. */
export interface ReportInput {
  plan: HostPlan;
  facts: Facts | null;
  match: Match | null;
  capture: Capture | null;
}

/** The report of a host as data, from which every form of it is printed. Same input, same value. */
export function reportOf({ plan, facts, match, capture }: ReportInput): Report {
  const profile = reportedProfile(plan, match);
  return {
    schema: REPORT_SCHEMA,
    host: plan.host,
    machine: facts === null ? null : reportedMachine(facts),
    profile,
    concerns: concernsOf(plan, profile, facts?.gaps ?? []),
    hardware: facts === null ? [] : hardwareRows(facts),
    disks: reportedDisks(plan, facts),
    answers: reportedAnswers(plan.answers),
    modules: plan.modules.map(({ module, reason, rule }) => ({ module, reason, rule })),
    imports: plan.imports.map(({ module, reason, rule, covers }) => ({
      module,
      reason,
      rule,
      covers,
    })),
    settings: reportedSettings(plan.settings),
    readings: capture === null ? null : readingCounts(capture),
    redacted: capture === null || facts === null ? null : redactions(facts, capture),
  };
}

function reportedProfile({ profile }: HostPlan, match: Match | null): Report['profile'] {
  const { id, confidence, evidence, traits } = profile;
  return {
    id,
    confidence,
    score: evidence.reduce((sum, { weight }) => sum + weight, 0),
    evidence,
    traits,
    ranked: (match?.ranked ?? []).map(({ profile: name, score }) => ({ profile: name, score })),
  };
}

function reportedMachine(facts: Facts): ReportedMachine {
  const { identity, cpu, memory, firmware, platform, virtualisation } = facts;
  return {
    name: machineName(identity) ?? 'unnamed machine',
    processor: cpu.name ?? cpu.vendor,
    memoryBytes: memory.totalBytes,
    disks: facts.disks.length,
    firmware: firmware.mode,
    architecture: platform.architecture,
    virtualisation: virtualisation.kind,
  };
}
