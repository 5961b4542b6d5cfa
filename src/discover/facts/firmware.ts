import type { Firmware } from '../../model/facts.ts';
import { parseEfiFlag } from '../parse/efivar.ts';
import type { Readings } from '../readings.ts';
import { type Part, readWell, recorded, sawSysfs } from './part.ts';

const EFI = '/sys/firmware/efi';
const WIDTH = `${EFI}/fw_platform_size`;
const ESRT = `${EFI}/esrt/entries`;
const GLOBAL = '8be4df61-93ca-11d2-aa0d-00e098032b8c';
const SECURE_BOOT = `${EFI}/efivars/SecureBoot-${GLOBAL}`;
const SETUP_MODE = `${EFI}/efivars/SetupMode-${GLOBAL}`;
const TPM = '/sys/class/tpm';

/** Firmware mode, Secure Boot, TPM: /sys/firmware/efi and /sys/class/tpm. */
export function readFirmware(readings: Readings): Part {
  const mode = modeOf(readings);
  const efi = readings.list(EFI);
  const width = readings.text(WIDTH)?.trim();
  const versions = readings.children(TPM).map((name) => `${TPM}/${name}/tpm_version_major`);
  const firmware: Firmware = {
    mode,
    width: width === '64' ? 64 : width === '32' ? 32 : null,
    secureBoot: secureBootOf(readings),
    tpm: tpmOf(readings, versions),
    esrt:
      (readings.list(ESRT)?.length ?? 0) > 0 ? true : efi === null ? null : efi.includes('esrt'),
  };
  const sources: Record<string, string[]> = {};
  if (mode !== null) sources['firmware'] = recorded(readings, [EFI]);
  if (firmware.width !== null) sources['firmware.width'] = [WIDTH];
  if (firmware.secureBoot !== null) {
    sources['firmware.secureBoot'] = readWell(readings, [SECURE_BOOT, SETUP_MODE]);
  }
  if (firmware.tpm !== null) sources['firmware.tpm'] = readWell(readings, [TPM, ...versions]);
  if (firmware.esrt !== null) sources['firmware.esrt'] = readWell(readings, [EFI, ESRT]);
  return { firmware, sources };
}

/**
 * A directory that is missing while the rest of /sys is there means BIOS, on x86 only: an Arm board
 * without EFI has no BIOS either, and a container hides the directory.
 */
function modeOf(readings: Readings): Firmware['mode'] {
  const reading = readings.reading(EFI);
  if (reading?.status === 'ok' || reading?.status === 'denied') return 'uefi';
  if (readings.children(EFI).length > 0) return 'uefi';
  if (reading?.status !== 'absent' || !sawSysfs(readings)) return null;
  const hidden = [
    '/run/systemd/container',
    '/run/host/container-manager',
    '/.dockerenv',
    '/run/.containerenv',
  ];
  if (readWell(readings, hidden).length > 0) return null;
  const arch = readings.text('/proc/sys/kernel/arch')?.trim();
  const isX86 =
    arch === undefined ? /^vendor_id/m.test(readings.text('/proc/cpuinfo') ?? '') : /86/.test(arch);
  return isX86 ? 'bios' : null;
}

function secureBootOf(readings: Readings): Firmware['secureBoot'] {
  const flag = (id: string): boolean | null => {
    const bytes = readings.bytes(id);
    return bytes === null ? null : parseEfiFlag(bytes);
  };
  const enabled = flag(SECURE_BOOT);
  if (flag(SETUP_MODE) === true) return 'setup';
  return enabled === null ? null : enabled ? 'on' : 'off';
}

function tpmOf(readings: Readings, versions: readonly string[]): Firmware['tpm'] {
  for (const id of versions) {
    const version = readings.text(id)?.trim();
    if (version === '2') return '2.0';
    if (version === '1') return '1.2';
  }
  return readings.list(TPM)?.length === 0 ? 'none' : null;
}
