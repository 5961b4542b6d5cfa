import type { Answers, GivenAnswers } from '../../../src/model/answers.ts';
import type { Facts } from '../../../src/model/facts.ts';
import type { Disk } from '../../../src/model/hardware.ts';
import type { HostPlan } from '../../../src/model/plan.ts';
import { PROFILE_IDS } from '../../../src/model/profile-ids.ts';
import { settleAnswers } from '../../../src/plan/answers.ts';
import { planHost } from '../../../src/plan/plan.ts';
import { shippedProfiles } from '../../../src/profiles/registry.ts';
import { disk, drawing, GIB, machine, matched } from './machine.ts';

export const ROWS = [
  'A',
  'B',
  'C',
  'D',
  'E',
  'F',
  'G',
  'H',
  'I',
  'J',
  'K',
  'L',
  'M',
  'N',
  'O',
] as const;
export type Row = (typeof ROWS)[number];

/** A machine that falls under a row of the decision table, and what a person answers for it. */
export interface RowCase {
  row: Row;
  profile: string;
  traits: string[];
  facts: Facts;
  given: GivenAnswers;
}

const KEY = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'A'.repeat(43)} example`;
const nvme = (index: number, known: Partial<Disk> = {}): Disk =>
  disk(`nvme${index}n1`, {
    byPath: [`/dev/disk/by-path/pci-0000:00:0${index + 4}.0-nvme-1`],
    ...known,
  });
const sata = (name: string, port: number, known: Partial<Disk> = {}): Disk =>
  disk(name, {
    transport: 'sata',
    byPath: [`/dev/disk/by-path/pci-0000:00:1f.2-ata-${port}`],
    ...known,
  });
const cloud = (known: Partial<Disk> = {}): Disk =>
  disk('sda', {
    transport: 'scsi',
    virtual: true,
    rotational: true,
    sizeBytes: 160 * GIB,
    byPath: ['/dev/disk/by-path/pci-0000:00:05.0-scsi-0:0:0:0'],
    ...known,
  });
const kvm = { kind: 'kvm', provider: null, guestAgent: null, spice: null, vmbus: null };
const desk = { type: 3, form: 'desktop' } as const;
const laptop = { type: 10, form: 'laptop' } as const;
const tpm = (mode: Facts['firmware']['mode'], version: '2.0' | 'none' | null) => ({
  mode,
  width: mode === 'uefi' ? (64 as const) : null,
  secureBoot: null,
  tpm: version,
  esrt: null,
});

/** The machine of a row, started by a firmware. */
export function rowCase(row: Row, mode: Facts['firmware']['mode']): RowCase {
  const personal = { row, profile: 'workstation', traits: ['laptop'] };
  const firmware = tpm(mode, row === 'L' ? 'none' : '2.0');
  const server = { row, profile: 'server', traits: ['server-chassis'] };
  const vps = { row, profile: 'vps', traits: ['cloud', 'vm'] };
  const at = (known: Partial<Facts>): Facts => machine({ firmware, chassis: laptop, ...known });
  switch (row) {
    case 'A':
    case 'L':
      return { ...personal, facts: at({ disks: [nvme(0)] }), given: {} };
    case 'B':
      return {
        ...personal,
        traits: ['desktop'],
        facts: at({ disks: [nvme(0)], chassis: desk }),
        given: {},
      };
    case 'C':
      return {
        ...personal,
        facts: at({ disks: [nvme(0), nvme(1, { sizeBytes: 2_000_398_934_016 })] }),
        given: { disk: 'nvme0n1' },
      };
    case 'D':
      return {
        ...personal,
        traits: ['desktop'],
        facts: at({ disks: [nvme(0), nvme(1)], chassis: desk }),
        given: { layout: { redundancy: 'raid1' } },
      };
    case 'E':
      return {
        ...server,
        facts: at({
          disks: [sata('sda', 1), sata('sdb', 2)],
          chassis: { type: 23, form: 'server' },
        }),
        given: { sshKeys: [KEY], layout: { redundancy: 'md' } },
      };
    case 'F':
      return {
        ...server,
        facts: at({ disks: [sata('sda', 1)], chassis: { type: 23, form: 'server' } }),
        given: { sshKeys: [KEY] },
      };
    case 'G':
    case 'H':
      return {
        ...vps,
        facts: at({ disks: [cloud()], virtualisation: kvm, chassis: { type: 1, form: null } }),
        given: { sshKeys: [KEY], encryption: row === 'G' ? 'none' : 'luks' },
      };
    case 'I':
      return {
        ...vps,
        facts: at({
          disks: [cloud({ sizeBytes: 20 * GIB })],
          memory: { totalBytes: GIB, modules: [], ecc: null },
          virtualisation: kvm,
          chassis: { type: 1, form: null },
        }),
        given: { sshKeys: [KEY], encryption: 'luks' },
      };
    case 'J':
      return {
        ...personal,
        traits: ['desktop'],
        facts: at({
          disks: [sata('sda', 1, { rotational: true, discard: false, sizeBytes: 4e12 })],
          chassis: desk,
        }),
        given: {},
      };
    case 'K':
      return {
        ...personal,
        facts: at({
          disks: [
            disk('mmcblk0', {
              transport: 'mmc',
              sizeBytes: 62_537_072_640,
              byPath: ['/dev/disk/by-path/pci-0000:00:1a.0'],
            }),
          ],
        }),
        given: {},
      };
    case 'M':
      return {
        ...personal,
        facts: at({
          disks: [nvme(0, { logicalSectorBytes: 4096, physicalSectorBytes: 4096 })],
        }),
        given: {},
      };
    case 'N':
      return {
        ...personal,
        traits: ['vm'],
        facts: at({
          disks: [
            disk('vda', {
              transport: 'virtio',
              virtual: true,
              byPath: ['/dev/disk/by-path/pci-0000:00:04.0'],
            }),
          ],
          virtualisation: kvm,
        }),
        given: { encryption: 'none' },
      };
    default:
      return {
        ...personal,
        facts: at({
          disks: [
            nvme(0, {
              partitionTable: 'gpt',
              holds: [
                { partition: '1', type: 'vfat', identity: null, mounts: [], alsoOn: [] },
                { partition: '3', type: 'ntfs', identity: null, mounts: [], alsoOn: [] },
              ],
            }),
          ],
        }),
        given: {},
      };
  }
}

/** The plan of a row's machine, by the shipped profiles; uuids are drawn as in every test. */
export function planRow(
  { profile, traits, facts, given }: RowCase,
  host = 'panther',
): HostPlan & { answers: Answers } {
  if (!(PROFILE_IDS as readonly string[]).includes(profile)) throw new Error(`no ${profile}`);
  const match = { ...matched(profile), traits };
  const profiles = shippedProfiles();
  const found = profiles.find(({ id }) => id === profile);
  if (found === undefined) throw new Error(`no profile ${profile}`);
  const answers = settleAnswers({
    facts,
    match,
    profiles,
    given: { host, ...given },
    drawUuid: drawing(),
  });
  return planHost({ facts, match, profile: found, answers });
}
