import { linesOf } from './lines.ts';

const FILE = '["\']?([A-Za-z0-9][A-Za-z0-9_.+,/-]{2,127})["\']?';
/** As drivers/base/firmware_loader says it, as Debian's kernel does, and as some drivers do. */
const NOT_FOUND: readonly RegExp[] = [
  new RegExp(`Direct firmware load for ${FILE} failed with error -2(?![0-9])`),
  new RegExp(`firmware: failed to load ${FILE} \\(-2\\)`),
  new RegExp(`[Ff]ailed to load firmware(?: file)? ${FILE}`),
  new RegExp(`[Ff]irmware file ${FILE} not found`),
];
/** iwlwifi asks for newer files first and then says which one it took. */
const WIFI_LOADED = /iwlwifi [^\n]*loaded firmware version/;
/** Asked for by every kernel of their driver, and shipped by nobody. */
const NEVER_SHIPPED: ReadonlySet<string> = new Set(['iwl-debug-yoyo.bin', 'regulatory.db.p7s']);
const LONGEST_LINE = 1024;
const TIME = /^(?:<[0-9]{1,3}>)?(?:\[[ 0-9.]{1,20}\] ?)?/;

/** Firmware files that the kernel asked for and did not find, by its log; sorted, each once. */
export function missingFirmware(log: string): string[] {
  const lines = firmwareLines(log);
  const wifiRuns = lines.some((line) => WIFI_LOADED.test(line));
  const missing = new Set<string>();
  for (const line of lines) {
    const name = NOT_FOUND.map((pattern) => pattern.exec(line)?.[1]).find((found) => found);
    if (name === undefined || NEVER_SHIPPED.has(name) || name.split('/').includes('..')) continue;
    if (wifiRuns && /(?:^|\/)iwlwifi-[^/]+\.(?:ucode|pnvm)$/.test(name)) continue;
    missing.add(name);
  }
  return [...missing].sort();
}

/** The lines of a log that tell of firmware files, without their times; sorted, each once. */
export function firmwareLines(log: string): string[] {
  if (!/firmware/i.test(log)) return [];
  const lines = new Set<string>();
  for (const line of linesOf(log)) {
    if (line.length > LONGEST_LINE) continue;
    const told = line.replace(TIME, '');
    if (WIFI_LOADED.test(told) || NOT_FOUND.some((pattern) => pattern.test(told))) lines.add(told);
  }
  return [...lines].sort();
}
