import type { Answers, GivenAnswers } from '../model/answers.ts';
import { PantherError } from '../model/errors.ts';
import type { Facts } from '../model/facts.ts';
import type { Match } from '../model/match.ts';
import type { Profile } from '../model/profile.ts';
import { RULES_VERSION } from '../model/rules-version.ts';
import { ANSWERS_SCHEMA } from '../model/schema-names.ts';
import { settleLayout } from './answers/layout.ts';
import { encryptionQuestion, profileQuestion, sshKeysQuestion } from './answers/questions.ts';
import { regionProblem } from './answers/region.ts';
import { bootFirmware } from './boot-firmware.ts';
import { type ChosenDisks, chooseDisks } from './layout/choose-disks.ts';
import { furtherKeys, isFurtherRole, partitionKeys } from './layout/partition-keys.ts';

export { mergeGiven } from './answers/merge.ts';
export { parseSet, type SettingKey, settingKeys } from './answers/set.ts';
export { answersYaml, completedAnswersYaml, parseAnswersYaml } from './answers/yaml.ts';

/** What the answers are settled from; `given` is what people said, later layers over earlier ones. */
export interface Unsettled {
  facts: Facts;
  match: Match;
  profiles: readonly Profile[];
  /** Id of a user's own profile → hash of its file. */
  profileHashes?: Readonly<Record<string, string>> | undefined;
  given: GivenAnswers;
  drawUuid: () => string;
}

/**
 * Every answer and every default that the plan will use. Same input and same draws, same answers;
 * uuids that were drawn before are kept.
 *
 * @throws PantherError `answer` that lists everything a person must still say, each with its `--set`;
 * `usage` when an answer cannot be.
 */
export function settleAnswers(input: Unsettled): Answers {
  const { facts, given } = input;
  const region = regionProblem(given);
  if (region !== null) throw new PantherError('usage', `${region.key}: ${region.text}`);
  const questions: string[] = [];
  const profile = settleProfile(input, questions);
  const encryption = given.encryption ?? (profile?.encryption === 'luks' ? 'luks' : null);
  if (profile !== null && encryption === null) questions.push(encryptionQuestion(profile));
  if (profile?.needsSshKeys && (given.sshKeys ?? []).length === 0)
    questions.push(sshKeysQuestion());
  const disks = settleDisks(facts, given, profile?.needsSshKeys ?? false, questions);
  if (profile === null || encryption === null || disks === null || questions.length > 0) {
    throw new PantherError('answer', questions.join('\n'));
  }

  const host = given.host ?? profile.id;
  const profileHash = input.profileHashes?.[profile.id];
  const hibernation = given.hibernation ?? false;
  const layout = settleLayout(input, profile, disks, encryption);
  const keys = partitionKeys({
    firmware: bootFirmware(facts),
    encryption,
    swapPartition: layout.swapKind === 'partition',
    redundancy: layout.redundancy,
    further: furtherKeys(disks.roled.map(({ role }) => role).filter((role) => isFurtherRole(role))),
  });
  return {
    schema: ANSWERS_SCHEMA,
    host,
    profile: profile.id,
    ...(profileHash === undefined ? {} : { profileHash }),
    user: given.user ?? 'panther',
    sshKeys: given.sshKeys ?? [],
    timeZone: given.timeZone ?? 'UTC',
    locale: given.locale ?? 'en_US.UTF-8',
    keyMap: given.keyMap ?? 'us',
    stateVersion: given.stateVersion ?? '26.05',
    encryption,
    hibernation,
    publicDiskIds: given.publicDiskIds ?? false,
    ...(given.initrdModules === undefined ? {} : { initrdModules: given.initrdModules }),
    ...(given.unlock === undefined ? {} : { unlock: given.unlock }),
    disk: disks.system.device,
    disks: Object.fromEntries(disks.roled.map(({ device, role }) => [device, role])),
    layout: { ...layout, label: given.layout?.label ?? host.slice(0, 60) },
    partitionUuids: drawMissing(given.partitionUuids ?? {}, keys, input.drawUuid),
    rules: RULES_VERSION,
  };
}

function settleProfile(input: Unsettled, questions: string[]): Profile | null {
  const { given, match, profiles } = input;
  const wanted = given.profile ?? match.profile;
  const found = profiles.find((profile) => profile.id === wanted);
  if (found !== undefined) return found;
  if (wanted !== null) {
    const ids = profiles.map((profile) => profile.id).join(', ');
    throw new PantherError('usage', `profile: no profile of that name; there are ${ids}`);
  }
  questions.push(profileQuestion(match, profiles));
  return null;
}

function settleDisks(
  facts: Facts,
  given: GivenAnswers,
  remote: boolean,
  questions: string[],
): ChosenDisks | null {
  try {
    return chooseDisks(facts, given, remote);
  } catch (error) {
    if (!(error instanceof PantherError) || error.failure !== 'answer') throw error;
    questions.push(error.message);
    return null;
  }
}

function drawMissing(
  given: Readonly<Record<string, string>>,
  keys: readonly string[],
  drawUuid: () => string,
): Record<string, string> {
  const drawn = keys.map((key) => [key, given[key] ?? drawUuid()] as const);
  const kept = Object.entries(given).filter(([key]) => !keys.includes(key));
  return Object.fromEntries([...drawn, ...kept]);
}
