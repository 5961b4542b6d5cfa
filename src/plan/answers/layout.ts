import type { Answers, GivenAnswers } from '../../model/answers.ts';
import type { Profile } from '../../model/profile.ts';
import type { Unsettled } from '../answers.ts';
import { SERVER_SUBVOLUMES } from '../layout/btrfs.ts';
import type { ChosenDisks } from '../layout/choose-disks.ts';
import { diskKind } from '../layout/disk-kind.ts';
import { defaultEspSize, defaultSwapSize } from '../layout/sizes.ts';
import { roleOf } from '../rules/machine-kind.ts';

const WISHED_SWAP = '8G';

type LayoutAnswers = Omit<Answers['layout'], 'label'>;

/** Forms that stand on a desk and on the mains; what was not seen is not one. */
const DESK: readonly string[] = ['desktop', 'all-in-one', 'mini-pc'];

/** The answers `layout.*` but the label, by the rows of the decision table. */
export function settleLayout(
  { facts, given }: Pick<Unsettled, 'facts' | 'given'>,
  profile: Profile,
  { system, redundancy }: ChosenDisks,
  encryption: Answers['encryption'],
): LayoutAnswers {
  const { disk } = system;
  const hibernation = given.hibernation ?? false;
  const mirrored = redundancy === 'raid1' || redundancy === 'md';
  const kind = diskKind(disk);
  const wished = given.layout?.swapSize;
  const desk =
    DESK.includes(facts.chassis.form ?? '') &&
    encryption === 'luks' &&
    (kind === 'nvme' || kind === 'ssd') &&
    (disk.sizeBytes ?? 0) >= 100e9;
  // Who says what kind of swap it shall be wants some.
  const least = given.layout?.swapKind === undefined ? null : WISHED_SWAP;
  const swapSize =
    wished !== undefined
      ? wished
      : (defaultSwapSize({
          hibernation,
          mirrored,
          desk,
          remote: profile.needsSshKeys,
          rotating: kind === 'hdd',
          memoryBytes: facts.memory.totalBytes,
          diskBytes: disk.sizeBytes,
        }) ?? least);
  const filed = hibernation || (desk && wished === undefined && !mirrored && !profile.needsSshKeys);
  const nvidia = facts.gpus.some((gpu) => gpu.maker === 'nvidia');
  const swapKind = given.layout?.swapKind ?? (filed ? 'file' : 'partition');
  const subvolumes = settleSubvolumes(given, profile);
  return {
    espSize: given.layout?.espSize ?? defaultEspSize(disk.sizeBytes, nvidia),
    swapSize,
    ...(swapSize === null ? {} : { swapKind }),
    ...(redundancy === undefined ? {} : { redundancy }),
    ...(subvolumes === undefined ? {} : { subvolumes }),
  };
}

/** A server has more of them. A host whose uuids are drawn keeps those that it was installed with. */
function settleSubvolumes(
  { layout, partitionUuids }: Pick<GivenAnswers, 'layout' | 'partitionUuids'>,
  profile: Profile,
): LayoutAnswers['subvolumes'] {
  const isNew = Object.keys(partitionUuids ?? {}).length === 0;
  if (!isNew || roleOf(profile) !== 'server') return layout?.subvolumes;
  const wanted = Object.values(layout?.subvolumes ?? {});
  const usual = Object.entries(SERVER_SUBVOLUMES).filter(([, place]) => !wanted.includes(place));
  return { ...Object.fromEntries(usual), ...layout?.subvolumes };
}
