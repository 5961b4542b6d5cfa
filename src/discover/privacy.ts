import { COMMAND_PROBES, expandBraces, FILE_PROBES } from './manifest.ts';

/**
 * public: may be committed as it is; hashed: identifiers in it are replaced by keyed hashes before it
 * is; local-only: blanked.
 */
export type Privacy = 'public' | 'hashed' | 'local-only';

/** Readings that no probe makes: other tools' outputs, embedded whole. By the start of their ids. */
const EMBEDDED: readonly (readonly [start: string, privacy: Privacy])[] = [['import:', 'hashed']];

/**
 * Every field of Facts: a list's elements as `[]`, the values of a record as `{}`. A field of any
 * kind that is not here fails the tests.
 */
export const FACT_PRIVACY: Readonly<Record<string, Privacy>> = {
  schema: 'public',
  ...each('identity', 'public', [
    ...['vendor', 'product', 'version', 'family', 'sku', 'boardVendor', 'boardName'],
    ...['boardVersion', 'biosVendor', 'biosVersion', 'biosDate', 'chassisVendor'],
    // Only tags that name a product or a cloud become a fact.
    'assetTag',
  ]),
  ...each('chassis', 'public', ['type', 'form']),
  ...each('platform', 'public', ['architecture', 'kernel', 'os', 'container']),
  ...each('cpu', 'public', [
    ...['vendor', 'name', 'family', 'model', 'stepping', 'flags[]', 'sockets', 'logical'],
    ...['cores', 'hybrid', 'numaNodes'],
  ]),
  ...each('memory', 'public', ['totalBytes', 'ecc']),
  ...each('memory.modules[]', 'public', ['sizeBytes', 'type', 'speedMts', 'formFactor']),
  ...each('firmware', 'public', ['mode', 'width', 'secureBoot', 'tpm', 'esrt']),
  ...each('virtualisation', 'public', ['kind', 'provider', 'guestAgent', 'spice', 'vmbus']),
  ...each('pci[]', 'public', [
    ...['address', 'class', 'vendor', 'device', 'subvendor', 'subdevice', 'driver', 'modalias'],
    ...['parents[]', 'bootVga', 'removable'],
  ]),
  ...each('usb[]', 'public', ['path', 'vendor', 'product', 'fixed']),
  // A phone or a headset may carry its owner's name.
  'usb[].name': 'hashed',
  ...each('usb[].interfaces[]', 'public', ['class', 'subclass', 'protocol', 'driver']),
  ...each('gpus[]', 'public', [
    ...['address', 'class', 'vendor', 'device', 'maker', 'generation', 'driver', 'bootVga'],
  ]),
  ...each('disks[]', 'public', [
    ...['name', 'transport', 'model', 'sizeBytes', 'logicalSectorBytes', 'physicalSectorBytes'],
    ...['rotational', 'removable', 'readOnly', 'discard', 'controller', 'byPath[]'],
    ...['partitionTable', 'virtual', 'liveMedium', 'unfit'],
  ]),
  ...each('disks[]', 'hashed', ['byId[]', 'serial', 'wwid']),
  ...each('disks[].holds[]', 'public', ['partition', 'type', 'alsoOn[]']),
  ...each('disks[].partitions[]', 'public', ['number', 'sizeBytes']),
  ...each('disks[].holds[]', 'hashed', ['identity']),
  // Names that somebody chose are left out of them.
  ...each('disks[].holds[]', 'public', ['mounts[]']),
  ...each('network[]', 'public', ['kind', 'driver', 'device']),
  // A name can hold the hardware address: enx…, wlx….
  'network[].name': 'hashed',
  ...each('network[].names', 'public', ['onboard', 'slot', 'path']),
  ...each('power', 'public', [
    'onMains',
    'platformProfile',
    'sleepStates[]',
    'sleepDefault',
    'chargeControl',
  ]),
  ...each('power.batteries[]', 'public', [
    ...['scope', 'technology', 'chargeLimit', 'healthPercent'],
  ]),
  // A wireless mouse's battery is named after its serial.
  'power.batteries[].name': 'hashed',
  'backlights[]': 'public',
  ...each('displays[]', 'public', [
    ...['connector', 'internal', 'gpu', 'widthPixels', 'heightPixels'],
    ...['widthMillimetres', 'heightMillimetres'],
  ]),
  ...each('input[]', 'public', ['kind', 'bus', 'internal', 'vendor', 'product']),
  // A headset's buttons are named after it.
  'input[].name': 'hashed',
  ...each('sensors', 'public', ['accelerometer', 'ambientLight', 'hub']),
  'serialConsoles[]': 'public',
  ipmi: 'public',
  edac: 'public',
  'loadedModules[]': 'public',
  'deviceTree[]': 'public',
  ...each('iommu', 'public', ['active', 'table']),
  ...each('controllers[]', 'public', ['address', 'kind', 'modules[]']),
  ...each('cameras[]', 'public', ['device', 'kind', 'vendor', 'product']),
  ...each('fingerprintReaders[]', 'public', ['device', 'vendor', 'product', 'supported']),
  ...each('bluetooth[]', 'public', ['device', 'vendor', 'product']),
  ...each('audio[]', 'public', ['device', 'kind', 'vendor', 'product', 'driver']),
  ...each('audioCodecs[]', 'public', ['vendor', 'product', 'name']),
  'missingFirmware[]': 'public',
  ...each('gaps[]', 'public', ['code', 'text']),
  'gaps[].subject': 'hashed',
  'sources{}[]': 'hashed',
};

function each(
  subject: string,
  privacy: Privacy,
  fields: readonly string[],
): Record<string, Privacy> {
  return Object.fromEntries(fields.map((field) => [`${subject}.${field}`, privacy]));
}

let globs: readonly { pattern: RegExp; privacy: Privacy }[] | null = null;

/**
 * What is declared of a reading, by its id; null: nothing is. Of several probes that fit, the most
 * careful one counts. A directory is listed for the probe that looks into it.
 */
export function readingPrivacy(id: string): Privacy | null {
  const embedded = EMBEDDED.find(([start]) => id.startsWith(start));
  if (embedded !== undefined) return embedded[1];
  if (id.startsWith('command:')) {
    return COMMAND_PROBES.find(({ name }) => id === `command:${name}`)?.privacy ?? null;
  }
  globs ??= FILE_PROBES.flatMap(({ glob, privacy }) =>
    expandBraces(glob).flatMap((plain) =>
      pathsOf(plain).map((path) => ({ pattern: patternOf(path), privacy })),
    ),
  );
  const declared = globs.filter(({ pattern }) => pattern.test(id)).map(({ privacy }) => privacy);
  const careful: readonly Privacy[] = ['local-only', 'hashed', 'public'];
  return careful.find((privacy) => declared.includes(privacy)) ?? null;
}

/** A glob, and the directory in front of its first `*`. */
function pathsOf(glob: string): string[] {
  const directory = /^(.*)\/\*(?:\/|$)/.exec(glob.replace(/\*.*$/, '*'))?.[1];
  return directory === undefined ? [glob] : [glob, directory];
}

function patternOf(glob: string): RegExp {
  const source = glob.replace(/[.+?^${}()|\\]/g, '\\$&').replaceAll('*', '[^/]*');
  return new RegExp(`^${source}$`);
}
