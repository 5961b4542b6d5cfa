import { ANSWERS_SCHEMA, type Answers, type GivenAnswers } from '../model/answers.ts';
import { PantherError } from '../model/errors.ts';
import type { Facts } from '../model/facts.ts';
import type { Match } from '../model/match.ts';
import { RULES_VERSION } from '../model/plan.ts';
import type { Profile } from '../model/profile.ts';
import { encryptionQuestion, profileQuestion, sshKeysQuestion } from './answers/questions.ts';
import { bootFirmware } from './boot-firmware.ts';
import { type ChosenDisk, chooseDisk } from './layout/choose-disk.ts';
import { type RoledDisk, roledDisks } from './layout/data-disks.ts';
import { diskKind } from './layout/disk-kind.ts';
import { partitionKeys } from './layout/partition-keys.ts';
import { defaultEspSize, defaultSwapSize } from './layout/sizes.ts';

export { mergeGiven } from './answers/merge.ts';
export { parseSet } from './answers/set.ts';
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
  const questions: string[] = [];
  const profile = settleProfile(input, questions);
  const encryption = given.encryption ?? (profile?.encryption === 'luks' ? 'luks' : null);
  if (profile !== null && encryption === null) questions.push(encryptionQuestion(profile));
  if (profile?.needsSshKeys && (given.sshKeys ?? []).length === 0)
    questions.push(sshKeysQuestion());
  const disks = settleDisks(facts, given, questions);
  if (profile === null || encryption === null || disks === null || questions.length > 0) {
    throw new PantherError('answer', questions.join('\n'));
  }

  const host = given.host ?? profile.id;
  const profileHash = input.profileHashes?.[profile.id];
  const hibernation = given.hibernation ?? false;
  const layout = settleSizes(input, profile, disks.system, hibernation);
  const dataDisks = disks.roled.filter((roled) => roled.role === 'data').length;
  const keys = partitionKeys({
    firmware: bootFirmware(facts),
    encryption,
    swapPartition: layout.swapSize !== null && !hibernation,
    dataDisks,
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
  questions: string[],
): { system: ChosenDisk; roled: RoledDisk[] } | null {
  try {
    const system = chooseDisk(facts, given);
    const publicIds = given.publicDiskIds ?? false;
    return { system, roled: roledDisks(given.disks ?? {}, facts.disks, system.disk, publicIds) };
  } catch (error) {
    if (!(error instanceof PantherError) || error.failure !== 'answer') throw error;
    questions.push(error.message);
    return null;
  }
}

function settleSizes(
  { facts, given }: Unsettled,
  profile: Profile,
  { disk }: ChosenDisk,
  hibernation: boolean,
): Pick<Answers['layout'], 'espSize' | 'swapSize'> {
  const nvidia = facts.gpus.some((gpu) => gpu.maker === 'nvidia');
  const swapSize =
    given.layout?.swapSize !== undefined
      ? given.layout.swapSize
      : defaultSwapSize({
          hibernation,
          remote: profile.needsSshKeys,
          rotating: diskKind(disk) === 'hdd',
          memoryBytes: facts.memory.totalBytes,
          diskBytes: disk.sizeBytes,
        });
  return { espSize: given.layout?.espSize ?? defaultEspSize(disk.sizeBytes, nvidia), swapSize };
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
