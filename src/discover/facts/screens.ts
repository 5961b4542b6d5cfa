import type { Display } from '../../model/hardware.ts';
import { parseEdid } from '../parse/edid.ts';
import type { Readings } from '../readings.ts';
import { type Part, pciAddresses, readWell } from './part.ts';

const DRM = '/sys/class/drm';
const BACKLIGHT = '/sys/class/backlight';
const CONNECTOR = /^card[0-9]+-(.+)$/;

/** Connected displays with their size, and the backlights. */
export function readScreens(readings: Readings): Part {
  const displays: Display[] = [];
  const sources: Record<string, string[]> = {};
  for (const name of readings.children(DRM)) {
    const connector = CONNECTOR.exec(name)?.[1];
    const dir = `${DRM}/${name}`;
    if (connector === undefined) continue;
    if (readings.text(`${dir}/status`)?.trim() !== 'connected') continue;
    const bytes = readings.bytes(`${dir}/edid`);
    const edid = bytes === null ? null : parseEdid(bytes);
    displays.push({
      connector,
      internal: /^(eDP|LVDS|DSI)-/.test(connector),
      gpu: pciAddresses(readings.link(dir) ?? '').at(-1) ?? null,
      widthPixels: edid?.widthPixels ?? null,
      heightPixels: edid?.heightPixels ?? null,
      widthMillimetres: edid?.widthMillimetres ?? null,
      heightMillimetres: edid?.heightMillimetres ?? null,
    });
    sources[`displays[${connector}]`] = readWell(readings, [dir, `${dir}/status`, `${dir}/edid`]);
  }
  const listed = readings.list(BACKLIGHT);
  const backlights = readings.children(BACKLIGHT);
  const known = listed !== null || backlights.length > 0;
  if (known) {
    const links = backlights.map((name) => `${BACKLIGHT}/${name}`);
    sources['backlights'] = readWell(readings, [BACKLIGHT, ...links]);
  }
  return { displays, backlights: known ? backlights : null, sources };
}
