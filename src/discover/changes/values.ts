import type { Facts } from '../../model/facts.ts';
import type { HardwareChange } from '../../model/hardware-change.ts';
import { type Compared, membersChange, valueChange } from './subject.ts';

const IDENTITY = ['vendor', 'product', 'version', 'boardVendor', 'boardName'] as const;
const FIRMWARE = ['mode', 'width', 'secureBoot', 'tpm', 'esrt'] as const;

/** Who made the machine, and its case. */
export function machineChanges({ before, after }: Compared): HardwareChange[] {
  return [
    ...IDENTITY.flatMap((field) =>
      valueChange(`identity.${field}`, [before.identity[field], after.identity[field]]),
    ),
    ...valueChange('chassis.form', [before.chassis.form, after.chassis.form]),
    ...valueChange('platform.architecture', [
      before.platform.architecture,
      after.platform.architecture,
    ]),
    ...valueChange('virtualisation.kind', [before.virtualisation.kind, after.virtualisation.kind]),
    ...valueChange('virtualisation.provider', [
      before.virtualisation.provider,
      after.virtualisation.provider,
    ]),
  ];
}

/** How the machine starts, and the version of what starts it. */
export function firmwareChanges({ before, after }: Compared): HardwareChange[] {
  const [was, is] = [before.identity, after.identity];
  const sense = senseOf(before, after);
  const versions = valueChange('identity.biosVersion', [was.biosVersion, is.biosVersion]).map(
    (change) => (sense === null ? change : { ...change, sense }),
  );
  return [
    ...FIRMWARE.flatMap((field) =>
      valueChange(`firmware.${field}`, [before.firmware[field], after.firmware[field]]),
    ),
    ...versions,
    // The date says no more than the version does, where that one changed.
    ...(versions.length > 0 ? [] : valueChange('identity.biosDate', [was.biosDate, is.biosDate])),
  ];
}

/** Whether a version is a newer one of the same firmware; null: of another board, or the dates do not tell. */
function senseOf(before: Facts, after: Facts): 'newer' | 'older' | null {
  const [was, is] = [before.identity, after.identity];
  if (was.boardName !== is.boardName || was.product !== is.product) return null;
  const [then, now] = [dayOf(was.biosDate), dayOf(is.biosDate)];
  if (then === null || now === null || then === now) return null;
  return then < now ? 'newer' : 'older';
}

/** SMBIOS writes 07/31/2025 (DMTF DSP0134, 7.1): 20250731. */
function dayOf(date: string | null): number | null {
  const [, month, day, year] = /^([0-9]{2})\/([0-9]{2})\/([0-9]{4})$/.exec(date ?? '') ?? [];
  return year === undefined ? null : Number(`${year}${month}${day}`);
}

/** The processor: another one, more or fewer cores, features that appeared or vanished. */
export function processorChanges({ before, after }: Compared): HardwareChange[] {
  const counts = (['sockets', 'cores', 'logical', 'numaNodes'] as const).flatMap((field) =>
    valueChange(`cpu.${field}`, [before.cpu[field], after.cpu[field]]),
  );
  const name = valueChange('cpu.name', [before.cpu.name, after.cpu.name]);
  return [
    ...name,
    ...counts,
    // Another processor has other features: that goes without saying.
    ...(name.length > 0 ? [] : membersChange('cpu.flags', [before.cpu.flags, after.cpu.flags])),
  ];
}

/** What the firmware and the board offer besides. */
export function platformChanges({ before, after }: Compared): HardwareChange[] {
  const plain = (fact: string, of: (facts: Facts) => string | boolean | null) =>
    valueChange(fact, [of(before), of(after)]);
  return [
    ...plain('sensors.accelerometer', ({ sensors }) => sensors.accelerometer),
    ...plain('sensors.ambientLight', ({ sensors }) => sensors.ambientLight),
    ...plain('sensors.hub', ({ sensors }) => sensors.hub),
    ...plain('ipmi', ({ ipmi }) => ipmi),
    ...plain('edac', ({ edac }) => edac),
    ...plain('iommu.active', ({ iommu }) => iommu.active),
    ...plain('power.platformProfile', ({ power }) => power.platformProfile),
    ...membersChange('serialConsoles', [before.serialConsoles, after.serialConsoles]),
    ...membersChange('power.sleepStates', [before.power.sleepStates, after.power.sleepStates]),
    ...membersChange('missingFirmware', [before.missingFirmware, after.missingFirmware], {
      scope: 'system',
    }),
    ...valueChange('platform.kernel', [before.platform.kernel, after.platform.kernel], {
      scope: 'system',
    }),
    ...valueChange('platform.os', [before.platform.os, after.platform.os], { scope: 'system' }),
    ...valueChange('platform.container', [before.platform.container, after.platform.container], {
      scope: 'system',
    }),
  ];
}
