/**
 * What is recorded of a machine, as data; every reader of machines follows it.
 *
 * A glob is an absolute path. `{a,b}` in its last segment stands for several files, `*` and `[0-9]`
 * for names that a directory listing gives; directories are listed one level a segment.
 * A path without `*` is recorded whatever comes of it, unless it is `optional`. Below a `*` a file
 * that is not there leaves no reading. The directory in front of a segment that is just `*` is
 * recorded as a list, so that "nothing there" and "not seen" stay apart.
 */
export interface FileProbe {
  glob: string;
  kind: 'text' | 'binary' | 'link' | 'list';
  maxBytes: number;
  /** root: an unprivileged run is expected to be denied. */
  privilege: 'none' | 'root';
  /** public: may be committed as it is; hashed: identifiers in it are replaced; local-only: blanked. */
  privacy: 'public' | 'hashed' | 'local-only';
  /** Names that the first `*` does not follow: patterns of `*` and `[0-9]`. */
  except?: readonly string[];
  /** Absence of a path without `*` leaves no reading either. */
  optional?: true;
}

export interface CommandProbe {
  /** The reading is `command:<name>`. */
  name: string;
  command: readonly [string, ...string[]];
  kind: 'command';
  maxBytes: number;
  privilege: 'none' | 'root';
  privacy: 'public' | 'hashed' | 'local-only';
  /** Exit codes with which the output is an answer. */
  exitCodes: readonly number[];
}

type Details = Partial<Omit<FileProbe, 'glob' | 'kind'>>;

const SMALL = 4096;
const TABLE = 262_144;
const hashed: Details = { privacy: 'hashed' };
const secret: Details = { privacy: 'hashed', privilege: 'root' };
const optional: Details = { optional: true };
const dmi = '/sys/class/dmi/id';
const pci = '/sys/bus/pci/devices';
const usb = '/sys/bus/usb/devices';
const efivars = '/sys/firmware/efi/efivars';
const efiGlobal = '8be4df61-93ca-11d2-aa0d-00e098032b8c';
/** Block devices that never hold a system: loop and ram. */
const block: Details = { except: ['loop[0-9]*', 'ram[0-9]*'] };
const blockIds: Details = { ...block, ...hashed };

export const FILE_PROBES: readonly FileProbe[] = [
  text(`${dmi}/{sys_vendor,product_name,product_version,product_family,product_sku}`),
  text(`${dmi}/{board_vendor,board_name,board_version,bios_vendor,bios_version,bios_date}`),
  text(`${dmi}/{chassis_type,chassis_vendor,chassis_version}`),
  text(`${dmi}/{chassis_asset_tag,board_asset_tag}`, hashed),
  text(`${dmi}/{product_serial,product_uuid,board_serial,chassis_serial}`, secret),

  link(`${pci}/*`),
  text(`${pci}/*/{class,vendor,device,subsystem_vendor,subsystem_device,modalias,boot_vga}`),
  // Only below a port that faces outwards.
  text(`${pci}/*/removable`),
  link(`${pci}/*/driver`),
  text(`${pci}/*/{acpi_index,index}`),
  text('/sys/bus/pci/slots/*/address'),
  link('/sys/bus/virtio/devices/*'),
  text('/sys/bus/virtio/devices/*/modalias'),
  link('/sys/bus/virtio/devices/*/driver'),

  link(`${usb}/*`, { except: ['usb[0-9]*'] }),
  text(`${usb}/*/{idVendor,idProduct,product,removable}`, { except: ['usb[0-9]*', '*:*'] }),
  text(`${usb}/*:*/{bInterfaceClass,bInterfaceSubClass,bInterfaceProtocol}`),
  link(`${usb}/*:*/driver`),

  link('/sys/block/*', block),
  text('/sys/block/*/{size,removable,ro,hidden}', block),
  text(
    '/sys/block/*/queue/{rotational,logical_block_size,physical_block_size,discard_granularity,discard_max_bytes}',
    block,
  ),
  link('/sys/block/*/device', block),
  text('/sys/block/*/device/{model,vendor,type,name,transport}', block),
  text('/sys/block/*/device/{serial,wwid}', blockIds),
  text('/sys/block/*/{serial,wwid}', blockIds),
  link('/sys/block/nvme*/device/nvme*'),
  list('/sys/block/*/{holders,slaves}', block),
  text('/sys/block/dm-*/dm/{name,uuid}', hashed),
  text('/sys/block/md*/md/{level,raid_disks}'),
  text('/sys/block/*/*[0-9]/{partition,size,start}', block),
  list('/sys/block/*/*[0-9]/holders', block),
  link('/sys/class/nvme/*'),
  link('/dev/disk/by-id/*', hashed),
  link('/dev/disk/by-path/*', hashed),
  link('/dev/disk/by-uuid/*', hashed),
  link('/dev/disk/by-partuuid/*', hashed),

  text('/sys/class/power_supply/*/{type,scope,technology,online,charge_control_end_threshold}'),
  text('/sys/class/power_supply/BAT*/{energy,charge}_{full,full_design}'),
  text('/sys/bus/platform/devices/VPC2004:*/conservation_mode'),
  text(
    '/sys/devices/platform/{lg-laptop/battery_care_limit,samsung/battery_life_extender,huawei-wmi/charge_control_thresholds,sony-laptop/battery_care_limiter}',
    optional,
  ),
  text('/sys/power/mem_sleep'),
  text('/sys/firmware/acpi/{platform_profile_choices,pm_profile}'),
  link('/sys/class/backlight/*'),
  link('/sys/class/backlight/*/device'),
  text('/sys/devices/platform/asus-nb-wmi/{gpu_mux_mode,dgpu_disable}', optional),
  link('/sys/class/drm/*'),
  text('/sys/class/drm/*/{status,enabled}'),
  binary('/sys/class/drm/*/edid', { ...hashed, maxBytes: 32_768 }),
  text('/sys/bus/iio/devices/*/name'),
  list('/sys/bus/iio/devices/*'),
  text('/sys/bus/hdaudio/devices/*/{vendor_id,vendor_name,chip_name}'),

  link('/sys/class/net/*'),
  text('/sys/class/net/*/{type,dev_port}'),
  text('/sys/class/net/*/address', hashed),
  link('/sys/class/net/*/{phy80211,device}'),
  link('/sys/class/net/*/device/driver'),

  list('/sys/firmware/efi'),
  text('/sys/firmware/efi/fw_platform_size', optional),
  list('/sys/firmware/efi/esrt/entries', { privilege: 'root', optional: true }),
  binary(`${efivars}/{SecureBoot,SetupMode}-${efiGlobal}`, optional),
  text('/sys/class/tpm/*/tpm_version_major'),
  text('/sys/firmware/devicetree/base/{model,compatible,chassis-type}', optional),
  text('/sys/firmware/devicetree/base/serial-number', { ...hashed, ...optional }),

  text('/proc/cpuinfo', { maxBytes: 65_536 }),
  text('/sys/devices/system/cpu/present'),
  text('/sys/devices/system/cpu/cpu[0-9]*/topology/{physical_package_id,thread_siblings_list}'),
  text('/sys/devices/system/cpu/cpu[0-9]*/cpu_capacity'),
  text('/sys/devices/system/cpu/cpu[0-9]*/cpufreq/cpuinfo_max_freq'),
  text('/sys/devices/{cpu,cpu_core,cpu_atom}/type', optional),
  text('/sys/devices/system/node/online', optional),
  text('/proc/{meminfo,modules}', { maxBytes: TABLE }),
  text('/proc/{mounts,swaps,cmdline}', { ...hashed, maxBytes: TABLE }),
  text('/proc/sys/kernel/{osrelease,arch}'),
  text('/proc/bus/input/devices', { ...hashed, maxBytes: TABLE }),
  text('/etc/os-release'),

  text('/sys/hypervisor/type', optional),
  text('/run/{systemd/container,host/container-manager}', optional),
  text('/{.dockerenv,run/.containerenv}', { optional: true, privacy: 'local-only' }),
  text('/sys/class/virtio-ports/*/name'),
  list('/sys/bus/vmbus/devices', { ...hashed, optional: true }),
  list('/sys/kernel/iommu_groups'),
  list('/sys/firmware/acpi/tables', optional),
  list('/sys/devices/system/edac/mc'),
  list('/sys/class/ipmi'),
  text('/sys/class/tty/ttyS[0-9]/{type,port}'),
  text('/sys/class/tty/ttyAMA[0-9]/{type,port}'),
  text('/sys/class/tty/console/active'),
];

export const COMMAND_PROBES: readonly CommandProbe[] = [
  command('dmidecode', ['dmidecode'], { privilege: 'root', privacy: 'hashed' }),
  command('lspci', ['lspci', '-Dvmmnnk'], {}),
  command('lsblk', ['lsblk', '-J', '-O', '-b'], { privacy: 'hashed' }),
  command('dmesg', ['dmesg'], { privilege: 'root', privacy: 'hashed', maxBytes: 2 ** 21 }),
  // It ends with 1 when it found none, and says so on standard output.
  command('systemd-detect-virt', ['systemd-detect-virt'], { exitCodes: [0, 1] }),
];

/** Exit codes with which the output of `command:<name>` is an answer. */
export function acceptedExitCodes(name: string): readonly number[] {
  return COMMAND_PROBES.find((probe) => probe.name === name)?.exitCodes ?? [0];
}

/** The globs that `{a,b}` stands for: one a file. */
export function expandBraces(glob: string): string[] {
  const found = /^(.*)\{([^}]*)\}(.*)$/.exec(glob);
  if (found === null) return [glob];
  const [, before = '', names = '', after = ''] = found;
  return names.split(',').map((name) => `${before}${name}${after}`);
}

function text(glob: string, details: Details = {}): FileProbe {
  return probe(glob, 'text', details);
}

function binary(glob: string, details: Details = {}): FileProbe {
  return probe(glob, 'binary', details);
}

function link(glob: string, details: Details = {}): FileProbe {
  return probe(glob, 'link', details);
}

function list(glob: string, details: Details = {}): FileProbe {
  return probe(glob, 'list', details);
}

function probe(glob: string, kind: FileProbe['kind'], details: Details): FileProbe {
  return { glob, kind, maxBytes: SMALL, privilege: 'none', privacy: 'public', ...details };
}

function command(
  name: string,
  words: readonly [string, ...string[]],
  details: Partial<CommandProbe>,
): CommandProbe {
  return {
    name,
    command: words,
    kind: 'command',
    maxBytes: 2 ** 20,
    privilege: 'none',
    privacy: 'public',
    exitCodes: [0],
    ...details,
  };
}
