import type { CommandResult, Outcome } from '../../machine/machine.ts';
import { type Block, parseBlocks } from './blocks.ts';
import { parseMountTables, parseSwaps, type SeenMount } from './mounts.ts';
import { PROGRAMS, type ProgramName, type Question, type QuestionName } from './questions.ts';
import { type BtrfsSet, parseBtrfs, parseVolumes, type Volume } from './sets.ts';
import { parseProbed, parseSignatures, parseTables, type Signature } from './signatures.ts';

/** What was seen on the target beside its facts. Null: not told, which is not the same as none. */
export interface Seen {
  blocks: Block[] | null;
  mounts: SeenMount[] | null;
  swaps: string[] | null;
  volumes: Volume[] | null;
  btrfs: BtrfsSet[] | null;
  /** Names of the ZFS pools that are imported. */
  pools: readonly string[] | null;
  /** By kernel name; a device that is not among them was not looked at. */
  signatures: ReadonlyMap<string, Signature[]> | null;
  /** Uuid of the partition table by kernel name of the disk. */
  tables: ReadonlyMap<string, string> | null;
  memoryFreeBytes: number | null;
  storeFreeBytes: number | null;
  clockSeconds: number | null;
  root: boolean | null;
  programs: ReadonlySet<ProgramName> | null;
}

export type Answered = ReadonlyMap<QuestionName, Outcome<CommandResult>>;

/** Reads what the programs of `questionsAbout` answered; anything odd is null. */
export function seenIn(questions: readonly Question[], answers: Answered): Seen {
  const text = (name: QuestionName): string | null => {
    const answer = answers.get(name);
    if (answer?.status !== 'ok') return null;
    const { exitCodes = [0] } = questions.find((question) => question.name === name) ?? {};
    return exitCodes.includes(answer.data.exitCode) ? answer.data.output : null;
  };
  const read = <T>(name: QuestionName, parse: (output: string) => T | null): T | null => {
    const output = text(name);
    return output === null ? null : parse(output);
  };
  return {
    blocks: probedBlocks(read('blocks', parseBlocks), read('probed', parseProbed)),
    mounts: read('mounts', parseMountTables),
    swaps: read('swaps', parseSwaps),
    volumes: read('volumes', parseVolumes),
    btrfs: read('btrfs', parseBtrfs),
    pools: read('pools', poolsIn),
    signatures: read('signatures', parseSignatures),
    tables: read('tables', parseTables),
    memoryFreeBytes: read('memory', freeMemory),
    storeFreeBytes: read('store', (output) => count(output.trim().split('\n').at(-1))),
    clockSeconds: read('clock', (output) => count(output)),
    root: read('user', (output) => (count(output) === null ? null : output.trim() === '0')),
    programs: read('programs', programsIn),
  };
}

/**
 * lsblk tells signatures as udev remembers them, and udev can miss that a disk was written to: what the disk
 * itself holds goes before that.
 */
function probedBlocks(
  blocks: readonly Block[] | null,
  probed: ReadonlyMap<string, Signature[]> | null,
): Block[] | null {
  if (blocks === null || probed === null) return null;
  return blocks.map((block): Block => {
    const found = probed.get(block.name) ?? [];
    const told = found.length === 0 ? {} : { signatures: found };
    return { ...block, ...told, children: probedBlocks(block.children, probed) ?? [] };
  });
}

/** What may still be taken, swap included; in bytes. */
function freeMemory(meminfo: string): number | null {
  const kibibytes = (name: string) =>
    count(new RegExp(`^${name}: +([0-9]+) kB$`, 'm').exec(meminfo)?.[1]);
  const available = kibibytes('MemAvailable');
  return available === null ? null : (available + (kibibytes('SwapFree') ?? 0)) * 1024;
}

function poolsIn(output: string): readonly string[] | null {
  const names = output.trimEnd().split('\n');
  return names.pop() === 'end' ? names : null;
}

function programsIn(output: string): ReadonlySet<ProgramName> | null {
  const names = output.trimEnd().split('\n');
  if (names.pop() !== 'end') return null;
  return new Set(PROGRAMS.filter((program) => names.includes(program)));
}

function count(word: string | undefined): number | null {
  return word !== undefined && /^\s*[0-9]{1,15}\s*$/.test(word) ? Number(word) : null;
}
