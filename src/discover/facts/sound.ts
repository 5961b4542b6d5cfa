import type { AudioCodec } from '../../model/hardware.ts';
import { hexadecimal } from '../parse/lines.ts';
import type { Readings } from '../readings.ts';
import { type Part, readWell } from './part.ts';
import { cleaned } from './placeholders.ts';

const DEVICES = '/sys/bus/hdaudio/devices';

/** Codecs on the HD Audio bus, as sysfs names them. */
export function readSound(readings: Readings): Part {
  const names = readings.children(DEVICES);
  if (names.length === 0 && readings.list(DEVICES) === null) return { sources: {} };
  const audioCodecs = names.flatMap((name): AudioCodec[] => {
    const text = (file: string) => readings.text(`${DEVICES}/${name}/${file}`);
    const id = hexadecimal(text('vendor_id'));
    if (id === null || id > 0xffffffff) return [];
    const hex = id.toString(16).padStart(8, '0');
    const words = [cleaned(text('vendor_name')), cleaned(text('chip_name'))];
    return [
      {
        vendor: hex.slice(0, 4),
        product: hex.slice(4),
        name: words.filter((word) => word !== null).join(' ') || null,
      },
    ];
  });
  const files = names.flatMap((name) =>
    ['vendor_id', 'vendor_name', 'chip_name'].map((file) => `${DEVICES}/${name}/${file}`),
  );
  const seen = readWell(readings, [DEVICES, ...files]);
  return { audioCodecs, sources: seen.length === 0 ? {} : { audioCodecs: seen } };
}
