import type { Facts, Gap } from '../../model/facts.ts';
import type { Readings } from '../readings.ts';
import { isVirtualMachine } from './derive-machine.ts';
import { containerGaps, deniedGaps, deviceGaps } from './device-gaps.ts';
import { byCodeUnit } from './part.ts';

type Seen = Omit<Facts, 'gaps'>;

/** What was not seen and matters for a host, as sentences without any text of the hardware's own. */
export function gapsOf(facts: Seen, readings: Readings): Gap[] {
  const gaps: Gap[] = [...identityGaps(facts, readings), ...firmwareGaps(facts)];
  const add = (code: string, subject: string, text: string): void => {
    gaps.push({ code, subject, text });
  };
  const virtualMachine = isVirtualMachine(facts.virtualisation.kind);
  if (facts.virtualisation.kind === null) {
    add(
      'virtualisation.unknown',
      'virtualisation.kind',
      'Nothing told whether this is a virtual machine or bare metal.',
    );
  }
  if (facts.cpu.vendor === null) {
    add('cpu.unknown', 'cpu.vendor', 'The maker of the processor was not seen.');
  }
  if (virtualMachine !== true && !facts.input.some((device) => device.kind === 'keyboard')) {
    add(
      'keyboard.unseen',
      'input',
      'No keyboard was seen, so none was checked for the unlock prompt.',
    );
  }
  for (const gpu of facts.gpus) {
    if (gpu.generation !== null || !['nvidia', 'amd', 'intel'].includes(gpu.maker)) continue;
    add(
      'gpu.generation',
      `gpus[${gpu.address}].generation`,
      `The graphics processor ${gpu.vendor}:${gpu.device} is not in the table of generations.`,
    );
  }
  gaps.push(...diskGaps(facts), ...commandGaps(readings, virtualMachine));
  gaps.push(...deviceGaps(facts, readings), ...deniedGaps(readings), ...containerGaps(facts));
  return gaps;
}

function identityGaps(facts: Seen, readings: Readings): Gap[] {
  const { identity } = facts;
  if (identity.vendor !== null || identity.product !== null || identity.boardName !== null) {
    return [];
  }
  const status = readings.reading('/sys/class/dmi/id/sys_vendor')?.status;
  const text =
    status === 'denied'
      ? 'Reading the DMI fields was denied, so the make of the machine is not known.'
      : 'There are no DMI fields, so the make of the machine is not known.';
  return [{ code: status === 'denied' ? 'dmi.denied' : 'dmi.missing', subject: 'identity', text }];
}

function firmwareGaps(facts: Seen): Gap[] {
  if (facts.firmware.mode !== null) return [];
  const text =
    'Nothing told whether the firmware boots by UEFI or BIOS, so the layout serves both.';
  return [{ code: 'firmware.unknown', subject: 'firmware.mode', text }];
}

function diskGaps(facts: Seen): Gap[] {
  if (facts.disks.length === 0) {
    return [{ code: 'disk.none', subject: 'disks', text: 'No disk was seen.' }];
  }
  const fit = facts.disks.filter((disk) => disk.unfit === null);
  const gaps: Gap[] = fit
    .filter((disk) => disk.byPath.length === 0)
    .map((disk) => ({
      code: 'disk.link',
      subject: `disks[${disk.name}]`,
      text: 'A disk has no link under /dev/disk/by-path that would name it without its serial.',
    }));
  if (fit.length > 0) return gaps;
  const text = 'None of the disks that were seen can hold a system.';
  return [...gaps, { code: 'disk.unfit', subject: 'disks', text }];
}

function commandGaps(readings: Readings, virtualMachine: boolean | null): Gap[] {
  const status = readings.reading('command:dmidecode')?.status;
  if (virtualMachine === true || (status !== 'denied' && status !== 'failed')) return [];
  const text =
    status === 'denied'
      ? 'Running dmidecode was denied, so memory modules and error correction are not known.'
      : 'dmidecode failed, so memory modules and error correction are not known.';
  return [{ code: `dmidecode.${status}`, subject: 'memory.modules', text }];
}

/** The same gap once, in the order of subject and code. */
export function sortedGaps(gaps: readonly Gap[]): Gap[] {
  const key = (gap: Gap): string => `${gap.subject} ${gap.code} ${gap.text}`;
  const unique = new Map(gaps.map((gap) => [key(gap), gap]));
  return [...unique.values()].sort((a, b) => byCodeUnit(key(a), key(b)));
}
