import { shownText } from '../../model/display.ts';
import type { DiskLayout, PlannedDisk } from '../../model/layout.ts';
import { type Block, family } from './blocks.ts';
import { type Check, type CheckInput, held, passed, type Target } from './check.ts';

/** By what disko finds what it has made on a disk. */
interface Names {
  uuids: readonly string[];
  mappers: readonly string[];
  arrays: readonly string[];
}

/** A name of the plan that something on another disk has. */
interface Taken {
  what: string;
  remedy: string;
}

const UNPLUG = 'Unplug that disk for the install';

/**
 * Whether a name under which disko formats and mounts leads to a disk that is not planned: it goes by the
 * uuids of partitions and by names below /dev/mapper and /dev/md, and where two things have one, either may be
 * hit. The disk that a host was installed on before, still plugged in, has all of them.
 */
export function namesCheck(
  { layout, seen: { blocks } }: CheckInput,
  { planned }: Target,
  all: readonly Target[],
): Check {
  const code = 'disk.names';
  if (blocks === null) {
    const evidence = 'Whether its names are those of something else could not be told.';
    return held('unknown', code, planned.key, evidence, 'See that lsblk works as root.');
  }
  const disks = all.map(({ live }) => live?.name);
  const names = namesOf(planned, layout);
  const taken = blocks
    .filter(({ name }) => !disks.includes(name))
    .flatMap(family)
    .flatMap((block) => takenBy(block, names));
  if (taken.length === 0) {
    return passed(code, planned.key, 'No other disk has a name that it is formatted by.');
  }
  const what = [...new Set(taken.map((one) => one.what))].join(', ');
  const remedy = [...new Set(taken.map((one) => one.remedy))].join(' ');
  return held(
    'fail',
    code,
    planned.key,
    `Instead of it, this could be formatted: ${what}.`,
    remedy,
  );
}

function namesOf({ partitions }: PlannedDisk, { arrays = [] }: DiskLayout): Names {
  const own = partitions.flatMap(({ content }) => content ?? []);
  const members = own.flatMap((content) => (content.kind === 'md-member' ? [content.array] : []));
  const above = arrays.filter(({ name }) => members.includes(name)).map(({ content }) => content);
  return {
    uuids: partitions.flatMap(({ uuid }) => uuid ?? []),
    mappers: [...own, ...above].flatMap((content) =>
      content !== null && 'mapper' in content ? [content.mapper] : [],
    ),
    arrays: members,
  };
}

function takenBy({ name, title, type, ...block }: Block, names: Names): Taken[] {
  const shown = shownText(name, 40);
  const taken: Taken[] = [];
  if (block.partitionUuid !== null && names.uuids.includes(block.partitionUuid.toLowerCase())) {
    taken.push({
      what: `${shown}, a partition with the same uuid`,
      remedy: `${UNPLUG}, or have other uuids drawn: take partitionUuids out of answers.yaml of the host and run panther-discover --host HOST.`,
    });
  }
  if (names.mappers.includes(title) && !/^(disk|part|raid)/.test(type)) {
    taken.push({
      what: `/dev/mapper/${title}, which is open on another disk`,
      remedy: `Close it: cryptsetup close ${title}.`,
    });
  }
  // mdadm puts the machine that made it in front: any:root.
  const arrays = block.signatures
    .filter((signature) => signature.type === 'linux_raid_member')
    .map(({ label }) => label.replace(/^.*:/, ''));
  if (arrays.some((array) => names.arrays.includes(array))) {
    taken.push({
      what: `${shown}, a member of an array with the same name`,
      remedy: `${UNPLUG}, or give that array another name: mdadm --assemble --update=name --name=OTHER.`,
    });
  }
  return taken;
}
