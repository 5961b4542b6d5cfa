import * as z from 'zod';
import { Answers, GivenAnswers } from './answers.ts';
import { Capture } from './capture.ts';
import { Facts } from './facts.ts';
import { Match } from './match.ts';
import { HostPlan } from './plan.ts';
import { Profile } from './profile.ts';
import { ProposalSeal } from './proposal.ts';
import { Report } from './report.ts';
import { RepositoryManifest } from './tree.ts';

const SAVED = {
  answers: Answers,
  capture: Capture,
  facts: Facts,
  'given-answers': GivenAnswers,
  manifest: RepositoryManifest,
  match: Match,
  plan: HostPlan,
  profile: Profile,
  proposal: ProposalSeal,
  report: Report,
};

/** The JSON schema (draft 2020-12) of every value that is saved, by name; `schemas/` holds them. */
export function jsonSchemas(): Record<string, object> {
  return Object.fromEntries(
    Object.entries(SAVED).map(([name, schema]) => [name, z.toJSONSchema(schema, { io: 'input' })]),
  );
}
