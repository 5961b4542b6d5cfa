import type { ChangeScope, HardwareChange } from '../../model/hardware-change.ts';
import type { HostDifferences, SettingChange } from '../../model/host-check.ts';
import type { Loss } from '../../model/layout.ts';
import { changeText } from './words.ts';

/** A loss for a reader. */
function lossText({ disk, partition, type, mounts, alsoOn }: Loss): string {
  const where = partition === null ? disk : `partition ${partition} of ${disk}`;
  const mounted = mounts.length === 0 ? '' : `, mounted at ${mounts.join(' ')}`;
  const shared = alsoOn.length === 0 ? '' : `, a part of it on ${alsoOn.join(', ')}`;
  return `${type} in ${where}${mounted}${shared}`;
}

/** What about the disks a reader has to see first: which are taken, and what that destroys. */
export function diskTexts({ hardware, settings, losses }: HostDifferences): string[] {
  return [
    ...devicesOf(settings).map(deviceText),
    ...losses.added.map((loss) => `An installation would now destroy ${lossText(loss)}`),
    ...losses.removed.map((loss) => `An installation would no longer destroy ${lossText(loss)}`),
    ...(hardware?.changes ?? []).filter(isOfDisk).map(changeText),
  ];
}

/** What else changed, by scope. */
export function changeTexts({ hardware }: HostDifferences, scope: ChangeScope): string[] {
  return (hardware?.changes ?? [])
    .filter((change) => change.scope === scope && !isOfDisk(change))
    .map(changeText);
}

function isOfDisk(change: HardwareChange): boolean {
  const part = change.change === 'replaced' ? change.after : 'part' in change ? change.part : null;
  return part?.kind === 'disk' && change.scope !== 'plugged';
}

/** Lines of Nix that change, but for those that `diskTexts` tells of. */
export function settingRows({ settings }: HostDifferences): SettingChange[] {
  const devices = devicesOf(settings);
  return settings.filter((setting) => !devices.includes(setting));
}

/** A changed line of Nix in one sentence. */
export function settingText({ option, before, after, reason }: SettingChange): string {
  const why = reason === null ? '' : ` (${reason})`;
  if (before === null) return `${option} = ${after}, which was not set${why}`;
  if (after === null) return `${option} is no longer set; it was ${before}${why}`;
  return `${option} = ${after}, was ${before}${why}`;
}

const DEVICE = /^disko\.devices\.disk\.([^.]+)\.device$/;

function devicesOf(settings: readonly SettingChange[]): SettingChange[] {
  return settings.filter(({ option }) => DEVICE.test(option));
}

function deviceText({ option, before, after }: SettingChange): string {
  const name = DEVICE.exec(option)?.[1] ?? option;
  if (before === null) return `The layout takes one more disk, ${name}: ${after}`;
  if (after === null) return `The layout no longer takes the disk ${name}: ${before}`;
  return `The layout takes another disk as ${name}: ${after}, was ${before}`;
}
