// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Nix's and the shell's, not ours.
import type { Capture, Reading } from '../../src/model/capture.ts';

/** Stands in every hostile string, so that it is found wherever it got to. */
export const MARK = 'CANARY';
/** What a shell that runs one of them leaves behind. */
export const TRACE = '/tmp/panther-canary-was-run';

export const hostile: readonly string[] = [
  `"; ${MARK} = builtins.readFile /etc/shadow; "`,
  '${builtins.abort "CANARY"}',
  "''${CANARY}''; CANARY = 1; ''",
  `$(touch ${TRACE})${MARK}`,
  `\`touch ${TRACE}\`${MARK}`,
  `'; touch ${TRACE}; # ${MARK}`,
  `${MARK}\n}; imports = [ /etc/${MARK}.nix ]; {\n# ${MARK} */ x`,
  `\u001b]0;${MARK}\u0007\u001b[2J\u001b[31m${MARK}\u009b5m\u202e\u2066`,
  `${MARK} | table | <script>alert(1)</script> [x](https://${MARK}.example) \`\`\``,
  `</td>\n\n# ${MARK}\n\n![x](https://${MARK}.example/x.png)\n\n\`\`\`sh`,
  `../../../../etc/${MARK}`,
  `__proto__ ${MARK} constructor \\u0000 \\" \\`,
  `${MARK} ${'x"$`'.repeat(1024)}`,
  `\u2028${MARK}\ufeff\udc00%s%n{{${MARK}}}<%= ${MARK} %>`,
];

/** Gives one hostile string after the other, beginning with the nth. */
export type Next = () => string;

export function rotation(first: number): Next {
  let at = first;
  return () => hostile[at++ % hostile.length] as string;
}

/** The capture with a hostile string in every field that firmware, a device or a label fills freely. */
export function withHostileNames(capture: Capture, next: Next): Capture {
  return changed(capture, (id, reading) => {
    if (reading.status !== 'ok') return { ...reading, reason: next() };
    if (reading.kind === 'report')
      return { ...reading, data: hostileLeaves(reading.data, next, NAMES) };
    if (reading.kind === 'command') return { ...reading, data: hostileOutput(reading.data, next) };
    if (reading.kind !== 'text') return reading;
    if (id.startsWith('import:scan/'))
      return { ...reading, data: hostileValues(reading.data, next) };
    if (FREE_FILES.test(id)) return { ...reading, data: `${next()}\n` };
    if (TABLES.test(id)) return { ...reading, data: hostileValues(reading.data, next) };
    return reading;
  });
}

/** The capture with hostile strings in place of everything that is a string. */
export function withHostileEverything(capture: Capture, next: Next): Capture {
  return changed(capture, (_id, reading) => {
    if (reading.status !== 'ok') return { ...reading, reason: next() };
    if (reading.kind === 'binary') return reading;
    if (reading.kind === 'report')
      return { ...reading, data: hostileLeaves(reading.data, next, null) };
    if (reading.kind === 'list') return { ...reading, data: [...reading.data, next(), next()] };
    return { ...reading, data: next() };
  });
}

const NAMES =
  /^(?:name|model|model_name|serial|version|date|product|manufacturer|family|label|sku|vendor|asset_tag|board|description|socket|location|bank_location|part_number|os|kernel|driver_info|host)$/;
const FREE_FILES =
  /^\/sys\/class\/dmi\/id\/(?!chassis_type)|\/(?:model|vendor|serial|wwid|product|osrelease|cmdline|technology)$|\/iio:device[0-9]+\/name$/;
const TABLES = /^\/(?:etc\/os-release|proc\/(?:cpuinfo|mounts|swaps|modules|bus\/input\/devices))$/;

function changed(capture: Capture, change: (id: string, reading: Reading) => Reading): Capture {
  const entries = Object.entries(capture.readings).map(([id, reading]) => [
    id,
    change(id, reading),
  ]);
  return { ...capture, redacted: false, readings: Object.fromEntries(entries) };
}

/** Strings of a report below keys that match; all of them without a pattern. */
function hostileLeaves(value: unknown, next: Next, keys: RegExp | null, key = ''): unknown {
  if (typeof value === 'string') return keys === null || keys.test(key) ? next() : value;
  if (Array.isArray(value)) return value.map((one) => hostileLeaves(one, next, keys, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, hostileLeaves(one, next, keys, name)]),
  );
}

/** JSON as a tool printed it, or lines of text. */
function hostileOutput(text: string, next: Next): string {
  try {
    return JSON.stringify(
      hostileLeaves(
        JSON.parse(text),
        next,
        /^(?:model|serial|label|uuid|wwn|vendor|partlabel|mountpoints?|rev)$/,
      ),
    );
  } catch {
    return hostileValues(text, next);
  }
}

/** Every third line's value, after a colon, an equals sign or a space, becomes hostile. */
function hostileValues(text: string, next: Next): string {
  return text
    .split('\n')
    .map((line, number) =>
      number % 3 === 2
        ? line
        : line.replace(/^([^:=]{1,40}(?:: ?|=|\t))(.*)$/, (_all, key) => `${key}${next()}`),
    )
    .join('\n');
}
