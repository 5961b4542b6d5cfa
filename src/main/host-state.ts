import { isDeepStrictEqual } from 'node:util';
import { compareHardware } from '../discover/changes/changes.ts';
import { shapesIn } from '../discover/identifiers/shapes.ts';
import { settingChanges } from '../emit/nix/printed.ts';
import type { Capture } from '../model/capture.ts';
import type { Facts } from '../model/facts.ts';
import type { HostDifferences, SettingChange } from '../model/host-check.ts';
import type { Loss } from '../model/layout.ts';
import type { HostPlan } from '../model/plan.ts';

/** The files of a host that the tool makes, those of its disks first. */
const FILES = ['disko.nix', 'hardware.nix', 'default.nix'] as const;

/** A host at one moment, as far as it is known. */
export interface HostState {
  /** Text by file name: disko.nix, hardware.nix, default.nix. */
  files: Readonly<Record<string, string>>;
  facts: Facts | null;
  capture: Capture | null;
  plan: HostPlan | null;
}

/** What differs between two states of one host; what is unknown on one side is left out. */
export function differencesOf(
  before: HostState,
  after: HostState,
  notes: readonly string[] = [],
): HostDifferences {
  const known = before.facts !== null && after.facts !== null;
  // Each of its lines would be one that was not set.
  const absent = FILES.filter((file) => before.files[file] === undefined && after.files[file]);
  const isOpen = after.plan?.answers.publicDiskIds ?? false;
  return {
    hardware: known
      ? compareHardware(
          { facts: before.facts as Facts, capture: before.capture },
          { facts: after.facts as Facts, capture: after.capture },
        )
      : null,
    settings: FILES.filter((file) => !absent.includes(file))
      .flatMap((file) =>
        settingChanges(file, before.files[file] ?? '', after.files[file] ?? '').filter(isNoDraw),
      )
      .map((setting) => (isOpen ? setting : withheld(setting))),
    losses: plainChanges(lossesOf(before), lossesOf(after), lossKey),
    warnings: plainChanges(warningsOf(before), warningsOf(after), (text) => text),
    notes: [
      ...notes,
      ...absent.map((file) => `${file} is not there: what it would set is not listed`),
    ],
  };
}

const WITHHELD = '(withheld: it holds an identifier)';

/** What a file should not have held is not told on; partition uuids were drawn and may be. */
function withheld(setting: SettingChange): SettingChange {
  const shown = (text: string | null) => {
    const found = shapesIn(text ?? '').some(({ what }) => !what.endsWith('uuid'));
    return found ? WITHHELD : text;
  };
  return { ...setting, before: shown(setting.before), after: shown(setting.after) };
}

/** The uuid of a partition that is new is drawn by each run, and says nothing. */
function isNoDraw({ file, option, before }: SettingChange): boolean {
  return file !== 'disko.nix' || before !== null || !option.endsWith('.uuid');
}

/** The files of one host out of a tree or a folder, by their names. */
export function hostFiles(texts: Readonly<Record<string, string | null>>): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [path, text] of Object.entries(texts)) {
    const file = FILES.find((name) => path.endsWith(`/${name}`));
    if (file !== undefined && text !== null && /(?:^|\/)hosts\/[^/]+\/[^/]+$/.test(path)) {
      found[file] = text;
    }
  }
  return found;
}

function lossesOf({ plan }: HostState): Loss[] | null {
  return plan?.layout.losses ?? null;
}

function warningsOf({ plan }: HostState): string[] | null {
  return plan?.warnings.map(({ text }) => text) ?? null;
}

/** Kernel names change; what is lost is told apart by what it is. */
function lossKey(loss: Loss): string {
  return JSON.stringify([loss.disk, loss.partition, loss.type]);
}

function plainChanges<T>(
  before: readonly T[] | null,
  after: readonly T[] | null,
  key: (one: T) => string,
): { added: T[]; removed: T[] } {
  if (before === null || after === null || isDeepStrictEqual(before, after)) {
    return { added: [], removed: [] };
  }
  const missing = (from: readonly T[], others: readonly T[]) =>
    from.filter((one) => !others.some((other) => key(other) === key(one)));
  return { added: missing(after, before), removed: missing(before, after) };
}
