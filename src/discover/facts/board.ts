import { linesOf } from '../parse/lines.ts';
import type { Readings } from '../readings.ts';
import { byCodeUnit, type Part, readWell } from './part.ts';

const IPMI = '/sys/class/ipmi';
const EDAC = '/sys/devices/system/edac/mc';
const TTY = '/sys/class/tty';
const MODULES = '/proc/modules';

/** Serial ports, management controller, memory error reports and the loaded kernel modules. */
export function readBoard(readings: Readings): Part {
  const sources: Record<string, string[]> = {};
  const ports = readings.children(TTY).filter((name) => /^tty(S|AMA)[0-9]+$/.test(name));
  const types = ports.map((name) => `${TTY}/${name}/type`);
  if (types.length > 0) sources['serialConsoles'] = readWell(readings, types);
  const ipmi = readings.list(IPMI);
  if (ipmi !== null) sources['ipmi'] = [IPMI];
  const edac = readings.list(EDAC);
  if (edac !== null) sources['edac'] = [EDAC];
  const modules = readings.text(MODULES);
  if (modules !== null) sources['loadedModules'] = [MODULES];
  return {
    serialConsoles: ports.length === 0 ? null : ports.filter((name) => isReal(readings, name)),
    ipmi: ipmi === null ? null : ipmi.length > 0,
    edac: edac === null ? null : edac.some((name) => /^mc[0-9]+$/.test(name)),
    loadedModules: modules === null ? null : moduleNames(modules),
    sources,
  };
}

/** The kernel makes ttyS0 to ttyS3 whatever there is; a port without a chip has type 0. */
function isReal(readings: Readings, name: string): boolean {
  const type = readings.text(`${TTY}/${name}/type`)?.trim() ?? '';
  return /^[1-9][0-9]{0,3}$/.test(type);
}

function moduleNames(text: string): string[] {
  const names = linesOf(text).map((line) => line.split(' ', 1)[0] ?? '');
  return [...new Set(names.filter((name) => /^[A-Za-z0-9_]{1,64}$/.test(name)))].sort(byCodeUnit);
}
