import { shownBytes } from '../../model/display.ts';
import { type Check, type CheckInput, held, passed } from './check.ts';
import type { ProgramName } from './questions.ts';

const GIBIBYTE = 2 ** 30;
/** Evaluating a host takes about this much beside what runs already. */
const MEMORY_BYTES = 1.5 * GIBIBYTE;
/** The sources of the inputs, unpacked, and what disko calls; the system is built on the new disk. */
const STORE_BYTES = 1.5 * GIBIBYTE;

/** What the machine as a whole must be like. */
export function machineChecks(input: CheckInput): Check[] {
  const { facts, seen, build } = input;
  return [
    rootCheck(seen.root),
    programsCheck(input),
    asWrittenCheck(input.asWritten),
    firmwareCheck(input),
    ...(build === 'here'
      ? [
          enough('memory.free', seen.memoryFreeBytes, MEMORY_BYTES, MEMORY_REMEDY),
          enough('store.space', seen.storeFreeBytes, STORE_BYTES, STORE_REMEDY),
        ]
      : []),
    clockCheck(input),
    mainsCheck(facts.power),
  ];
}

const MEMORY_REMEDY =
  'Evaluating the system would end in the middle: close what runs, add swap on a disk that is not in the plan or on zram, or install from another machine.';
const STORE_REMEDY =
  'The store of a live system lies in memory: restart it with more memory, or enlarge it (mount -o remount,size=80% /nix/.rw-store).';

function rootCheck(root: boolean | null): Check {
  if (root === true) return passed('system.root', null, 'It runs as root.');
  const remedy = 'Run it as root: sudo -E panther-discover install.';
  return held(
    root === null ? 'unknown' : 'fail',
    'system.root',
    null,
    root === null ? 'Whose rights it has could not be told.' : 'It does not run as root.',
    remedy,
  );
}

function programsCheck({ seen, layout }: CheckInput): Check {
  const code = 'system.programs';
  const has = seen.programs;
  const remedy =
    'Use a NixOS live medium, best the one of the repository (nix build .#installer), or install what is missing.';
  if (has === null) return held('unknown', code, null, 'What is installed was not told.', remedy);
  const isEncrypted = [...layout.disks.flatMap((disk) => disk.partitions), ...(layout.arrays ?? [])]
    .map(({ content }) => content?.kind)
    .some((kind) => kind === 'luks' || kind === 'luks-member');
  const needed: ProgramName[] = [
    ...(['lsblk', 'wipefs', 'blkid', 'findmnt', 'udevadm', 'btrfs'] as const),
    ...(isEncrypted ? (['cryptsetup'] as const) : []),
    ...(['ssh-keygen', 'git', 'nix', 'nixos-install'] as const),
  ];
  const missing: string[] = needed.filter((name) => !has.has(name));
  if (!has.has('mkpasswd') && !has.has('openssl')) missing.push('mkpasswd or openssl');
  if (missing.length === 0) return passed(code, null, 'Every program that it calls is there.');
  return held('fail', code, null, `Missing: ${missing.join(', ')}.`, remedy);
}

function asWrittenCheck(asWritten: boolean): Check {
  const code = 'plan.as-written';
  if (asWritten) return passed(code, null, 'disko.nix of the host is what its record leads to.');
  return held(
    'fail',
    code,
    null,
    'disko.nix of the host is not what its record and answers lead to, so it may format something that was not checked.',
    'Run panther-discover check HOST to see the difference; run panther-discover --host HOST to write it anew.',
  );
}

/** GRUB for BIOS needs its partition; what boots by UEFI alone does not start on a BIOS. */
function firmwareCheck({ facts, layout }: CheckInput): Check {
  const code = 'boot.firmware';
  const hasBios = layout.disks.some(({ partitions }) =>
    partitions.some(({ key }) => key === 'bios'),
  );
  const { mode } = facts.firmware;
  if (mode === 'uefi')
    return passed(code, null, 'It was started by UEFI, for which there is an ESP.');
  if (hasBios) return passed(code, null, 'The plan starts by BIOS and by UEFI.');
  return held(
    mode === null ? 'unknown' : 'fail',
    code,
    null,
    mode === null
      ? 'How it was started could not be told, and the plan starts by UEFI alone.'
      : 'It was started by BIOS, and the plan starts by UEFI alone.',
    'Start the live medium the way the machine was recorded (UEFI), or record it anew: panther-discover --host HOST.',
  );
}

function enough(
  code: 'memory.free' | 'store.space',
  free: number | null,
  needed: number,
  remedy: string,
): Check {
  if (free === null) return held('unknown', code, null, 'How much is free was not told.', remedy);
  const evidence = `${shownBytes(free)} are free, ${shownBytes(needed)} are needed.`;
  return free >= needed ? passed(code, null, evidence) : held('fail', code, null, evidence, remedy);
}

/** A clock far off makes every certificate invalid, and marks files with times that never were. */
function clockCheck({ seen: { clockSeconds }, notBefore }: CheckInput): Check {
  const code = 'clock.sane';
  const remedy = "Set the clock, for example: date --utc --set '2026-01-31 12:00'.";
  if (clockSeconds === null) {
    return held('unknown', code, null, 'What time it is was not told.', remedy);
  }
  const day = new Date(clockSeconds * 1000).toISOString().slice(0, 10);
  const isSane = clockSeconds >= notBefore && clockSeconds < notBefore + 20 * 365 * 86_400;
  const evidence = `The clock says ${day}.`;
  return isSane ? passed(code, null, evidence) : held('fail', code, null, evidence, remedy);
}

function mainsCheck({ batteries, onMains }: CheckInput['facts']['power']): Check {
  const code = 'power.mains';
  if (batteries.every(({ scope }) => scope === 'device')) {
    return passed(code, null, 'It has no battery to run empty.');
  }
  if (onMains === true) return passed(code, null, 'It is on mains.');
  return held(
    onMains === null ? 'unknown' : 'fail',
    code,
    null,
    onMains === null ? 'Whether it is on mains was not told.' : 'It runs on its battery.',
    'Plug it in: a machine that goes off while it is written has neither the old system nor the new.',
  );
}
