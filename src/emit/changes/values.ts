import { shownBytes } from '../../model/display.ts';

type Scalar = string | number | boolean | null;

interface Wording {
  /** What the fact is called at the beginning of a sentence. */
  name: string;
  /** The value in words; as it is where left out. */
  shown?: (value: Exclude<Scalar, null>) => string;
  /** The whole sentence, where a fact has a better one; null: the usual one. */
  sentence?: (before: Scalar, after: Scalar, sense?: 'newer' | 'older') => string | null;
}

const yesNo = (yes: string, no: string) => (value: Scalar) => (value === true ? yes : no);
const thereOrNot = { shown: yesNo('there', 'not there') };
const bytes = (value: Scalar) => shownBytes(typeof value === 'number' ? value : null);
const MODES: Readonly<Record<string, string>> = { uefi: 'UEFI', bios: 'BIOS' };
const mode = (value: Scalar) => MODES[String(value)] ?? String(value);

/** By the path of the fact. */
const WORDINGS: Readonly<Record<string, Wording>> = {
  'identity.vendor': { name: 'Maker' },
  'identity.product': { name: 'Product' },
  'identity.version': { name: 'Product version' },
  'identity.boardVendor': { name: 'Board maker' },
  'identity.boardName': { name: 'Board' },
  'identity.biosVersion': {
    name: 'BIOS version',
    sentence: (before, after, sense) => {
      if (before === null || after === null) return null;
      const what = { newer: 'updated', older: 'went back', other: 'changed' }[sense ?? 'other'];
      return `BIOS ${what} from ${before} to ${after}`;
    },
  },
  'identity.biosDate': { name: 'BIOS date' },
  'chassis.form': { name: 'Chassis' },
  'platform.architecture': { name: 'Architecture' },
  'platform.kernel': { name: 'Kernel while it was recorded' },
  'platform.os': { name: 'System while it was recorded' },
  'platform.container': { name: 'Container that it was recorded in' },
  'virtualisation.kind': {
    name: 'Virtualisation',
    shown: (value) => (value === 'none' ? 'none (bare metal)' : String(value)),
  },
  'virtualisation.provider': { name: 'Provider' },
  'firmware.mode': {
    name: 'Firmware',
    shown: mode,
    sentence: (before, after) =>
      before === null || after === null
        ? null
        : `Firmware mode changed from ${mode(before)} to ${mode(after)}: it starts in another way, and needs another boot loader`,
  },
  'firmware.width': { name: 'Firmware width', shown: (value) => `${value}-bit` },
  'firmware.secureBoot': { name: 'Secure Boot' },
  'firmware.tpm': {
    name: 'TPM',
    sentence: (before, after) => {
      if (before === 'none' && after !== null) return `A TPM ${after} appeared`;
      if (after === 'none' && before !== null) return `The TPM ${before} is gone`;
      return null;
    },
  },
  'firmware.esrt': { name: 'Table of firmware that can be updated (ESRT)', ...thereOrNot },
  'memory.totalBytes': {
    name: 'Memory',
    shown: bytes,
    sentence: (before, after) => {
      if (typeof before !== 'number' || typeof after !== 'number') return null;
      const by = shownBytes(Math.abs(after - before));
      const what = after > before ? `${by} of memory added` : `${by} of memory removed`;
      return `${what}: ${shownBytes(before)} before, ${shownBytes(after)} now`;
    },
  },
  'memory.ecc': { name: 'Memory errors are', shown: yesNo('corrected (ECC)', 'not corrected') },
  'cpu.name': { name: 'Processor' },
  'cpu.sockets': { name: 'Processors (sockets)' },
  'cpu.cores': { name: 'Processor cores' },
  'cpu.logical': { name: 'Processor threads' },
  'cpu.numaNodes': { name: 'NUMA nodes' },
  'sensors.accelerometer': { name: 'Accelerometer', ...thereOrNot },
  'sensors.ambientLight': { name: 'Ambient light sensor', ...thereOrNot },
  'sensors.hub': { name: 'Sensor hub' },
  ipmi: { name: 'IPMI', ...thereOrNot },
  edac: { name: 'Reports of memory errors (EDAC)', ...thereOrNot },
  'iommu.active': { name: 'IOMMU', shown: yesNo('on', 'off') },
  'power.platformProfile': { name: 'Platform profiles', ...thereOrNot },
  'power.batteries.technology': { name: 'technology' },
  'power.batteries.healthPercent': {
    name: 'health',
    shown: (value) => `${value} %`,
    sentence: (before, after) => {
      if (typeof before !== 'number' || typeof after !== 'number') return null;
      const what = after < before ? 'is worn: it' : 'is fresher: it';
      return `${what} holds ${after} % of what it was made for, was ${before} %`;
    },
  },
  'power.batteries.chargeLimit': {
    name: 'charge limit',
    shown: yesNo('can be set', 'cannot be set'),
  },
  'disks.model': { name: 'model' },
  'disks.sizeBytes': { name: 'size', shown: bytes },
  'disks.logicalSectorBytes': { name: 'sectors', shown: (value) => `${value} bytes` },
  'disks.transport': { name: 'attached by' },
  'disks.readOnly': { name: 'write protection', shown: yesNo('on', 'off') },
  'disks.unfit': { name: 'unfit as a system disk' },
  'disks.partitionTable': { name: 'partition table' },
  'pci.driver': { name: 'driver' },
};

/** A fact whose value changed, in words; null on one side: only the other one knew it. */
export function valueText(
  fact: string,
  before: Scalar,
  after: Scalar,
  sense?: 'newer' | 'older',
): string {
  const { name, shown = String, sentence }: Wording = WORDINGS[fact] ?? { name: fact };
  const own = sentence?.(before, after, sense) ?? null;
  if (own !== null) return own;
  if (before === null)
    return `${name}: ${after === null ? 'not known' : shown(after)}; not known before`;
  if (after === null) return `${name}: not seen this time; was ${shown(before)}`;
  return `${name}: ${shown(after)}, was ${shown(before)}`;
}

const SETS: Readonly<Record<string, { name: string; added?: string; removed?: string }>> = {
  'cpu.flags': { name: 'Processor features' },
  serialConsoles: { name: 'Serial ports' },
  'power.sleepStates': { name: 'Sleep states' },
  missingFirmware: { name: 'Firmware files that the kernel misses' },
  'disks.holds': { name: 'contents', added: 'holds now', removed: 'no longer holds' },
  'disks.renewed': { name: 'contents', added: 'formatted anew:' },
};

/** More than these are counted only. */
const MOST = 8;

/** A set with other members, in words. */
export function membersText(
  fact: string,
  added: readonly string[],
  removed: readonly string[],
): string {
  const set = SETS[fact] ?? { name: fact };
  const listed = (members: readonly string[]) => {
    const rest = members.length - MOST;
    return `${members.slice(0, MOST).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
  };
  const parts = [
    ...(added.length === 0 ? [] : [`${set.added ?? 'now also'} ${listed(added)}`]),
    ...(removed.length === 0 ? [] : [`${set.removed ?? 'no longer'} ${listed(removed)}`]),
  ];
  return set.added === undefined ? `${set.name}: ${parts.join('; ')}` : parts.join('; ');
}
