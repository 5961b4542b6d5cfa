import type { Power } from '../../model/facts.ts';
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
    const files = [
      ...['type', 'scope', 'technology', 'charge_control_end_threshold'],
      ...CAPACITIES.flat(),
    ];
    sources[`power.batteries[${name}]`] = readWell(
      readings,
      files.map((file) => `${dir}/${file}`),
    );
  }
  const list = readWell(readings, [SUPPLIES]);
  if (list.length > 0) sources['power'] = list;
  const control = chargeControlOf(readings, batteries);
  if (control !== null) sources['power.chargeControl'] = control.ids;
  const profiles = readings.reading(PROFILES)?.status;
  if (profiles === 'ok' || profiles === 'absent') sources['power.platformProfile'] = [PROFILES];
  const sleep = readings.text(SLEEP);
  if (sleep !== null) {
    sources['power.sleepStates'] = recorded(readings, [SLEEP]);
    sources['power.sleepDefault'] = recorded(readings, [SLEEP]);
  }
  return {
    power: {
      batteries,
      onMains: mains.length === 0 ? null : mains.includes(true),
      platformProfile: profiles === 'ok' ? true : profiles === 'absent' ? false : null,
      sleepStates: sleep === null ? null : sleepStates(sleep),
      sleepDefault: /\[([a-z0-9]{1,16})\]/.exec(sleep ?? '')?.[1] ?? null,
      chargeControl: control?.kind ?? null,
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
    ...healthOf(readings, dir),
  };
}

/** In µWh or µAh, as the driver counts (Linux Documentation/ABI/testing/sysfs-class-power). */
const CAPACITIES = [
  ['energy_full', 'energy_full_design'],
  ['charge_full', 'charge_full_design'],
] as const;

function healthOf(readings: Readings, dir: string): Pick<Battery, 'healthPercent'> {
  for (const names of CAPACITIES) {
    const [full = 0, design = 0] = names.map((name) => Number(readings.text(`${dir}/${name}`)));
    // A new battery may hold more than it was made for.
    if (full > 0 && design > 0) {
      return { healthPercent: Math.min(100, Math.round((full / design) * 100)) };
    }
  }
  return {};
}

const VENDOR_CONTROLS: readonly (readonly [NonNullable<Power['chargeControl']>, string])[] = [
  ['lg', '/sys/devices/platform/lg-laptop/battery_care_limit'],
  ['samsung', '/sys/devices/platform/samsung/battery_life_extender'],
  ['huawei', '/sys/devices/platform/huawei-wmi/charge_control_thresholds'],
  ['sony', '/sys/devices/platform/sony-laptop/battery_care_limiter'],
];
const IDEAPAD = '/sys/bus/platform/devices/VPC2004';

/** The kernel's common attribute of a system battery first, then the drivers with their own. */
function chargeControlOf(
  readings: Readings,
  batteries: readonly Battery[],
): { kind: NonNullable<Power['chargeControl']>; ids: string[] } | null {
  const common = batteries.filter(({ scope, chargeLimit }) => scope === 'system' && chargeLimit);
  if (common.length > 0) {
    const ids = common.map(({ name }) => `${SUPPLIES}/${name}/charge_control_end_threshold`);
    return { kind: 'threshold', ids };
  }
  const ideapad = readings.ids(IDEAPAD).filter((id) => id.endsWith('/conservation_mode'));
  if (readWell(readings, ideapad).length > 0) return { kind: 'ideapad', ids: ideapad };
  const found = VENDOR_CONTROLS.find(([, id]) => readings.text(id) !== null);
  return found === undefined ? null : { kind: found[0], ids: [found[1]] };
}

/** `s2idle [deep]` → deep, s2idle. */
function sleepStates(text: string): string[] {
  const states = text.replace(/[[\]]/g, ' ').split(/\s+/);
  return states.filter((state) => /^[a-z0-9]{1,16}$/.test(state)).sort(byCodeUnit);
}
