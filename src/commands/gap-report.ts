import type { explain } from '../main.ts';
import type { Capture } from '../model/capture.ts';
import { shownText } from '../model/display.ts';

type Explanation = ReturnType<typeof explain>;

/** What a code of a gap begins with, and what is missing then. */
const KINDS: readonly (readonly [begins: string, what: string])[] = [
  ['pci.driver', 'no driver'],
  ['usb.driver', 'no driver'],
  ['storage.module', 'no driver'],
  ['boot.uncovered', 'no driver'],
  ['firmware.missing', 'no firmware'],
  ['fingerprint.', 'no rule'],
  ['gpu.', 'no rule'],
  ['guest.', 'no rule'],
  ['camera.', 'no rule'],
  ['nixos-hardware.', 'no rule'],
  ['servers.', 'no rule'],
];
const ID_FIELDS = ['vendor', 'device', 'product', 'subvendor', 'subdevice', 'class'] as const;

/** Gaps as a block that can be copied into a report: codes, texts and ids, and no identifiers. */
export function gapLines({ gaps, host }: Explanation, capture: Capture | null): string[] {
  const lines = gaps.map(({ code, subject, text, from }) => {
    const what = KINDS.find(([begins]) => code.startsWith(begins))?.[1] ?? 'not known';
    const ids = from.flatMap(({ value }) => idsOf(value)).join(' ');
    const about = `${shownText(subject, 120)}${ids === '' ? '' : ` (${ids})`}`;
    return `- ${what}: ${about}: ${shownText(text, 400)} [${shownText(code, 60)}]`;
  });
  if (lines.length === 0)
    return [`No gaps: every device of ${host} that was seen has its driver, rule and firmware.`];
  const by = capture === null ? '' : `, recorded by ${shownText(capture.recordedBy, 60)}`;
  return [`--- panther-discover gaps${by} ---`, ...lines, '--- end ---'];
}

/** The ids of a device as `vendor 8086`, of the fields that name a product and never a specimen. */
function idsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return ID_FIELDS.flatMap((field) => {
    const id = (value as Record<string, unknown>)[field];
    return typeof id === 'string' && /^[0-9a-f]{4,6}$/.test(id) ? [`${field} ${id}`] : [];
  });
}
