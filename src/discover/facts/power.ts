import type { Battery } from '../../model/hardware.ts';
import type { Readings } from '../readings.ts';
import { byCodeUnit, type Part, readWell, recorded } from './part.ts';
import { cleaned } from './placeholders.ts';

const SUPPLIES = '/sys/class/power_supply';
const PROFILES = '/sys/firmware/acpi/platform_profile_choices';
const SLEEP = '/sys/power/mem_sleep';

/** Batteries, mains, and what the firmware offers for saving power. */
export function readPower(readings: Readings): Part {
  const batteries: Battery[] = [];
  const mains: boolean[] = [];
  const sources: Record<string, string[]> = {};
  for (const name of readings.children(SUPPLIES)) {
    const dir = `${SUPPLIES}/${name}`;
    const type = readings.text(`${dir}/type`)?.trim();
    if (type === 'Mains') {
      const online = readings.text(`${dir}/online`)?.trim();
      if (online === '0' || online === '1') mains.push(online === '1');
      sources['power.onMains'] = [...(sources['power.onMains'] ?? []), `${dir}/online`];
    }
    if (type !== 'Battery') continue;
    batteries.push(batteryOf(readings, dir, name));
    const files = ['type', 'scope', 'technology', 'charge_control_end_threshold'];
    sources[`power.batteries[${name}]`] = readWell(
      readings,
      files.map((file) => `${dir}/${file}`),
    );
  }
  const list = readWell(readings, [SUPPLIES]);
  if (list.length > 0) sources['power'] = list;
  const profiles = readings.reading(PROFILES)?.status;
  if (profiles === 'ok' || profiles === 'absent') sources['power.platformProfile'] = [PROFILES];
  const sleep = readings.text(SLEEP);
  if (sleep !== null) sources['power.sleepStates'] = recorded(readings, [SLEEP]);
  return {
    power: {
      batteries,
      onMains: mains.length === 0 ? null : mains.includes(true),
      platformProfile: profiles === 'ok' ? true : profiles === 'absent' ? false : null,
      sleepStates: sleep === null ? null : sleepStates(sleep),
    },
    sources,
  };
}

function batteryOf(readings: Readings, dir: string, name: string): Battery {
  const scope = readings.text(`${dir}/scope`)?.trim();
  return {
    name,
    // The kernel's own rule (power_supply_is_system_supplied): what does not say Device is the system's.
    scope: scope === 'Device' ? 'device' : 'system',
    technology: cleaned(readings.text(`${dir}/technology`)),
    chargeLimit: readings.text(`${dir}/charge_control_end_threshold`) !== null,
  };
}

/** `s2idle [deep]` → deep, s2idle. */
function sleepStates(text: string): string[] {
  const states = text.replace(/[[\]]/g, ' ').split(/\s+/);
  return states.filter((state) => /^[a-z0-9]{1,16}$/.test(state)).sort(byCodeUnit);
}
