import { table } from '../../assets/read.ts';
import type { UsbDevice } from '../../model/hardware.ts';
import { hardwareDefault, hostDefault } from './draft.ts';
import { hasModule, isPersonal } from './machine-kind.ts';
import { NOTHING, type Rule, type RuleContext } from './rule.ts';
import { usbPath } from './usb-path.ts';

interface Readers {
  supported: Set<string>;
  unsupported: Set<string>;
}

let loaded: Readers | null = null;

/** Makers of little but fingerprint readers: an unknown device of theirs is probably a newer one. */
const MAKERS = ['10a5', '138a', '27c6', '2808'];

export const reader: Rule = {
  id: 'fingerprint/reader',
  source: 'libfprint, data/autosuspend.hwdb',
  reason: 'A fingerprint reader that libfprint can run.',
  apply: (context) => {
    const found = devices(context, (id) => readers().supported.has(id));
    if (found.length === 0) return NOTHING;
    const facts = found.map(usbPath);
    return {
      settings: [
        hasModule(context, 'hardware/yoga')
          ? hostDefault('panther.hardware.yoga.fingerprint', true, facts)
          : hardwareDefault('services.fprintd.enable', true, facts),
      ],
    };
  },
};

export const unknownReader: Rule = {
  id: 'fingerprint/unknown',
  source: 'libfprint, data/autosuspend.hwdb',
  reason: 'A fingerprint reader without a driver in libfprint.',
  apply: (context) => {
    const known = devices(context, (id) => readers().unsupported.has(id));
    const likely = devices(
      context,
      (id, device) =>
        !readers().supported.has(id) &&
        !known.includes(device) &&
        MAKERS.includes(device.vendor) &&
        device.interfaces.some((entry) => entry.class === 'ff'),
    );
    return {
      gaps: [
        ...known.map((device) => ({
          code: 'fingerprint.unsupported',
          subject: usbPath(device),
          text: 'libfprint 1.94.7 lists this fingerprint reader as one that it cannot run.',
        })),
        ...likely.map((device) => ({
          code: 'fingerprint.unknown',
          subject: usbPath(device),
          text: 'Perhaps a fingerprint reader: the maker is known for them, the model is not in the table.',
        })),
      ],
    };
  },
};

function devices(
  context: RuleContext,
  test: (id: string, device: UsbDevice) => boolean,
): UsbDevice[] {
  if (!isPersonal(context)) return [];
  return context.facts.usb.filter((device) => test(`${device.vendor}:${device.product}`, device));
}

function readers(): Readers {
  if (loaded === null) {
    const source = table('fingerprint-readers') as { supported: string[]; unsupported: string[] };
    loaded = { supported: new Set(source.supported), unsupported: new Set(source.unsupported) };
  }
  return loaded;
}
